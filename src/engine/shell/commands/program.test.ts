import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sys } from '../../linux/sys.ts';
import { fileCommands } from './index.ts';

/** Runs a command whose input arrives in these pieces, with a wait before each; its memory goes through JSON. */
function runInPieces(argv: readonly string[], pieces: readonly string[]): { stdout: string; code: number } {
  const program = fileCommands[argv[0] as string];
  if (program === undefined) throw new Error(`no command ${argv[0]}`);
  const input = pieces.flatMap((piece) => (piece === '' ? [] : [null, piece]));
  let memory: unknown = null;
  let stdout = '';
  let code: number | null = null;
  const sys = {
    nowMs: 0,
    self: { argv, env: {}, tty: null, uid: 0, umask: 0o022 },
    flavour: 'busybox',
    get memory() {
      return memory;
    },
    remember(next: unknown) {
      memory = JSON.parse(JSON.stringify(next));
    },
    block: () => undefined,
    withinBudget: () => false,
    exit(status: number) {
      code = status;
    },
    read: () => (input.length === 0 ? '' : (input.shift() as string | null)),
    write(fd: number, text: string) {
      if (fd === 1) stdout += text;
      return undefined;
    },
    isTerminal: () => false,
  } as unknown as Sys;
  for (let turns = 0; code === null; turns++) {
    if (turns > 10_000) throw new Error(`${argv.join(' ')} does not end`);
    program.run(sys);
  }
  return { stdout, code };
}

const commands: readonly (readonly string[])[] = [
  ['cat', '-n'],
  ['cat', '-A'],
  ['tac'],
  ['head', '-n', '2'],
  ['head', '-n', '-1'],
  ['head', '-c', '5'],
  ['tail', '-n', '2'],
  ['tail', '-n', '+2'],
  ['tail', '-c', '4'],
  ['wc'],
  ['wc', '-L'],
  ['sort'],
  ['uniq', '-c'],
  ['tr', '-s', 'ab'],
  ['tr', 'a', 'b'],
  ['cut', '-c', '2'],
  ['rev'],
  ['nl'],
  ['fold', '-w', '3'],
  ['paste', '-s', '-'],
  ['od', '-c'],
  ['hexdump', '-C'],
  ['md5sum'],
  ['base64'],
  ['grep', '-n', 'a'],
  ['grep', '-A1', '-B1', 'b'],
  ['grep', '-c', 'a*b'],
  ['sed', 's/a/X/g'],
  ['sed', '-n', '$p'],
  ['sed', 'N;s/\\n/-/'],
  ['sed', '$!N;P;D'],
  ['awk', '{n += NF; print NR, $1} END {print n}'],
  ['awk', 'BEGIN {RS = ""} {print NF}'],
];

test.each(commands)('%s %s makes the same of its input however it arrives', (...argv) => {
  const text = fc
    .array(fc.constantFrom('a', 'b', ' ', '\n', '\n', 'ü', ':'), { maxLength: 40 })
    .map((parts) => parts.join(''));
  const cuts = fc.array(fc.nat(40), { maxLength: 6 });
  fc.assert(
    fc.property(text, cuts, (input, places) => {
      const at = [...new Set(places.filter((place) => place < input.length))].sort((a, b) => a - b);
      const pieces = [0, ...at].map((from, index) => input.slice(from, at[index] ?? input.length));
      expect(runInPieces(argv, pieces)).toEqual(runInPieces(argv, [input]));
    }),
    { numRuns: 60 },
  );
});
