// Models kubernetes@v1.36.0 pkg/kubelet/lifecycle/handlers.go
import type { HTTPGetAction, LifecycleHandler } from '../../api/index.ts';
import { callCri, change, type Desk, newCall, remind, workerOf } from './desk.ts';
import { containerOf } from './kill.ts';
import { askPort } from './network.ts';
import { portOf } from './networkPorts.ts';
import type { Ask, Worker } from './state.ts';

/** Hooks have no timeout of their own; nothing waits longer than this. */
const NO_LIMIT_MS = 3_600_000;

/** Runs a hook; the answer comes to `asks` under the call's number. */
export function askHook(
  desk: Desk,
  worker: Worker,
  name: string,
  type: 'postStart' | 'preStop',
  handler: LifecycleHandler,
  /** A postStart hook has no limit. */
  timeoutMs = NO_LIMIT_MS,
): Worker {
  const current = worker.containers[name]?.current;
  if (current == null) return worker;
  const call = newCall(desk);
  const ask: Ask = { type, container: name, containerId: current.id };
  const next = change(desk, worker, { asks: { ...worker.asks, [call]: ask } });
  if (handler.exec !== undefined) {
    callCri(desk, next, {
      type: 'ExecSync',
      id: call,
      containerId: current.id,
      command: handler.exec.command ?? [],
      timeoutMs,
    });
  } else if (handler.sleep !== undefined) {
    remind(desk, 'hook-done', next, { call, error: '' }, Math.min(handler.sleep.seconds * 1000, timeoutMs));
  } else if (handler.httpGet !== undefined) {
    askOverHttp(desk, next, call, name, handler.httpGet);
  } else {
    // tcpSocket may be written and does nothing but fail.
    remind(desk, 'hook-done', next, { call, error: 'invalid handler' }, 0);
  }
  return workerOf(desk, worker.uid) ?? next;
}

function askOverHttp(
  desk: Desk,
  worker: Worker,
  call: number,
  container: string,
  { host = '', port: wanted, scheme = 'HTTP', path = '/', httpHeaders: headers = [] }: HTTPGetAction,
): void {
  const port = portOf(containerOf(worker, container), wanted);
  if (typeof port === 'string') {
    remind(desk, 'hook-done', worker, { call, error: port }, 0);
    return;
  }
  const userAgent = 'kube-lifecycle/1.36';
  const verdict = askPort(desk, worker, call, {
    type: 'http',
    host,
    port,
    scheme,
    path,
    headers,
    userAgent,
    // A container that is to end is not waited for longer than its grace period, which is no matter of the request.
    timeoutMs: null,
  });
  if (verdict !== undefined) {
    remind(desk, 'hook-done', worker, { call, error: verdict.output }, 0);
  }
}
