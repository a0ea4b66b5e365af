// Models kubernetes@v1.36.0 pkg/kubelet/kuberuntime/kuberuntime_sandbox.go
import type { CriReply, SandboxStatus } from '../runtime/cri.ts';
import { hostnameTrouble, sandboxConfig } from './config.ts';
import { callCri, change, type Desk, newCall, podEvent } from './desk.ts';
import { beginKill, isKilling } from './kill.ts';
import { rpcErrorText } from './rpc.ts';
import type { ContainerRecord, Worker } from './state.ts';
import { refreshStatus } from './status/manager.ts';
import { advance, stepDone } from './sync.ts';

export function createSandbox(desk: Desk, worker: Worker): void {
  const trouble = hostnameTrouble(worker.pod);
  if (trouble !== '') {
    podEvent(desk, worker, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${trouble}`);
    stepDone(desk, worker, true);
    return;
  }
  const call = newCall(desk);
  callCri(desk, change(desk, worker, { step: { type: 'sandbox', call } }), {
    type: 'RunPodSandbox',
    id: call,
    config: sandboxConfig(desk.state, worker),
  });
}

export function sandboxCreated(
  desk: Desk,
  worker: Worker,
  reply: CriReply & { type: 'RunPodSandbox' },
): void {
  if (worker.step?.type !== 'sandbox' || worker.step.call !== reply.id) return;
  if (reply.error !== null || reply.sandbox === null) {
    const text = reply.error === null ? '' : rpcErrorText(reply.error);
    desk.context.note({ error: text });
    podEvent(desk, worker, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${text}`);
    stepDone(desk, change(desk, worker, { attempts: worker.attempts + 1 }), true);
  } else {
    desk.context.note({ ip: reply.sandbox.ip });
    // Init containers of an earlier sandbox do not count for this one.
    const containers: Record<string, ContainerRecord> = { ...worker.containers };
    for (const { name } of worker.pod.spec.initContainers ?? []) {
      const record = containers[name];
      if (record?.current != null) containers[name] = { ...record, current: null, last: record.current };
    }
    stepDone(
      desk,
      // The kubelet will notice the sandbox and look at the Pod again once this pass is over.
      change(desk, worker, {
        sandbox: reply.sandbox,
        attempts: worker.attempts + 1,
        containers,
        again: true,
      }),
    );
    refreshStatus(desk, worker.uid);
  }
  advance(desk, worker.uid);
}

/** The sandbox has died: the containers left in it are stopped, then the sandbox itself. */
export function killPod(desk: Desk, worker: Worker): void {
  podEvent(
    desk,
    worker,
    'Normal',
    'SandboxChanged',
    'Pod sandbox changed, it will be killed and re-created.',
  );
  let next = change(desk, worker, { step: { type: 'killPod', call: 0 } });
  for (const name of Object.keys(next.containers)) {
    if (next.containers[name]?.current?.state !== 'Running') continue;
    next = beginKill(desk, next, name, '', 'SandboxChanged');
  }
  continueKillPod(desk, next);
}

/** Called whenever a container has stopped. */
export function continueKillPod(desk: Desk, worker: Worker): void {
  if (worker.step?.type !== 'killPod' || worker.step.call !== 0 || isKilling(worker)) return;
  const call = newCall(desk);
  const sandboxId = worker.sandbox?.id ?? '';
  callCri(desk, change(desk, worker, { step: { type: 'killPod', call } }), {
    type: 'StopPodSandbox',
    id: call,
    sandboxId,
  });
}

/** The runtime has stopped the sandbox, during a pass. */
export function sandboxStopped(
  desk: Desk,
  worker: Worker,
  reply: CriReply & { type: 'StopPodSandbox' },
): void {
  if (worker.step?.type !== 'killPod' || worker.step.call !== reply.id) return;
  stepDone(
    desk,
    change(desk, worker, { sandbox: null, oldSandboxes: [...worker.oldSandboxes, reply.sandboxId] }),
  );
  refreshStatus(desk, worker.uid);
  advance(desk, worker.uid);
}

export function sandboxDied(desk: Desk, worker: Worker, sandbox: SandboxStatus): Worker {
  if (worker.sandbox?.id !== sandbox.id) return worker;
  return change(desk, worker, { sandbox });
}
