// Models kubernetes@v1.36.0 pkg/kubelet/images/image_manager.go, puller.go
// Differs: what a Pod may pull is not asked again for an image that is there, so an image on the node may be used by every Pod.
import { type Container, type ImageReference, parseImageReference } from '../../api/index.ts';
import { put } from '../kernel/table.ts';
import type { CriReply } from '../runtime/cri.ts';
import { backoffUntil, nextBackoff } from './backoff.ts';
import {
  callCri,
  change,
  changeContainer,
  changeState,
  type Desk,
  newCall,
  podEvent,
  workerOf,
} from './desk.ts';
import { goDuration } from './duration.ts';
import { scheduleNodeStatus } from './node/status.ts';
import { credentialsFor } from './pullSecrets.ts';
import { rpcErrorText } from './rpc.ts';
import type { QueuedPull, Worker } from './state.ts';
import { refreshStatus } from './status/manager.ts';
import { stepDone } from './sync.ts';

/** Sees to it that the image is on the node; `imageReady` or `imageFailed` follows. */
export function ensureImage(desk: Desk, worker: Worker, container: Container): void {
  const image = container.image ?? '';
  const reference = parseImageReference(image);
  if (reference === undefined) {
    const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`;
    podEvent(desk, worker, 'Warning', 'InspectFailed', message, container.name);
    imageFailed(desk, worker, container, 'InvalidImageName', message);
    return;
  }
  const tagged = withTag(image, reference);
  if (container.imagePullPolicy === 'Always') {
    pull(desk, worker, container, tagged);
    return;
  }
  const call = newCall(desk);
  const step = { type: 'imageStatus', call, container: container.name, tagged } as const;
  callCri(desk, change(desk, worker, { step }), { type: 'ImageStatus', id: call, image: tagged });
}

/** A name without tag or digest means `latest`. */
function withTag(image: string, { digest, tag }: ImageReference): string {
  return digest !== '' || image.endsWith(`:${tag}`) ? image : `${image}:${tag}`;
}

/** Whether the image is already there. True: the container can be created. */
export function imageFound(
  desk: Desk,
  worker: Worker,
  container: Container,
  tagged: string,
  reply: CriReply & { type: 'ImageStatus' },
): boolean {
  const { image, name } = container;
  if (reply.image !== null) {
    podEvent(
      desk,
      worker,
      'Normal',
      'Pulled',
      `Container image "${image}" already present on machine and can be accessed by the pod`,
      name,
    );
    return true;
  }
  if (container.imagePullPolicy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    podEvent(desk, worker, 'Warning', 'ErrImageNeverPull', message, name);
    imageFailed(desk, worker, container, 'ErrImageNeverPull', message);
    return false;
  }
  pull(desk, worker, container, tagged);
  return false;
}

function pull(desk: Desk, worker: Worker, container: Container, tagged: string): void {
  const { nowMs } = desk.context;
  const { name, image = '' } = container;
  const waited = worker.imageBackoffs[image];
  if (waited !== undefined && backoffUntil(waited.backoff, waited.backoff.updatedMs) > nowMs) {
    const text = `Back-off pulling image "${image}"`;
    podEvent(desk, worker, 'Normal', 'BackOff', text, name);
    imageFailed(desk, worker, container, 'ImagePullBackOff', `${text}: ${waited.error}`);
    return;
  }
  const reference = parseImageReference(image);
  const { username, missing } =
    reference === undefined ? { username: '', missing: [] } : credentialsFor(desk, worker, reference);
  if (missing.length > 0) {
    const text = `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`;
    podEvent(desk, worker, 'Warning', 'FailedToRetrieveImagePullSecret', text);
  }
  podEvent(desk, worker, 'Normal', 'Pulling', `Pulling image "${image}"`, name);
  const entry: QueuedPull = {
    uid: worker.uid,
    container: name,
    image,
    tagged,
    username,
    sinceMs: nowMs,
    call: 0,
    startedMs: 0,
  };
  change(desk, worker, { step: { type: 'pull', container: name } });
  changeState(desk, { pulls: [...desk.state.pulls, entry] });
  if (desk.state.pulls.length === 1) pullNext(desk);
}

/** Sends the pull at the head of the queue to the runtime. */
function pullNext(desk: Desk): void {
  for (;;) {
    const [entry, ...rest] = desk.state.pulls;
    if (entry === undefined) return;
    const worker = workerOf(desk, entry.uid);
    if (worker?.step?.type === 'pull' && worker.step.container === entry.container) {
      const call = newCall(desk);
      const started: QueuedPull = { ...entry, call, startedMs: desk.context.nowMs };
      changeState(desk, { pulls: [started, ...rest] });
      callCri(desk, worker, {
        type: 'PullImage',
        id: call,
        image: entry.tagged,
        requested: entry.image,
        container: entry.container,
        username: entry.username,
      });
      return;
    }
    // Its Pod is gone or does something else by now.
    changeState(desk, { pulls: rest });
  }
}

/** The runtime has ended a pull. The container to go on with, if it succeeded and is still wanted. */
export function pulled(
  desk: Desk,
  uid: string,
  reply: CriReply & { type: 'PullImage' },
  find: (worker: Worker, name: string) => Container | undefined,
): Container | null {
  const [entry, ...rest] = desk.state.pulls;
  if (entry === undefined || entry.call !== reply.id) return null;
  changeState(desk, { pulls: rest });
  if (reply.image !== null) {
    changeState(desk, { images: put(desk.state.images, reply.image.name, reply.image) });
    scheduleNodeStatus(desk);
  }
  const worker = workerOf(desk, uid);
  const container = worker && find(worker, entry.container);
  const wanted = worker?.step?.type === 'pull' && worker.step.container === entry.container;
  let ready: Container | null = null;
  if (worker !== undefined && container !== undefined && wanted) {
    if (pullEnded(desk, worker, container, entry, reply)) ready = container;
  }
  pullNext(desk);
  return ready;
}

function pullEnded(
  desk: Desk,
  worker: Worker,
  container: Container,
  entry: QueuedPull,
  reply: CriReply & { type: 'PullImage' },
): boolean {
  const { nowMs } = desk.context;
  const { name, image = '' } = container;
  if (reply.error !== null || reply.image === null) {
    const error = reply.error === null ? '' : rpcErrorText(reply.error);
    desk.context.note({ error });
    podEvent(desk, worker, 'Warning', 'Failed', `Failed to pull image "${image}": ${error}`, name);
    const backoff = nextBackoff(worker.imageBackoffs[image]?.backoff ?? null, nowMs);
    const next = change(desk, worker, {
      imageBackoffs: { ...worker.imageBackoffs, [image]: { backoff, error: `ErrImagePull: ${error}` } },
    });
    imageFailed(desk, next, container, 'ErrImagePull', error);
    return false;
  }
  desk.context.note({ image, bytes: reply.image.sizeBytes });
  const pulling = goDuration(nowMs - entry.startedMs);
  const waiting = goDuration(nowMs - entry.sinceMs);
  podEvent(
    desk,
    worker,
    'Normal',
    'Pulled',
    `Successfully pulled image "${image}" in ${pulling} (${waiting} including waiting). Image size: ${reply.image.sizeBytes} bytes.`,
    name,
    { background: false },
  );
  return true;
}

/** The container stays waiting; the pass goes on with the others and is repeated later. */
function imageFailed(
  desk: Desk,
  worker: Worker,
  container: Container,
  reason: string,
  message: string,
): void {
  podEvent(desk, worker, 'Warning', 'Failed', `Error: ${reason}`, container.name);
  const next = changeContainer(desk, workerOf(desk, worker.uid) ?? worker, container.name, {
    trouble: { reason, message },
  });
  stepDone(desk, next, true);
  refreshStatus(desk, worker.uid);
}
