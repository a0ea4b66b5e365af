// Models findutils@v4.10 xargs/xargs.c, busybox@v1.37.0 findutils/xargs.c
// Differs: -P is accepted and one command runs at a time; nothing limits the length of a command line.
import { errorText, isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import type { Options } from './options.ts';
import { Call } from './program.ts';

interface XargsMemory {
  readonly text: string;
  readonly ended: boolean;
  readonly ran: boolean;
  readonly pid: number | null;
  readonly code: number;
}

const SPEC = {
  short: 'n:I:0d:rtP:L:x',
  long: {
    'max-args': 'n',
    replace: 'I',
    null: '0',
    delimiter: 'd',
    'no-run-if-empty': 'r',
    verbose: 't',
    'max-procs': 'P',
    'max-lines': 'L',
  },
  usage: 'xargs [OPTIONS] [PROG ARGS]',
  stopAtFirst: true,
};

export const xargs: Program = {
  run(sys) {
    const call = new Call(sys);
    const options = call.options(SPEC);
    if (typeof options === 'number') {
      sys.exit(options);
      return;
    }
    let memory = (sys.memory as XargsMemory | null) ?? {
      text: '',
      ended: false,
      ran: false,
      pid: null,
      code: 0,
    };
    for (;;) {
      if (memory.pid !== null) {
        const ended = sys.waitpid(memory.pid);
        if (ended === null) {
          sys.remember(memory);
          sys.block({ child: true });
          return;
        }
        memory = { ...memory, pid: null };
        if (!isErrno(ended) && ended.status.code !== 0) {
          const { code, signal } = ended.status;
          if (code === 255 || signal !== null) {
            const what =
              signal === null ? 'exited with status 255; aborting' : `terminated by signal ${code - 128}`;
            call.err(`${commandOf(options)[0]}: ${what}`);
            sys.exit(signal === null ? 124 : 125);
            return;
          }
          memory = { ...memory, code: 123 };
        }
      }
      const batch = nextBatch(options, memory.text, memory.ended);
      if (typeof batch === 'string') {
        call.err(batch);
        sys.exit(1);
        return;
      }
      if (
        batch !== null &&
        (batch.items.length > 0 || (memory.ended && !memory.ran && !options.has('r', 'I')))
      ) {
        const argv = argvOf(options, batch.items);
        if (options.has('t')) sys.write(2, `${argv.join(' ')}\n`);
        memory = { ...memory, text: batch.rest, ran: true };
        const pid = sys.spawn({ argv });
        if (isErrno(pid)) {
          call.err(`${argv[0]}: ${errorText(pid.errno)}`);
          sys.exit(pid.errno === 'ENOENT' ? 127 : 126);
          return;
        }
        memory = { ...memory, pid };
        continue;
      }
      if (memory.ended) {
        sys.exit(memory.code);
        return;
      }
      const text = sys.read(0);
      if (text === null) {
        sys.remember(memory);
        sys.block({ readable: [0] });
        return;
      }
      memory =
        isErrno(text) || text === '' ? { ...memory, ended: true } : { ...memory, text: memory.text + text };
      if (!sys.withinBudget()) {
        sys.remember(memory);
        return;
      }
    }
  },
};

const commandOf = (options: Options) => (options.rest.length === 0 ? ['echo'] : options.rest);

function argvOf(options: Options, items: readonly string[]): readonly string[] {
  const replace = options.value('I');
  if (replace === undefined) return [...commandOf(options), ...items];
  return commandOf(options).map((word) => word.replaceAll(replace, items[0] ?? ''));
}

/** The arguments of the next command; null while there may come more of them; a text when the quotes are wrong. */
function nextBatch(
  options: Options,
  text: string,
  ended: boolean,
): { readonly items: readonly string[]; readonly rest: string } | null | string {
  const byLine = options.has('I', 'L');
  const max = options.has('I')
    ? 1
    : Number(options.value('n') ?? options.value('L') ?? Number.POSITIVE_INFINITY);
  const delimiter = options.has('0') ? '\0' : delimiterOf(options.value('d'));
  const items: string[] = [];
  let at = 0;
  while (items.length < max) {
    const next =
      delimiter === undefined ? nextWord(text, at, ended, byLine) : nextPart(text, at, ended, delimiter);
    if (next === 'unmatched')
      return 'unmatched single quote; by default quotes are special to xargs unless you use the -0 option';
    if (next === 'more') return null;
    if (next === null) break;
    items.push(next.item);
    at = next.end;
  }
  if (!ended && items.length < max) return null;
  return {
    items: options.has('L') ? items.flatMap((line) => line.split(/[ \t]+/)) : items,
    rest: text.slice(at),
  };
}

function delimiterOf(text: string | undefined): string | undefined {
  return text === '\\n' ? '\n' : text === '\\t' ? '\t' : text === '\\0' ? '\0' : text;
}

function nextPart(text: string, at: number, ended: boolean, delimiter: string) {
  if (at >= text.length) return ended ? null : ('more' as const);
  const end = text.indexOf(delimiter, at);
  if (end === -1) return ended ? { item: text.slice(at), end: text.length } : ('more' as const);
  return { item: text.slice(at, end), end: end + delimiter.length };
}

function nextWord(text: string, from: number, ended: boolean, byLine: boolean) {
  let at = from;
  while (at < text.length && /\s/.test(text[at] as string)) at++;
  if (at >= text.length) return ended ? null : ('more' as const);
  let item = '';
  let quote = '';
  for (; at < text.length; at++) {
    const char = text[at] as string;
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\n') return 'unmatched' as const;
      else item += char;
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '\\') item += text[++at] ?? '';
    else if (char === '\n' || (!byLine && /\s/.test(char))) return { item: item.trimEnd(), end: at + 1 };
    else item += char;
  }
  if (!ended) return 'more' as const;
  return quote === '' ? { item, end: at } : ('unmatched' as const);
}
