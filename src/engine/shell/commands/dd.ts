// Models coreutils@v9.5 src/dd.c, busybox@v1.37.0 coreutils/dd.c
// Differs: seek, conv other than notrunc and more than 64 MiB are refused; blocks are counted in characters.
import { errorText, isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import { parseSize } from './bytes.ts';
import { Call } from './program.ts';

interface DdMemory {
  readonly input: number;
  readonly output: number;
  readonly blockBytes: number;
  /** Blocks still to be read; null: until the end. */
  readonly left: number | null;
  readonly skip: number;
  readonly full: number;
  readonly partial: number;
  readonly bytes: number;
  readonly startMs: number;
  readonly quiet: 'no' | 'transfer' | 'all';
  readonly outputName: string;
}

const MAX_BYTES = 64 * 1024 ** 2;

export const dd: Program = {
  run(sys) {
    const call = new Call(sys);
    let memory = sys.memory as DdMemory | null;
    if (memory === null) {
      const begun = begin(call);
      if (typeof begun === 'number') {
        sys.exit(begun);
        return;
      }
      memory = begun;
    }
    for (;;) {
      if (memory.left === 0) {
        finish(call, memory, 0);
        return;
      }
      const text = sys.read(memory.input, memory.blockBytes);
      if (text === null) {
        sys.remember(memory);
        sys.block({ readable: [memory.input] });
        return;
      }
      if (isErrno(text)) {
        call.err(call.busybox ? errorText(text.errno) : `error reading: ${errorText(text.errno)}`);
        finish(call, memory, 1);
        return;
      }
      if (text === '') {
        finish(call, memory, 0);
        return;
      }
      if (memory.skip > 0) {
        memory = { ...memory, skip: memory.skip - 1 };
        continue;
      }
      if (memory.bytes + text.length > MAX_BYTES) {
        call.err('more than 64 MiB is not modelled');
        finish(call, memory, 1);
        return;
      }
      const failed = sys.write(memory.output, text);
      if (failed !== undefined) {
        call.err(
          `${call.busybox ? 'write error' : `error writing '${memory.outputName}'`}: ${errorText(failed.errno)}`,
        );
        finish(call, memory, 1);
        return;
      }
      const full: boolean = text.length === memory.blockBytes;
      memory = {
        ...memory,
        left: memory.left === null ? null : memory.left - 1,
        full: memory.full + (full ? 1 : 0),
        partial: memory.partial + (full ? 0 : 1),
        bytes: memory.bytes + text.length,
      };
      if (!sys.withinBudget()) {
        sys.remember(memory);
        return;
      }
    }
  },
};

function begin(call: Call): DdMemory | number {
  const operands = new Map<string, string>();
  for (const word of call.args) {
    const at = word.indexOf('=');
    const name = at === -1 ? word : word.slice(0, at);
    if (
      at === -1 ||
      !['if', 'of', 'bs', 'ibs', 'obs', 'count', 'skip', 'seek', 'conv', 'status', 'iflag', 'oflag'].includes(
        name,
      )
    ) {
      if (call.busybox)
        return call.usage(
          'dd [if=FILE] [of=FILE] [bs=N] [count=N] [skip=N] [conv=notrunc] [status=none|noxfer]',
        );
      return call.usage('dd', `unrecognized operand '${word}'`);
    }
    operands.set(name, word.slice(at + 1));
  }
  if (Number(operands.get('seek') ?? 0) > 0) return call.fail('seek is not modelled');
  for (const conversion of (operands.get('conv') ?? '').split(',')) {
    if (!['', 'notrunc', 'fsync', 'fdatasync'].includes(conversion))
      return call.fail(`conv=${conversion} is not modelled`);
  }
  const number = (name: string): number | null | undefined => {
    const text = operands.get(name);
    if (text === undefined) return null;
    const value = parseSize(text);
    if (value === undefined)
      call.err(call.busybox ? `invalid number '${text}'` : `invalid number: '${text}'`);
    return value;
  };
  const blockBytes = number('bs') ?? number('ibs');
  const left = number('count');
  const skip = number('skip');
  if (blockBytes === undefined || left === undefined || skip === undefined) return 1;
  let input = 0;
  let output = 1;
  const source = operands.get('if');
  if (source !== undefined) {
    const fd = call.sys.open(source, { access: 'r' });
    if (isErrno(fd))
      return call.failed(call.busybox ? `can't open '${source}'` : `failed to open '${source}'`, fd);
    input = fd;
  }
  const target = operands.get('of');
  if (target !== undefined) {
    const truncate = !(operands.get('conv') ?? '').includes('notrunc');
    const fd = call.sys.open(target, { access: 'w', create: true, truncate });
    if (isErrno(fd))
      return call.failed(call.busybox ? `can't open '${target}'` : `failed to open '${target}'`, fd);
    output = fd;
  }
  const status = operands.get('status');
  return {
    input,
    output,
    blockBytes: blockBytes ?? 512,
    left,
    skip: skip ?? 0,
    full: 0,
    partial: 0,
    bytes: 0,
    startMs: call.sys.nowMs,
    quiet: status === 'none' ? 'all' : status === 'noxfer' ? 'transfer' : 'no',
    outputName: target ?? 'standard output',
  };
}

function decimal(bytes: number, step: number, suffix: string): string {
  const units = ['k', 'M', 'G', 'T'];
  let value = bytes;
  let unit = '';
  for (const next of units) {
    if (value < step) break;
    value /= step;
    unit = step === 1024 ? next.toUpperCase() : next;
  }
  return `${unit === '' || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${unit}${suffix}`;
}

function finish(call: Call, memory: DdMemory, code: number): void {
  const { sys } = call;
  if (memory.quiet !== 'all') {
    const records = `${memory.full}+${memory.partial} records`;
    sys.write(2, `${records} in\n${records} out\n`);
  }
  if (memory.quiet === 'no') {
    const { bytes } = memory;
    const seconds = (sys.nowMs - memory.startMs) / 1000;
    const rate = seconds === 0 ? 'Infinity' : decimal(bytes / seconds, 1000, '');
    if (call.busybox) {
      sys.write(
        2,
        `${bytes} bytes (${decimal(bytes, 1024, 'B').replace(' ', '')}) copied, ${seconds.toFixed(6)} seconds, ${rate.trim()}B/s\n`,
      );
    } else {
      const sizes = [
        bytes >= 1000 ? decimal(bytes, 1000, 'B') : '',
        bytes >= 1024 ? decimal(bytes, 1024, 'iB') : '',
      ];
      const inBrackets = sizes.filter((size) => size !== '').join(', ');
      sys.write(
        2,
        `${bytes} bytes${inBrackets === '' ? '' : ` (${inBrackets})`} copied, ${seconds} s, ${rate} B/s\n`,
      );
    }
  }
  sys.exit(code);
}
