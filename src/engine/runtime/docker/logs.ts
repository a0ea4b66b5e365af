// Models moby@v28.0.0 daemon/logger/jsonfilelog

import { microTimestamp } from '../../kernel/timestamp.ts';
import { isErrno } from '../../linux/errno.ts';
import type { Sys } from '../../linux/sys.ts';
import type { DockerAnswer } from './state.ts';

interface Entry {
  readonly log: string;
  readonly stream: 'stdout' | 'stderr';
  readonly time: string;
}

export const dockerLogPath = (id: string): string => `/var/lib/docker/containers/${id}/${id}-json.log`;

const MAX_CHARACTERS = 1_048_576;

/** Keeps output as lines of JSON, and gives it back as `docker logs -f` shows it. */
export function appendLog(sys: Sys, id: string, stream: Entry['stream'], text: string): DockerAnswer[] {
  const time = microTimestamp(sys.nowMs).replace('Z', '000Z');
  const entries: Entry[] = text.split(/(?<=\n)/).map((log) => ({ log, stream, time }));
  const path = dockerLogPath(id);
  const before = sys.readFile(path);
  if (isErrno(before)) {
    sys.mkdir('/var/lib/docker');
    sys.mkdir('/var/lib/docker/containers');
    sys.mkdir(`/var/lib/docker/containers/${id}`, 0o710);
  } else if (before.length > MAX_CHARACTERS) {
    const kept = before.slice(before.length / 2);
    sys.writeFile(path, kept.slice(kept.indexOf('\n') + 1));
  }
  sys.writeFile(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), {
    append: true,
    mode: 0o640,
  });
  return entries.map((entry) => shown(entry, false));
}

export function logLines(
  sys: Sys,
  id: string,
  options: { readonly tail: number | null; readonly timestamps: boolean },
): DockerAnswer[] {
  const text = sys.readFile(dockerLogPath(id));
  if (isErrno(text)) return [];
  const entries = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
  const wanted = options.tail === null ? entries : entries.slice(Math.max(0, entries.length - options.tail));
  return wanted.map((entry) => shown(entry, options.timestamps));
}

function shown({ log, stream, time }: Entry, timestamps: boolean): DockerAnswer {
  const text = timestamps ? `${time} ${log}` : log;
  return stream === 'stdout' ? { out: text } : { err: text };
}
