// Models coreutils@v9.5 src/seq.c, busybox@v1.37.0 coreutils/seq.c
import type { Program } from '../../linux/program.ts';
import { Call } from './program.ts';

interface SeqMemory {
  readonly first: number;
  readonly step: number;
  readonly count: number;
  readonly decimals: number;
  readonly width: number;
  readonly separator: string;
  readonly next: number;
}

const SPEC = {
  short: 's:w',
  long: { separator: 's', 'equal-width': 'w' },
  usage: 'seq [-w] [-s SEP] [FIRST [INC]] LAST',
};

const BATCH = 1000;

/** Writes in batches, so that whoever reads the other end of the pipe need not wait for the last number. */
export const seq: Program = {
  run(sys) {
    const call = new Call(sys);
    let memory = sys.memory as SeqMemory | null;
    if (memory === null) {
      const begun = begin(call);
      if (typeof begun === 'number') {
        call.flush();
        sys.exit(begun);
        return;
      }
      memory = begun;
    }
    while (memory.next < memory.count) {
      const end = Math.min(memory.count, memory.next + BATCH);
      const numbers: string[] = [];
      for (let at = memory.next; at < end; at++) {
        numbers.push(format(memory.first + at * memory.step, memory));
      }
      call.out(numbers.join(memory.separator) + (end === memory.count ? '\n' : memory.separator));
      memory = { ...memory, next: end };
      if (!call.flush()) break;
      if (memory.next < memory.count && !sys.withinBudget()) {
        sys.remember(memory);
        return;
      }
    }
    sys.exit(call.code);
  },
};

function begin(call: Call): SeqMemory | number {
  // A negative number is no option.
  const at = call.args.findIndex((word) => /^-?\.?\d/.test(word));
  const args = at === -1 ? call.args : [...call.args.slice(0, at), '--', ...call.args.slice(at)];
  const options = call.options(SPEC, args);
  if (typeof options === 'number') return options;
  const words = options.rest;
  if (words.length === 0) return call.missing(SPEC.usage);
  if (words.length > 3) return call.usage(SPEC.usage, `extra operand '${words[3]}'`);
  for (const word of words) {
    if (word.trim() === '' || Number.isNaN(Number(word))) {
      return call.busybox
        ? call.fail(`invalid number '${word}'`)
        : call.usage(SPEC.usage, `invalid floating point argument: '${word}'`);
    }
  }
  const [a = '1', b = '1', c = ''] =
    words.length === 1 ? ['1', '1', words[0]] : words.length === 2 ? [words[0], '1', words[1]] : words;
  const step = Number(b);
  if (step === 0) return call.usage(SPEC.usage, `invalid Zero increment value: '${b}'`);
  const decimals = Math.max(decimalsOf(a), decimalsOf(b));
  const first = Number(a);
  const last = Number(c);
  const count = Math.max(0, Math.floor((last - first) / step + 1e-10) + 1);
  const memory = { first, step, count, decimals, width: 0, separator: options.value('s') ?? '\n', next: 0 };
  if (!options.has('w')) return memory;
  const ends = [first, first + (count - 1) * step].map((value) => value.toFixed(decimals).length);
  return { ...memory, width: Math.max(...ends) };
}

const decimalsOf = (text: string) => /\.(\d+)/.exec(text)?.[1]?.length ?? 0;

function format(value: number, { decimals, width }: SeqMemory): string {
  const text = value.toFixed(decimals);
  if (text.length >= width) return text;
  return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
}
