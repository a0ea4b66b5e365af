// Files that change from outside a machine's processes, as when the kubelet updates a volume.
import { scan } from '../kernel/table.ts';
import type { Kernel } from '../linux/kernel.ts';
import type { WakeUp } from '../linux/sleep.ts';

/** Has whoever waits for a file of this filesystem look again; they run when the machine's kernel hears of it. */
export function announce(kernel: Kernel, filesystem: string): void {
  const prefix = `f ${filesystem} `;
  const told = new Set<number>();
  scan(
    kernel.machine.waiters,
    (pids, key) => {
      if (!key.startsWith(prefix)) return false;
      for (const pid of pids) {
        const number = kernel.process(pid)?.wait?.number;
        if (number === undefined || told.has(pid)) continue;
        told.add(pid);
        const body: WakeUp = { pid, number };
        kernel.context.send({ from: kernel.me, to: kernel.me, verb: 'wake', body }, 0);
      }
      return true;
    },
    prefix,
  );
}
