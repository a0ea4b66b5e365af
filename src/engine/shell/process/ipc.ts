// Models util-linux@v2.41 sys-utils/ipcs.c, sys-utils/ipcmk.c, sys-utils/ipcrm.c
// Differs: message queues and semaphores are not modelled: there are none.

import { isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import { type Call, command } from '../commands/program.ts';
import { userName } from './users.ts';

const hex = (key: number): string => `0x${(key >>> 0).toString(16).padStart(8, '0')}`;

function ipcs(call: Call): number {
  const options = call.options({
    short: 'mqsatpclui:b',
    long: {
      shmems: 'm',
      queues: 'q',
      semaphores: 's',
      all: 'a',
      time: 't',
      pid: 'p',
      creator: 'c',
      limits: 'l',
      summary: 'u',
      id: 'i',
    },
    usage: 'ipcs [[-smq] -i SHMID] | [[-asmq] [-tcplu]]\n',
  });
  if (typeof options === 'number') return options;
  const { sys } = call;
  const all = !options.has('m', 'q', 's');
  const owner = (uid: number) => userName(sys, uid) ?? String(uid);
  call.out('\n');
  if (all || options.has('q')) {
    call.out('------ Message Queues --------\n');
    call.out('key        msqid      owner      perms      used-bytes   messages    \n\n');
  }
  if (all || options.has('m')) {
    if (options.has('p')) {
      call.out('------ Shared Memory Creator/Last-op PIDs --------\n');
      call.out('shmid      owner      cpid       lpid      \n');
      for (const segment of sys.sharedMemory()) {
        call.out(
          `${String(segment.shmid).padEnd(10)} ${owner(segment.uid).padEnd(10)} ${String(segment.creatorPid).padEnd(10)} 0         \n`,
        );
      }
    } else {
      call.out('------ Shared Memory Segments --------\n');
      call.out('key        shmid      owner      perms      bytes      nattch     status      \n');
      for (const segment of sys.sharedMemory()) {
        const fields = [
          hex(segment.key),
          String(segment.shmid),
          owner(segment.uid),
          segment.mode.toString(8),
          String(segment.bytes),
          String(segment.attached),
        ];
        call.out(`${fields.map((text) => text.padEnd(10)).join(' ')}              \n`);
      }
    }
    call.out('\n');
  }
  if (all || options.has('s')) {
    call.out('------ Semaphore Arrays --------\n');
    call.out('key        semid      owner      perms      nsems     \n\n');
  }
  return 0;
}

function ipcmk(call: Call): number {
  const options = call.options({
    short: 'M:p:S:Qn:',
    long: { shmem: 'M', mode: 'p', semaphore: 'S', queue: 'Q' },
    usage: 'ipcmk [options]\n',
  });
  if (typeof options === 'number') return options;
  if (options.has('Q', 'S')) return call.fail('only shared memory is modelled in this simulation');
  const size = options.value('M');
  if (size === undefined) return call.usage('', 'bad usage');
  const match = /^(\d+)([KMG]?)(?:iB)?$/.exec(size);
  if (match === null) return call.fail(`failed to parse size: '${size}'`);
  const unit = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[match[2] as '' | 'K' | 'M' | 'G'];
  const mode = Number.parseInt(options.value('p') ?? '0644', 8);
  const id = call.sys.shmget(call.sys.random() | 1, Number(match[1]) * unit, mode);
  if (isErrno(id)) return call.failed('create share memory failed', id);
  call.out(`Shared memory id: ${id}\n`);
  return 0;
}

function ipcrm(call: Call): number {
  const options = call.options({
    short: 'm:M:q:Q:s:S:a',
    long: { 'shmem-id': 'm', 'shmem-key': 'M', all: 'a' },
    usage: 'ipcrm [-MQS key] [-mqs id]\n',
  });
  if (typeof options === 'number') return options;
  const { sys } = call;
  const rest = options.rest[0] === 'shm' ? options.rest.slice(1) : [];
  const ids = options.has('a')
    ? sys.sharedMemory().map(({ shmid }) => String(shmid))
    : [...options.values('m'), ...rest];
  if (ids.length === 0 && !options.has('a', 'M', 'q', 's')) return call.usage('', 'bad usage');
  let code = 0;
  for (const key of options.values('M')) {
    const segment = sys.sharedMemory().find((each) => each.key >>> 0 === Number(key) >>> 0);
    if (segment === undefined) code = call.fail(`invalid key (${key})`);
    else sys.shmrm(segment.shmid);
  }
  for (const id of ids) {
    if (!/^\d+$/.test(id) || sys.shmrm(Number(id)) !== undefined) code = call.fail(`invalid id (${id})`);
  }
  for (const id of [...options.values('q'), ...options.values('s')]) code = call.fail(`invalid id (${id})`);
  return code;
}

export const ipcCommands: Readonly<Record<string, Program>> = {
  ipcs: command(ipcs),
  ipcmk: command(ipcmk),
  ipcrm: command(ipcrm),
};
