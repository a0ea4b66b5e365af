// Reading and writing through descriptors.
import { extend } from '../../api/extend.ts';
import { pipeOf, putPipe } from './descriptors.ts';
import { type Errno, errno, isErrno } from './errno.ts';
import { fileKey, viewOf } from './filesystems.ts';
import type { Kernel } from './kernel.ts';
import { sendSignal } from './kill.ts';
import * as sockets from './sockets.ts';
import type { OpenFile, Process } from './state.ts';
import { readTerminal, terminalOf, writeTerminal } from './terminals.ts';

/** '' at the end, null when nothing is there yet. */
export function readFrom(
  kernel: Kernel,
  process: Process,
  file: OpenFile,
  max: number | undefined,
): string | null | Errno {
  switch (file.type) {
    case 'file': {
      if (file.access === 'w') return errno('EBADF');
      const text = viewOf(kernel, process).readAt(file.filesystem, file.inode, file.offset, max);
      if (!isErrno(text) && text !== '') kernel.putFile(extend(file, { offset: file.offset + text.length }));
      return text;
    }
    case 'device':
      return readDevice(kernel, file.device, max);
    case 'pipe': {
      if (file.end === 'w') return errno('EBADF');
      const pipe = pipeOf(kernel, file.pipe);
      if (pipe.buffer === '') return pipe.writers === 0 && pipe.fresh !== true ? '' : null;
      const text = max === undefined ? pipe.buffer : pipe.buffer.slice(0, max);
      putPipe(kernel, extend(pipe, { buffer: pipe.buffer.slice(text.length) }));
      return text;
    }
    case 'terminal':
      return isInBackground(kernel, process, file.terminal)
        ? stopReader(kernel, process)
        : readTerminal(kernel, file.terminal);
    case 'socket':
      return sockets.readSocket(kernel, file.socket, max);
    case 'sink':
      return errno('EBADF');
  }
}

function readDevice(kernel: Kernel, device: string, max = 4096): string {
  if (device === 'null') return '';
  if (device !== 'random') return '\0'.repeat(max);
  // Of one byte each, so that so many characters are so many bytes.
  let text = '';
  while (text.length < max) text += String.fromCharCode(kernel.context.random() & 127);
  return text;
}

export function writeTo(kernel: Kernel, process: Process, file: OpenFile, text: string): Errno | undefined {
  switch (file.type) {
    case 'file': {
      if (file.access === 'r') return errno('EBADF');
      const at = file.append ? null : file.offset;
      const end = viewOf(kernel, process).writeAt(file.filesystem, file.inode, at, text);
      if (isErrno(end)) return end;
      // Writing to a cgroup may have been the end of who wrote.
      if ((kernel.process(process.pid)?.state ?? 'Z') === 'Z') return undefined;
      kernel.putFile(extend(file, { offset: end }));
      return undefined;
    }
    case 'device':
      return file.device === 'full' ? errno('ENOSPC') : undefined;
    case 'pipe': {
      if (file.end === 'r') return errno('EBADF');
      const pipe = pipeOf(kernel, file.pipe);
      if (pipe.readers === 0) return brokenPipe(kernel, process);
      if (text !== '') putPipe(kernel, extend(pipe, { buffer: pipe.buffer + text }));
      return undefined;
    }
    case 'terminal':
      writeTerminal(kernel, file.terminal, text);
      // A container's log has what its terminal shows.
      if (file.terminal.startsWith('tty/') && text !== '') {
        kernel.output.push({ sink: file.terminal, stream: 'stdout', text });
      }
      return undefined;
    case 'socket': {
      const failed = sockets.writeSocket(kernel, process, file.socket, text);
      return failed?.errno === 'EPIPE' ? brokenPipe(kernel, process) : failed;
    }
    case 'sink':
      if (text !== '') kernel.output.push({ sink: file.sink, stream: file.stream, text });
      return undefined;
  }
}

/** Whether a process reads the terminal it belongs to while another group is in its foreground. */
function isInBackground(kernel: Kernel, process: Process, id: string): boolean {
  const { pgid, tty } = kernel.process(process.pid) ?? process;
  const foreground = terminalOf(kernel, id)?.foreground ?? 0;
  return tty === id && foreground !== 0 && foreground !== pgid;
}

/** What is typed is not for it: it stops until it is brought to the foreground. */
function stopReader(kernel: Kernel, process: Process): null | Errno {
  const fresh = kernel.process(process.pid) ?? process;
  if (fresh.ignored.includes('TTIN')) return errno('EIO');
  sendSignal(kernel, null, fresh, 'TTIN');
  return null;
}

function brokenPipe(kernel: Kernel, process: Process): Errno {
  sendSignal(kernel, null, kernel.process(process.pid) ?? process, 'PIPE');
  return errno('EPIPE');
}

/** What `Wait.on` calls the thing behind an open file; undefined for what is always ready. */
export function waitKey(file: OpenFile): string | undefined {
  switch (file.type) {
    case 'pipe':
      return `p${file.pipe}`;
    case 'socket':
      return `s${file.socket}`;
    case 'terminal':
      return `t ${file.terminal}`;
    case 'file':
      return fileKey(file.filesystem, file.inode);
    default:
      return undefined;
  }
}
