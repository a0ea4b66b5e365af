// Models kubernetes@v1.36.0 pkg/kubelet/lifecycle/handlers.go
// Differs: a request to another host than the Pod itself is taken to succeed.
import type { LifecycleHandler } from '../../api/index.ts';
import { callCri, change, type Desk, newCall, remind } from './desk.ts';
import { askPort, portOf } from './network.ts';
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
  } else {
    const action = handler.httpGet ?? handler.tcpSocket;
    const port = action === undefined ? undefined : portOf(next, name, action.port);
    if (action === undefined || port === undefined || action.host) {
      remind(desk, 'hook-done', next, { call, error: '' }, 1);
    } else {
      askPort(desk, next, call, {
        port,
        path: handler.httpGet === undefined ? null : `/${(handler.httpGet.path ?? '/').replace(/^\//, '')}`,
        scheme: handler.httpGet?.scheme ?? 'HTTP',
        host: '',
        headers: handler.httpGet?.httpHeaders ?? [],
        userAgent: 'kube-lifecycle/1.36',
        timeoutMs: timeoutMs === NO_LIMIT_MS ? null : timeoutMs,
      });
    }
  }
  return next;
}
