// Models containerd@v2.1.0 internal/cri/io/logger.go, kubernetes@v1.36.0 pkg/kubelet/logs/container_log_manager.go
// Differs: a log that grows beyond 1 MiB loses its older half instead of being rotated at 10 MiB.
import { microTimestamp, timeMsOf } from '../kernel/timestamp.ts';
import { FIRST } from '../linux/boot.ts';
import { isErrno } from '../linux/errno.ts';
import { viewAsRoot } from '../linux/filesystems.ts';
import type { FileView } from '../linux/fs/view.ts';
import type { Kernel } from '../linux/kernel.ts';
import type { StreamOrigin, Task } from './task.ts';

const MAX_CHARACTERS = 1_048_576;

function machineFiles(kernel: Kernel): FileView {
  return viewAsRoot(kernel, kernel.namespace('mnt', FIRST.mnt).mounts);
}

/** Writes whole lines to the container's log, keeps the rest, and says what was written. */
export function logOutput(
  kernel: Kernel,
  task: Task,
  stream: 'stdout' | 'stderr',
  text: string,
  atEnd = false,
): { readonly task: Task; readonly lines: string } {
  const whole = task.partial[stream] + text;
  const end = atEnd ? whole.length : whole.lastIndexOf('\n') + 1;
  const partial = { ...task.partial, [stream]: whole.slice(end) };
  const time = microTimestamp(kernel.context.nowMs).replace('Z', '000Z');
  let lines = '';
  for (const line of splitLines(whole.slice(0, end))) lines += `${time} ${stream} F ${line}\n`;
  if (lines !== '') append(kernel, task.logPath, lines);
  return { task: { ...task, partial }, lines };
}

function splitLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function append(kernel: Kernel, path: string, lines: string): void {
  const files = machineFiles(kernel);
  const place = files.resolve(path);
  if (isErrno(place)) {
    files.ensure(path, 'file', { mode: 0o640, data: lines });
    return;
  }
  const text = place.inode.type === 'file' ? place.inode.data : '';
  if (text.length + lines.length > MAX_CHARACTERS) {
    const kept = text.slice(text.length / 2);
    files.writeFile(path, kept.slice(kept.indexOf('\n') + 1));
  }
  files.writeAt(place.mount.filesystem, place.id, null, lines);
}

/** The whole log in its format; '' when nothing was ever written. */
export function readLog(kernel: Kernel, path: string): string {
  const text = machineFiles(kernel).readFile(path);
  return isErrno(text) ? '' : text;
}

const MAX_MESSAGE = 4096;
const FALLBACK_LINES = 80;
const FALLBACK_CHARACTERS = 2048;

/** What the container left as its last words. */
export function terminationMessage(kernel: Kernel, task: Task, failed: boolean): string {
  const files = viewAsRoot(kernel, [
    { target: '/', filesystem: `overlay/${task.id}`, root: '/', readOnly: true, source: '' },
  ]);
  const text = files.readFile(task.terminationMessagePath);
  if (!isErrno(text) && text !== '') return text.slice(0, MAX_MESSAGE);
  if (!failed || !task.fallsBackToLogs) return '';
  const lines = splitLines(readLog(kernel, task.logPath)).slice(-FALLBACK_LINES);
  return lines
    .map((line) => `${line.split(' ').slice(3).join(' ')}\n`)
    .join('')
    .slice(-FALLBACK_CHARACTERS);
}

/** So much of a text as its first bytes in UTF-8 hold. */
export function firstBytes(text: string, limit: number): string {
  let bytes = 0;
  let at = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > limit) break;
    at += char.length;
  }
  return text.slice(0, at);
}

/** What of a log is shown: the last lines, those after a time, with their times or without. */
export function selectLines(text: string, origin: StreamOrigin | null): string {
  let lines = splitLines(text);
  if (origin?.sinceMs != null) {
    const since = origin.sinceMs;
    lines = lines.filter((line) => timeMsOf(line.slice(0, line.indexOf(' '))) >= since);
  }
  if (origin?.tailLines != null) lines = lines.slice(Math.max(0, lines.length - origin.tailLines));
  return lines
    .map((line) => {
      const [time = '', , , ...words] = line.split(' ');
      return `${origin?.timestamps === true ? `${time} ` : ''}${words.join(' ')}\n`;
    })
    .join('');
}
