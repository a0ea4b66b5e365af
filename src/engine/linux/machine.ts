// What comes to a machine as a message: timers of its processes, and packets.
import type { Envelope } from '../kernel/message.ts';
import type { Kernel } from './kernel.ts';
import type { Packet } from './net/types.ts';
import { runAll, timerDue } from './run.ts';
import type { WakeUp } from './sleep.ts';
import { connectTimedOut, packetArrived } from './sockets.ts';

const PACKETS: ReadonlySet<string> = new Set<Packet['kind']>([
  'open',
  'accept',
  'data',
  'close',
  'reset',
  'datagram',
  'echo',
  'echo-reply',
  'unreachable',
]);

/** Handles a message that is for the machine's kernel; false when it is for somebody else there. */
export function receiveInKernel(kernel: Kernel, envelope: Envelope): boolean {
  switch (envelope.verb) {
    case 'wake':
      timerDue(kernel, envelope.body as WakeUp);
      break;
    case 'connect-timeout':
      connectTimedOut(kernel, (envelope.body as { socket: number }).socket);
      break;
    default:
      if (!PACKETS.has(envelope.verb)) return false;
      packetArrived(kernel, envelope.body as Packet, envelope.from === envelope.to ? 'self' : 'network');
  }
  runAll(kernel);
  return true;
}
