// Models linux@v6.12 fs/file.c, fs/pipe.c
// Differs: a pipe has no end of its capacity; a program that fills one gives up the processor instead of blocking.
import { extend } from '../../api/extend.ts';
import { get, put, remove } from '../kernel/table.ts';
import { type Errno, errno } from './errno.ts';
import { releaseInode } from './filesystems.ts';
import type { Kernel } from './kernel.ts';
import { wakeAll } from './sleep.ts';
import { closeSocket } from './sockets.ts';
import type { OpenFile, Pipe, Process } from './state.ts';

type Described = OpenFile extends infer F ? (F extends OpenFile ? Omit<F, 'id' | 'refs'> : never) : never;

/** Makes an open file that one descriptor holds. */
export function makeFile(kernel: Kernel, described: Described): number {
  const id = kernel.newId();
  kernel.putFile({ id, refs: 1, ...described } as OpenFile);
  return id;
}

/** Counts one more holder of each of these open files. */
export function shareFiles(
  kernel: Kernel,
  fds: Readonly<Record<number, number>>,
): Readonly<Record<number, number>> {
  for (const id of Object.values(fds)) {
    const file = kernel.file(id);
    kernel.putFile(extend(file, { refs: file.refs + 1 }));
  }
  return fds;
}

export function makePipe(kernel: Kernel): { readonly read: number; readonly write: number } {
  const id = kernel.newId();
  kernel.machine.pipes = put(kernel.machine.pipes, id, {
    id,
    buffer: '',
    readers: 1,
    writers: 1,
    named: false,
  });
  return {
    read: makeFile(kernel, { type: 'pipe', pipe: id, end: 'r' }),
    write: makeFile(kernel, { type: 'pipe', pipe: id, end: 'w' }),
  };
}

export function pipeOf(kernel: Kernel, id: number): Pipe {
  const pipe = get(kernel.machine.pipes, id);
  if (pipe === undefined) throw new Error(`no pipe has the number ${id}`);
  return pipe;
}

export function putPipe(kernel: Kernel, pipe: Pipe): void {
  kernel.machine.pipes =
    pipe.readers === 0 && pipe.writers === 0 && !pipe.named
      ? remove(kernel.machine.pipes, pipe.id)
      : put(kernel.machine.pipes, pipe.id, pipe);
  wakeAll(kernel, `p${pipe.id}`);
}

/** Lets go of an open file; the last holder's going closes it. */
export function releaseFile(kernel: Kernel, id: number): void {
  const file = kernel.file(id);
  if (file.refs > 1) {
    kernel.putFile(extend(file, { refs: file.refs - 1 }));
    return;
  }
  kernel.dropFile(id);
  if (file.type === 'file') releaseInode(kernel, file.filesystem, file.inode);
  else if (file.type === 'pipe') {
    const pipe = pipeOf(kernel, file.pipe);
    const readers = pipe.readers - (file.end === 'w' ? 0 : 1);
    const writers = pipe.writers - (file.end === 'r' ? 0 : 1);
    // What was written and not read goes with the last who had it open.
    const next = readers + writers === 0 && pipe.named ? { buffer: '', fresh: true } : {};
    putPipe(kernel, extend(pipe, { readers, writers, ...next }));
  } else if (file.type === 'socket') closeSocket(kernel, file.socket);
}

export function closeAll(kernel: Kernel, process: Process): void {
  for (const id of Object.values(process.fds)) releaseFile(kernel, id);
}

/** The open file behind a descriptor. */
export function fileOf(kernel: Kernel, process: Process, fd: number): OpenFile | Errno {
  const id = process.fds[fd];
  return id === undefined ? errno('EBADF') : kernel.file(id);
}

/** Gives a process the lowest free descriptor for an open file that is counted already. */
export function installFile(kernel: Kernel, process: Process, file: number): number {
  let fd = 0;
  while (process.fds[fd] !== undefined) fd++;
  kernel.change(process, { fds: { ...process.fds, [fd]: file } });
  return fd;
}

export function closeDescriptor(kernel: Kernel, process: Process, fd: number): Errno | undefined {
  const { [fd]: file, ...fds } = process.fds;
  if (file === undefined) return errno('EBADF');
  kernel.change(process, { fds });
  releaseFile(kernel, file);
  return undefined;
}
