import { AwkError } from './lex.ts';
import type { AwkMachine } from './machine.ts';
import type { Expr } from './tree.ts';
import { toNumber, type Value } from './values.ts';

/** The result of a function that awk brings along; undefined when it has none of that name. */
export function callBuiltin(
  machine: AwkMachine,
  name: string,
  args: readonly Expr[],
  line: number,
): Value | undefined {
  const value = (at: number): Value => {
    const arg = args[at];
    return arg === undefined ? null : machine.evaluate(arg);
  };
  const text = (at: number) => machine.text(value(at));
  const number = (at: number) => toNumber(value(at));
  switch (name) {
    case 'length': {
      const [arg] = args;
      if (arg === undefined) return machine.record.length;
      if (arg.type === 'name' && machine.arrays.has(arg.name)) return machine.array(arg.name).size;
      return text(0).length;
    }
    case 'substr': {
      const subject = text(0);
      const from = Math.round(number(1));
      const length = args.length > 2 ? Math.round(number(2)) : Number.POSITIVE_INFINITY;
      const start = Math.max(1, from);
      return subject.slice(start - 1, Math.max(start - 1, Math.min(subject.length, from + length - 1)));
    }
    case 'index':
      return text(0).indexOf(text(1)) + 1;
    case 'split': {
      const [, target, by] = args;
      if (target?.type !== 'name') throw new AwkError('split needs an array', line);
      const separator =
        by === undefined
          ? machine.get('FS')
          : by.type === 'regex'
            ? machine.regex(by.pattern)
            : machine.evaluate(by);
      const parts = machine.split(text(0), separator);
      const array = machine.array(target.name);
      array.clear();
      for (const [at, part] of parts.entries()) array.set(String(at + 1), { input: part });
      return parts.length;
    }
    case 'sub':
    case 'gsub':
      return substitute(machine, args, name === 'gsub');
    case 'match': {
      const found = machine.pattern(args[1] as Expr).exec(text(0));
      machine.set('RSTART', found === null ? 0 : found.start + 1);
      machine.set('RLENGTH', found === null ? -1 : found.end - found.start);
      return found === null ? 0 : found.start + 1;
    }
    case 'sprintf':
      return machine.sprintf(args);
    case 'tolower':
      return text(0).toLowerCase();
    case 'toupper':
      return text(0).toUpperCase();
    case 'int':
      return Math.trunc(number(0));
    case 'sqrt':
      return Math.sqrt(number(0));
    case 'exp':
      return Math.exp(number(0));
    case 'log':
      return Math.log(number(0));
    case 'sin':
      return Math.sin(number(0));
    case 'cos':
      return Math.cos(number(0));
    case 'atan2':
      return Math.atan2(number(0), number(1));
    case 'rand':
      machine.seed = (Math.imul(machine.seed, 1_664_525) + 1_013_904_223) >>> 0;
      return machine.seed / 2 ** 32;
    case 'srand': {
      const old = machine.seed;
      machine.seed = args.length === 0 ? old : number(0) >>> 0;
      return old;
    }
    case 'close':
      return machine.world.closeFile(text(0)) ? 0 : -1;
    case 'fflush':
      return 0;
    case 'system':
      throw new AwkError('system() is not modelled', line);
    default:
      return undefined;
  }
}

function substitute(machine: AwkMachine, args: readonly Expr[], all: boolean): number {
  const regex = machine.pattern(args[0] as Expr);
  const replacement = machine.text(machine.evaluate(args[1] as Expr));
  const target: Expr = args[2] ?? { type: 'field', of: { type: 'number', value: 0 } };
  const subject = machine.text(machine.evaluate(target));
  let out = '';
  let from = 0;
  let count = 0;
  for (let at = 0; at <= subject.length; ) {
    const match = regex.exec(subject, at);
    if (match === null) break;
    // An empty match right after the last one is none.
    if (match.end > match.start || match.start > from || count === 0) {
      out += subject.slice(from, match.start) + replaced(replacement, match.groups[0] ?? '');
      from = match.end;
      count++;
      if (!all) break;
    }
    at = match.end > match.start ? match.end : match.end + 1;
  }
  if (count > 0) machine.assign(target, out + subject.slice(from));
  return count;
}

/** The replacement with & standing for what was matched, \& for itself. */
function replaced(replacement: string, match: string): string {
  return replacement.replace(/\\\\|\\&|&/g, (one) => (one === '&' ? match : (one[1] as string)));
}
