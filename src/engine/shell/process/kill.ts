import { errorText } from '../../linux/errno.ts';
import { parseSignal, SIGNALS, type Signal, signalNumber } from '../../linux/signal.ts';
import type { Sys } from '../../linux/sys.ts';

export type KillWords = 'busybox' | 'dash' | 'bash' | 'procps';

export interface KillOptions {
  readonly words: KillWords;
  readonly out: (text: string) => void;
  readonly complain: (text: string) => void;
  /** The pid of `%1`; undefined when there is none, which it has said. Absent: there are no jobs. */
  readonly job?: (text: string) => number | undefined;
}

const USAGE: Readonly<Record<KillWords, string>> = {
  busybox: 'you need to specify whom to kill',
  dash: 'Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]',
  bash: 'usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]',
  procps: 'not enough arguments',
};

function signalList(words: KillWords): string {
  if (words === 'dash') return `${['EXIT', ...SIGNALS].join('\n')}\n`;
  const numbered = SIGNALS.map((each) => [String(signalNumber(each)).padStart(2), each] as const);
  if (words !== 'bash') return numbered.map(([number, each]) => `${number}) ${each}\n`).join('');
  let text = '';
  for (const [index, [number, each]] of numbered.entries()) {
    const last = index % 5 === 4 || index === numbered.length - 1;
    text += `${number}) SIG${each}${last ? '\n' : '\t'}`;
  }
  return text;
}

/** kill(1), which shells have built in. Returns its exit status. */
export function killCommand(sys: Sys, args: readonly string[], options: KillOptions): number {
  const { words, out, complain, job } = options;
  let signal: Signal | 0 = 'TERM';
  let list = args;
  const [first] = list;
  const unknown = (text: string): number => {
    if (words === 'busybox') complain(`bad signal name '${text}'`);
    else if (words === 'dash') complain(`invalid signal number or name: ${text}`);
    else if (words === 'bash') complain(`${text}: invalid signal specification`);
    else complain(`unknown signal name ${text}`);
    return words === 'dash' ? 2 : 1;
  };
  const parse = (text: string): Signal | 0 | undefined => (text === '0' ? 0 : parseSignal(text));
  if (first === '-l' || first === '-L') {
    if (list[1] !== undefined) {
      const wanted = /^\d+$/.test(list[1]) ? String(Number(list[1]) % 128) : list[1];
      const found = parseSignal(wanted);
      if (found === undefined) return unknown(list[1]);
      out(`${/^\d+$/.test(list[1]) ? found : signalNumber(found)}\n`);
      return 0;
    }
    out(signalList(words));
    return 0;
  }
  if (first === '-s' || first === '-n') {
    const found = parse(list[1] ?? '');
    if (found === undefined) return unknown(list[1] ?? '');
    signal = found;
    list = list.slice(2);
  } else if (first !== undefined && /^-\w/.test(first) && first !== '--') {
    const found = parse(first.slice(1));
    if (found === undefined) return unknown(first.slice(1));
    signal = found;
    list = list.slice(1);
  }
  if (list[0] === '--') list = list.slice(1);
  if (list.length === 0) {
    complain(USAGE[words]);
    return words === 'dash' || words === 'bash' ? 2 : 1;
  }
  let status = 0;
  for (const text of list) {
    let pid: number;
    if (text.startsWith('%') && job !== undefined) {
      const found = job(text);
      if (found === undefined) {
        status = 1;
        continue;
      }
      pid = found;
    } else if (/^-?\d+$/.test(text)) pid = Number(text);
    else {
      if (words === 'busybox') complain(`invalid number '${text}'`);
      else if (words === 'dash') complain(`Illegal number: ${text}`);
      else if (words === 'bash') complain(`${text}: arguments must be process or job IDs`);
      else complain(`failed to parse argument: '${text}'`);
      status = words === 'dash' ? 2 : 1;
      continue;
    }
    const failed = sys.kill(pid, signal);
    if (failed === undefined) continue;
    const why = errorText(failed.errno);
    if (words === 'busybox') complain(`can't kill pid ${pid}: ${why}`);
    else if (words === 'dash') complain(`${why}\n`);
    else if (words === 'bash') complain(`(${pid}) - ${why}`);
    else complain(`(${pid}): ${why}`);
    status = 1;
  }
  return status;
}
