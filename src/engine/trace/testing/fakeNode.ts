import type { Pod } from '../../../api/index.ts';
import type { ApiRequest, WatchEvent } from '../../apiserver/messages.ts';
import type { Component, Context } from '../../kernel/component.ts';
import type { Address, Envelope, ObjectRef } from '../../kernel/message.ts';
import { nodeOf, roleOf } from '../../kernel/message.ts';

/** What the fake kubelet still has to do for a Pod, one entry after the other. */
type Task = {
  readonly to: string;
  readonly verb: string;
  readonly container?: string;
  readonly image?: string;
};

export interface FakeNodeState {
  /** By Pod uid. */
  readonly tasks: Readonly<Record<string, readonly Task[]>>;
  readonly pods: Readonly<Record<string, Pod>>;
  /** Images that were pulled, on whatever node. */
  readonly images: readonly string[];
  readonly nextId: number;
}

export const FAKE_NODE: FakeNodeState = { tasks: {}, pods: {}, images: [], nextId: 1 };

/**
 * The node half as the contract of the verbs has it, without any of its logic: enough to test the reading
 * of traces apart from the real kubelet. Images whose name begins with `bad` cannot be pulled.
 */
export const fakeNode: Component<FakeNodeState> = {
  receive(state, envelope, context) {
    switch (roleOf(envelope.to)) {
      case 'kubelet':
        return kubelet(state, envelope, context);
      case 'cri':
        return cri(state, envelope, context);
      case 'cni':
        reply(envelope, context, 5);
        return state;
      case 'volumes':
        return volumes(state, envelope, context);
      default:
        return state;
    }
  },
};

function reply(envelope: Envelope, context: Context, delayMs = 1): void {
  const { from, to, object, body } = envelope;
  context.send({ from: to, to: from, verb: 'reply', object, body }, delayMs);
}

function kubelet(state: FakeNodeState, envelope: Envelope, context: Context): FakeNodeState {
  const me = envelope.to;
  const uid = envelope.object?.uid ?? '';
  if (envelope.verb === 'watch') {
    const { event, object } = envelope.body as WatchEvent;
    if (event !== 'ADDED') return state;
    const pod = object as Pod;
    context.send({ from: me, to: me, verb: 'admit', object: refOf(pod), recorded: true }, 0);
    return {
      ...state,
      pods: { ...state.pods, [uid]: pod },
      tasks: { ...state.tasks, [uid]: tasksOf(pod, state.images) },
    };
  }
  if (envelope.verb === 'admit') {
    context.send({ from: me, to: me, verb: 'sync', object: envelope.object, recorded: true }, 0);
    context.send({ from: me, to: `cadvisor/${nodeOf(me)}`, verb: 'watch', object: envelope.object }, 0);
    return state;
  }
  if (envelope.from === 'apiserver') return state;
  const failed = (envelope.body as { error?: string } | undefined)?.error;
  if (envelope.verb === 'reply' && failed !== undefined) {
    context.note({ error: failed });
    return report(state, context, me, uid, { reason: 'ErrImagePull', message: failed });
  }
  if (envelope.verb !== 'sync' && envelope.verb !== 'reply') return state;
  return next(state, context, me, uid);
}

function tasksOf(pod: Pod, images: readonly string[]): Task[] {
  const tasks: Task[] = [
    { to: 'volumes', verb: 'mount' },
    { to: 'cri', verb: 'RunPodSandbox' },
  ];
  for (const { name, image = '' } of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
    if (!images.includes(image)) tasks.push({ to: 'cri', verb: 'PullImage', image, container: name });
    tasks.push({ to: 'cri', verb: 'CreateContainer', container: name });
    tasks.push({ to: 'cri', verb: 'StartContainer', container: name });
  }
  return tasks;
}

/** Goes on with the next task; after the last the Pod is Ready. */
function next(state: FakeNodeState, context: Context, me: Address, uid: string): FakeNodeState {
  const [task, ...rest] = state.tasks[uid] ?? [];
  const pod = state.pods[uid];
  if (pod === undefined) return state;
  if (task === undefined) return report(state, context, me, uid, null);
  const { to, verb, container, image } = task;
  const body = {
    container,
    image,
    hostNetwork: pod.spec.hostNetwork,
    uses: pod.spec.volumes?.map((v) => v.name),
  };
  context.send({ from: me, to: `${to}/${nodeOf(me)}`, verb, object: refOf(pod), body }, 1);
  const images = image === undefined ? state.images : [...state.images, image];
  return { ...state, images, tasks: { ...state.tasks, [uid]: rest } };
}

function report(
  state: FakeNodeState,
  context: Context,
  me: Address,
  uid: string,
  waiting: { reason: string; message: string } | null,
): FakeNodeState {
  const pod = state.pods[uid] as Pod;
  const request: ApiRequest = {
    type: 'request',
    id: `${me}-${state.nextId}`,
    verb: 'patch',
    patchType: 'strategic',
    resource: 'pods',
    subresource: 'status',
    namespace: pod.metadata.namespace,
    name: pod.metadata.name,
    object: {
      status: {
        phase: waiting === null ? 'Running' : 'Pending',
        conditions: [{ type: 'Ready', status: waiting === null ? 'True' : 'False' }],
        containerStatuses: pod.spec.containers.map(({ name, image }) => ({
          name,
          image,
          imageID: '',
          ready: waiting === null,
          restartCount: 0,
          state: waiting === null ? { running: { startedAt: context.timestamp() } } : { waiting },
        })),
      },
    },
  };
  context.send({ from: me, to: 'apiserver', verb: 'patch', object: refOf(pod), body: request }, 2);
  return { ...state, nextId: state.nextId + 1 };
}

function cri(state: FakeNodeState, envelope: Envelope, context: Context): FakeNodeState {
  const { to: me, object, verb } = envelope;
  const { container, image, hostNetwork } = (envelope.body ?? {}) as {
    container?: string;
    image?: string;
    hostNetwork?: boolean;
  };
  const runtime = `runtime/${nodeOf(me)}`;
  const name = `${object?.name}/${container ?? 'POD'}`;
  if (verb === 'reply') {
    // CNI is done: the pause process starts, and the kubelet gets its answer.
    context.send(
      {
        from: me,
        to: runtime,
        verb: 'start',
        object: { kind: 'Sandbox', namespace: object?.namespace, name },
      },
      1,
    );
    context.send({ from: me, to: `kubelet/${nodeOf(me)}`, verb: 'reply', object }, 2);
    return state;
  }
  if (container !== undefined) context.note({ container });
  switch (verb) {
    case 'RunPodSandbox':
      if (hostNetwork === true) reply({ ...envelope, body: undefined }, context);
      else context.send({ from: me, to: `cni/${nodeOf(me)}`, verb: 'ADD', object }, 1);
      return state;
    case 'PullImage': {
      context.note({ image });
      const error = image?.startsWith('bad') ? `failed to pull ${image}: not found` : undefined;
      reply({ ...envelope, body: { error } }, context, 100);
      return error === undefined && image !== undefined
        ? { ...state, images: [...state.images, image] }
        : state;
    }
    case 'StartContainer':
      context.send(
        {
          from: me,
          to: runtime,
          verb: 'start',
          object: { kind: 'Container', namespace: object?.namespace, name },
        },
        1,
      );
      reply({ ...envelope, body: undefined }, context, 2);
      return state;
    default:
      reply({ ...envelope, body: undefined }, context);
      return state;
  }
}

function volumes(state: FakeNodeState, envelope: Envelope, context: Context): FakeNodeState {
  const { to: me, object, verb } = envelope;
  const { uses } = envelope.body as { uses?: readonly string[] };
  if (verb !== 'mount') return state;
  for (const _ of uses ?? []) {
    context.send({ from: me, to: `csi/${nodeOf(me)}`, verb: 'NodePublishVolume', object }, 1);
  }
  reply({ ...envelope, body: undefined }, context, 5);
  return state;
}

function refOf(pod: Pod): ObjectRef {
  const { namespace, name = '', uid } = pod.metadata;
  return { kind: 'Pod', namespace, name, uid };
}
