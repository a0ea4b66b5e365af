// Models moby@v28.0.0 daemon/containerd/image_pull.go
// Differs: all layers of an image arrive at once.
import { resolveImage } from '../../images/index.ts';
import { PULL_BYTES_PER_MS, RUNTIME_MS } from '../latency.ts';
import type { Daemon } from './daemon.ts';
import { type DockerImage, type DockerRequest, Refused } from './state.ts';

/** Whether an image has been pulled. */
export function hasImage({ state }: Daemon, name: string): boolean {
  return state.images.some((image) => image.name === name);
}

/** Begins to pull an image for a client, whose request goes on once it is there. */
export function pull(daemon: Daemon, fd: number, request: DockerRequest, reference: string): void {
  const resolution = resolveImage(reference);
  if (!resolution.ok || resolution.locked !== undefined) {
    const isTag = !resolution.ok && resolution.error.code === 'NotFound';
    const name = reference.includes(':') ? reference : `${reference}:latest`;
    throw new Refused(
      isTag
        ? `manifest for ${name} not found: manifest unknown: manifest unknown`
        : `pull access denied for ${name.split(':')[0]}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
      125,
    );
  }
  const { name, sizeBytes, layers } = resolution.image;
  const shown = name.replace(/^docker\.io\/(library\/)?/, '');
  const [repository, tag] = [shown.slice(0, shown.lastIndexOf(':')), shown.slice(shown.lastIndexOf(':') + 1)];
  const path = name.startsWith('docker.io/')
    ? name.slice('docker.io/'.length, name.lastIndexOf(':'))
    : repository;
  const head = request.do === 'run' ? `Unable to find image '${shown}' locally\n` : '';
  const lines = layers.map(
    ({ digest }) => `${digest.replace('sha256:', '').slice(0, 12)}: Pulling fs layer\n`,
  );
  daemon.answer(fd, { err: `${head}${tag}: Pulling from ${path}\n${lines.join('')}` });
  const dueMs = daemon.sys.nowMs + RUNTIME_MS.resolveImage + Math.ceil(sizeBytes / PULL_BYTES_PER_MS);
  daemon.change({ pulls: [...daemon.state.pulls, { fd, request, dueMs }] });
}

/** Goes on with the requests whose images have arrived. */
export function finishPulls(daemon: Daemon): void {
  const { nowMs } = daemon.sys;
  for (const pull of daemon.state.pulls) {
    if (pull.dueMs > nowMs) continue;
    daemon.change({ pulls: daemon.state.pulls.filter((other) => other !== pull) });
    const reference =
      pull.request.do === 'run'
        ? pull.request.options.image
        : pull.request.do === 'pull'
          ? pull.request.image
          : '';
    const resolution = resolveImage(reference);
    if (!resolution.ok) continue;
    const { name, imageId, sizeBytes, layers } = resolution.image;
    const digest = imageId.slice(imageId.indexOf('@') + 1);
    const image: DockerImage = { name, id: digest.replace('sha256:', '').slice(0, 12), sizeBytes };
    if (!hasImage(daemon, name)) daemon.change({ images: [...daemon.state.images, image] });
    const shown = name.replace(/^docker\.io\/(library\/)?/, '');
    const done = layers.map(
      (layer) => `${layer.digest.replace('sha256:', '').slice(0, 12)}: Pull complete\n`,
    );
    const end = `Digest: ${digest}\nStatus: Downloaded newer image for ${shown}\n`;
    if (!(pull.fd in daemon.state.clients)) continue;
    daemon.answer(pull.fd, { err: `${done.join('')}${end}` });
    if (pull.request.do === 'pull') daemon.answer(pull.fd, { out: `${name}\n`, exit: 0 });
    else daemon.serve(pull.fd, pull.request);
  }
}
