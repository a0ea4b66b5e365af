// Models containerd@v2.1.0 internal/cri/server/service.go
import type { Component, Context } from '../../kernel/component.ts';
import { LATENCY_MS } from '../../kernel/latency.ts';
import { type Envelope, roleOf } from '../../kernel/message.ts';
import { get, values } from '../../kernel/table.ts';
import type { CriReply, CriRequest } from '../cri.ts';
import type { TaskReply } from '../task.ts';
import * as containers from './containers.ts';
import * as images from './images.ts';
import * as sandboxes from './sandboxes.ts';
import type { CriState } from './state.ts';

/** cri/N: what the kubelet calls, carried out with the help of runtime/N and cni/N. */
export const cri: Component<CriState> = {
  receive(state, envelope, context) {
    switch (roleOf(envelope.from)) {
      case 'runtime':
        return fromRuntime(state, envelope, context);
      case 'cni':
        return sandboxes.cniReplied(state, envelope, context);
      case 'cri':
        return envelope.verb === 'pull-progress'
          ? images.pullProgress(state, envelope, context)
          : containers.stopTimedOut(state, envelope, context);
      default:
        return called(state, envelope, context);
    }
  },
};

function called(state: CriState, envelope: Envelope, context: Context): CriState {
  const request = envelope.body as CriRequest;
  switch (request.type) {
    case 'ListPodSandbox': {
      const body: CriReply = {
        type: 'ListPodSandbox',
        id: request.id,
        error: null,
        sandboxes: values(state.sandboxes).map(sandboxes.statusOf),
        containers: values(state.containers).map(containers.statusOf),
        images: values(state.images),
      };
      context.send({ from: envelope.to, to: envelope.from, verb: 'reply', body }, LATENCY_MS.cri);
      return state;
    }
    case 'RunPodSandbox':
      return sandboxes.runPodSandbox(state, envelope, context);
    case 'StopPodSandbox':
      return sandboxes.stopPodSandbox(state, envelope, context);
    case 'RemovePodSandbox':
      return sandboxes.removePodSandbox(state, envelope, context);
    case 'ImageStatus':
      return images.imageStatus(state, envelope, context);
    case 'PullImage':
      return images.pullImage(state, envelope, context);
    case 'CreateContainer':
      return containers.createContainer(state, envelope, context);
    case 'StartContainer':
      return containers.startContainer(state, envelope, context);
    case 'StopContainer':
      return containers.stopContainer(state, envelope, context);
    case 'RemoveContainer':
      return containers.removeContainer(state, envelope, context);
    case 'ExecSync':
      return containers.execSync(state, envelope, context);
    case 'Exec':
      return containers.exec(state, envelope, context);
    case 'WriteStdin':
      return containers.writeStdin(state, envelope, context);
    case 'PortForward':
      return containers.portForward(state, envelope, context);
    case 'CloseStream':
      return containers.closeStream(state, envelope, context);
    case 'ReadLog':
      return containers.readLog(state, envelope, context);
  }
}

function fromRuntime(state: CriState, envelope: Envelope, context: Context): CriState {
  const task = envelope.body as TaskReply;
  if ((task.type === 'output' || task.type === 'exec') && task.origin !== null) {
    containers.streamed(task, task.origin, envelope, context);
    return state;
  }
  if (task.type === 'output') return state;
  if (task.type === 'exec') return containers.execAnswered(state, envelope, context);
  const container = get(state.containers, task.id);
  const sandbox = container === undefined ? get(state.sandboxes, task.id) : undefined;
  if (task.type === 'exited') {
    if (container !== undefined)
      return containers.containerExited(state, container, task, envelope.to, context);
    return sandbox === undefined ? state : sandboxes.sandboxExited(state, sandbox, envelope.to, context);
  }
  if (container !== undefined)
    return containers.containerStarted(state, container, task, envelope.to, context);
  if (sandbox === undefined || task.type === 'failed') return state;
  return sandboxes.sandboxStarted(state, sandbox, envelope.to, context);
}
