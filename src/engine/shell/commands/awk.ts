// Models mawk@v1.3.4 execute.c, busybox@v1.37.0 editors/awk.c
// Differs: getline, pipes and system() are refused; RS is a newline, one character, or empty for paragraphs; the
// keys of an array come in the order they were made.
import { errorText, isErrno } from '../../linux/errno.ts';
import { AwkError, resolveEscapes } from './awk/lex.ts';
import { AwkMachine, type AwkState, Leave } from './awk/machine.ts';
import { parseAwk } from './awk/parse.ts';
import type { AwkProgram } from './awk/tree.ts';
import { toNumber } from './awk/values.ts';
import { type Call, type FilterCall, filter } from './program.ts';

interface AwkMemory {
  readonly source: string;
  readonly state: AwkState;
  /** A record whose end has not arrived. */
  readonly rest: string;
  readonly last: string;
  /** Descriptors of files that were printed to. */
  readonly outputs: readonly (readonly [string, number])[];
  /** An exit was reached: the code, and END is still to be run. */
  readonly exit: number | null;
}

const SPEC = {
  short: 'F:v:f:',
  long: { 'field-separator': 'F', assign: 'v', file: 'f' },
  usage: 'awk [OPTIONS] [AWK_PROGRAM] [FILE]...',
  stopAtFirst: true,
};

let parsedSource: string | null = null;
let parsedProgram: AwkProgram = { rules: [], functions: {} };

/** The program of a source; that of the last one asked for is kept. */
function programOf(source: string): AwkProgram {
  if (source !== parsedSource) {
    parsedProgram = parseAwk(source);
    parsedSource = source;
  }
  return parsedProgram;
}

const DEFAULTS: AwkState['variables'] = [
  ['FS', ' '],
  ['OFS', ' '],
  ['ORS', '\n'],
  ['RS', '\n'],
  ['SUBSEP', '\x1c'],
  ['CONVFMT', '%.6g'],
  ['OFMT', '%.6g'],
  ['NR', 0],
  ['FNR', 0],
  ['RSTART', 0],
  ['RLENGTH', -1],
  ['FILENAME', ''],
];

export const awk = filter<AwkMemory>({
  start(call) {
    const options = call.options(SPEC);
    if (typeof options === 'number') return options;
    const rest = [...options.rest];
    const sources: string[] = [];
    for (const file of options.values('f')) {
      const text = call.sys.readFile(file);
      if (isErrno(text)) return call.fail(`can't open file ${file}: ${errorText(text.errno)}`, 2);
      sources.push(text);
    }
    if (sources.length === 0) {
      const first = rest.shift();
      if (first === undefined) return call.usage(SPEC.usage, undefined, call.busybox ? 1 : 2);
      sources.push(first);
    }
    const source = sources.join('\n');
    let program: AwkProgram;
    try {
      program = programOf(source);
    } catch (thrown) {
      return complain(call, thrown);
    }
    const variables = new Map(DEFAULTS);
    const separator = options.value('F');
    if (separator !== undefined) variables.set('FS', separator === 't' ? '\t' : resolveEscapes(separator));
    for (const text of options.values('v')) {
      const at = text.indexOf('=');
      if (at > 0) variables.set(text.slice(0, at), { input: resolveEscapes(text.slice(at + 1)) });
    }
    const argv = ['awk', ...rest].map((arg, at) => [String(at), { input: arg }] as const);
    variables.set('ARGC', argv.length);
    const environment = Object.entries(call.sys.self.env).map(
      ([name, value]) => [name, { input: value }] as const,
    );
    const state: AwkState = {
      variables: [...variables],
      arrays: [
        ['ARGV', argv],
        ['ENVIRON', environment],
      ],
      ranges: [],
      seed: 0,
    };
    const memory: AwkMemory = { source, state, rest: '', last: '', outputs: [], exit: null };
    const begun = turn(call, memory, (machine) => machine.runAll('begin'));
    const reads = program.rules.some(({ kind }) => kind !== 'begin');
    if (begun.exit !== null || !reads) return finish(call, begun);
    return { files: rest, state: begun };
  },
  open(call, memory, file) {
    return turn(call, memory, (machine) => {
      machine.set('FILENAME', file === '-' ? '' : file);
      machine.set('FNR', 0);
    });
  },
  text: (call, memory, text) => records(call, memory, memory.rest + text, false),
  close: (call, memory) => records(call, memory, memory.rest, true),
  end: (call, memory) => finish(call, memory),
  unreadable(call, file, why) {
    return call.fail(
      call.busybox ? `${file}: ${errorText(why.errno)}` : `cannot open "${file}" (${errorText(why.errno)})`,
      2,
    );
  },
});

function complain(call: Call, thrown: unknown): number {
  if (!(thrown instanceof AwkError)) throw thrown;
  const where =
    thrown.line === 0 ? '' : call.busybox ? `cmd. line:${thrown.line}: ` : `line ${thrown.line}: `;
  const text =
    call.busybox && thrown.message.startsWith('syntax error') ? 'Unexpected token' : thrown.message;
  return call.fail(where + text, call.busybox ? 1 : 2);
}

/** Runs something with the state, and gives the state it leaves. */
function turn(call: Call, memory: AwkMemory, act: (machine: AwkMachine) => void): AwkMemory {
  const outputs = new Map(memory.outputs);
  const { sys } = call;
  const machine = new AwkMachine(programOf(memory.source), memory.state, {
    print: (text) => call.out(text),
    printTo(file, append, text) {
      if (file === '/dev/stdout' || file === '-') {
        call.out(text);
        return undefined;
      }
      if (file === '/dev/stderr') {
        call.flush();
        return sys.write(2, text);
      }
      let fd = outputs.get(file);
      if (fd === undefined) {
        const opened = sys.open(file, { access: 'w', create: true, truncate: !append, append });
        if (isErrno(opened)) return opened;
        fd = opened;
        outputs.set(file, fd);
      }
      return sys.write(fd, text);
    },
    closeFile(file) {
      const fd = outputs.get(file);
      if (fd === undefined) return false;
      outputs.delete(file);
      return sys.close(fd) === undefined;
    },
  });
  machine.setRecord(memory.last);
  let { exit } = memory;
  try {
    act(machine);
  } catch (thrown) {
    if (thrown instanceof AwkError) exit = -complain(call, thrown);
    else if (!(thrown instanceof Leave)) throw thrown;
    else if (thrown.what === 'exit') {
      exit = thrown.value === null && exit !== null ? exit : Math.trunc(toNumber(thrown.value)) & 255;
    }
  }
  return { ...memory, state: machine.save(), last: machine.record, outputs: [...outputs], exit };
}

function records(call: FilterCall, memory: AwkMemory, text: string, ended: boolean): AwkMemory {
  if (memory.exit !== null) return memory;
  let rest = text;
  const next = turn(call, memory, (machine) => {
    for (;;) {
      const separator = machine.text(machine.get('RS'));
      const cut = cutRecord(rest, separator, ended);
      if (cut === null) break;
      rest = cut.rest;
      machine.set('NR', toNumber(machine.get('NR')) + 1);
      machine.set('FNR', toNumber(machine.get('FNR')) + 1);
      try {
        machine.runRecord(cut.record);
      } catch (thrown) {
        if (thrown instanceof Leave && thrown.what === 'next') continue;
        if (thrown instanceof Leave && thrown.what === 'nextfile') {
          rest = '';
          call.skipFile();
          break;
        }
        throw thrown;
      }
    }
  });
  if (next.exit !== null) call.stop();
  return { ...next, rest };
}

/** The first record of a text and what follows it; null while its end is not there. */
function cutRecord(
  text: string,
  separator: string,
  ended: boolean,
): { readonly record: string; readonly rest: string } | null {
  if (separator === '') {
    const start = text.replace(/^\n+/, '');
    const match = /\n\n+/.exec(start);
    if (match !== null && (ended || match.index + match[0].length < start.length)) {
      return { record: start.slice(0, match.index), rest: start.slice(match.index + match[0].length) };
    }
    return ended && start !== '' ? { record: start.replace(/\n+$/, ''), rest: '' } : null;
  }
  const by = separator[0] as string;
  const at = text.indexOf(by);
  if (at !== -1) return { record: text.slice(0, at), rest: text.slice(at + 1) };
  return ended && text !== '' ? { record: text, rest: '' } : null;
}

/** Runs END unless something went wrong, and gives the exit code. */
function finish(call: Call, memory: AwkMemory): number {
  // A negative code is an error's: nothing more is run.
  if (memory.exit !== null && memory.exit < 0) return -memory.exit;
  const before = memory.exit;
  const done = turn(call, memory, (machine) => machine.runAll('end'));
  if (done.exit !== null && done.exit < 0) return -done.exit;
  return done.exit ?? before ?? call.code;
}
