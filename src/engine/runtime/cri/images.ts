// Models containerd@v2.1.0 internal/cri/server/images/image_pull.go
// Differs: an image is fetched as one stream at a fixed rate, not layer by layer; layers that other images
// share are fetched again. A private registry takes any credentials.
import { resolveImage } from '../../images/resolve.ts';
import type { Context } from '../../kernel/component.ts';
import { LATENCY_MS } from '../../kernel/latency.ts';
import type { Envelope } from '../../kernel/message.ts';
import { get, put, remove } from '../../kernel/table.ts';
import type { CriReply, CriRequest } from '../cri.ts';
import { PULL_BYTES_PER_MS, RUNTIME_MS } from '../latency.ts';
import type { CriState, Pull } from './state.ts';

/** Whether an image is on this node. */
export function imageStatus(state: CriState, envelope: Envelope, context: Context): CriState {
  const { id, image: text } = envelope.body as CriRequest & { type: 'ImageStatus' };
  const resolution = resolveImage(text);
  const name = resolution.ok ? resolution.image.name : '';
  const image = get(state.images, name) ?? null;
  context.note({ image: text, present: image !== null });
  const reply: CriReply = { type: 'ImageStatus', id, error: null, image };
  send(envelope, reply, context);
  return state;
}

export function pullImage(state: CriState, envelope: Envelope, context: Context): CriState {
  const { id, image, requested, container, username } = envelope.body as CriRequest & { type: 'PullImage' };
  context.note({ image: requested, container, ...(username !== '' && { username }) });
  const call = { id, to: envelope.from, object: envelope.object };
  const known = get(state.pulls, image);
  if (known !== undefined) {
    return { ...state, pulls: put(state.pulls, image, { ...known, calls: [...known.calls, call] }) };
  }
  const pull: Pull = { name: image, calls: [call], username, doneBytes: 0, totalBytes: 0 };
  tick(envelope, image, RUNTIME_MS.resolveImage, context);
  return { ...state, pulls: put(state.pulls, image, pull) };
}

/** The timer of a pull: first the registry's answer, then progress until all is here. */
export function pullProgress(state: CriState, envelope: Envelope, context: Context): CriState {
  const name = envelope.body as string;
  const pull = get(state.pulls, name);
  if (pull === undefined) return state;
  if (pull.totalBytes > 0) return fetchMore(state, pull, envelope, context);
  const resolution = resolveImage(name);
  const error = resolution.ok ? (pull.username === '' ? resolution.locked : undefined) : resolution.error;
  if (!resolution.ok || error !== undefined) {
    return finish(state, pull, envelope, context, (id) => ({
      type: 'PullImage',
      id,
      error: error ?? null,
      image: null,
    }));
  }
  const { image } = resolution;
  if (get(state.images, image.name) !== undefined) {
    return finish(state, pull, envelope, context, (id) => ({ type: 'PullImage', id, error: null, image }));
  }
  const totalBytes = image.sizeBytes;
  tick(envelope, name, stepMs(totalBytes), context);
  return { ...state, pulls: put(state.pulls, name, { ...pull, totalBytes }) };
}

function fetchMore(state: CriState, pull: Pull, envelope: Envelope, context: Context): CriState {
  const left = pull.totalBytes - pull.doneBytes;
  const bytes = Math.min(left, stepMs(left) * PULL_BYTES_PER_MS);
  const doneBytes = pull.doneBytes + bytes;
  if (doneBytes < pull.totalBytes) {
    tick(envelope, pull.name, stepMs(pull.totalBytes - doneBytes), context);
    return { ...state, pulls: put(state.pulls, pull.name, { ...pull, doneBytes }) };
  }
  const resolution = resolveImage(pull.name);
  if (!resolution.ok) throw new Error(`${pull.name} vanished while it was pulled`);
  const { image } = resolution;
  const stored = { ...state, images: put(state.images, image.name, image) };
  return finish(stored, pull, envelope, context, (id) => ({ type: 'PullImage', id, error: null, image }));
}

const stepMs = (bytes: number): number =>
  Math.max(1, Math.min(RUNTIME_MS.pullProgress, Math.ceil(bytes / PULL_BYTES_PER_MS)));

function finish(
  state: CriState,
  pull: Pull,
  envelope: Envelope,
  context: Context,
  replyTo: (id: number) => CriReply,
): CriState {
  for (const { id, to, object } of pull.calls) {
    context.send(
      { from: envelope.to, to, verb: 'reply', object, body: replyTo(id), background: false },
      LATENCY_MS.cri,
    );
  }
  return { ...state, pulls: remove(state.pulls, pull.name) };
}

function tick({ to, object }: Envelope, name: string, delayMs: number, context: Context): void {
  context.send({ from: to, to, verb: 'pull-progress', object, body: name, background: false }, delayMs);
}

function send({ from, to, object }: Envelope, body: CriReply, context: Context): void {
  context.send({ from: to, to: from, verb: 'reply', object, body }, LATENCY_MS.cri);
}
