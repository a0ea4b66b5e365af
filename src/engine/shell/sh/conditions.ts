import { type ErrorName, isErrno } from '../../linux/errno.ts';
import type { Sys } from '../../linux/sys.ts';

/** Why `test` could not tell, in the words of each shell: see `testMessage`. */
export type TestProblem =
  | { readonly kind: 'number'; readonly text: string }
  | {
      readonly kind: 'operator';
      readonly text: string;
      readonly first: string;
      readonly second: string;
      readonly binary: boolean;
    }
  | { readonly kind: 'many'; readonly text: string; readonly before: string }
  | { readonly kind: 'missing'; readonly text: string };

export class TestFailure extends Error {
  readonly problem: TestProblem;
  constructor(problem: TestProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

const UNARY = /^-[bcdefghkprstuwxzLOGSNnovR]$/;
const BINARY = /^(?:=|==|!=|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/;

export const isUnaryTest = (text: string): boolean => UNARY.test(text);

export function unaryTest(
  sys: Sys,
  operator: string,
  operand: string,
  fds?: Readonly<Record<number, number>>,
): boolean {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-t': {
      if (!/^\s*[-+]?\d+\s*$/.test(operand)) throw new TestFailure({ kind: 'number', text: operand });
      const fd = fds === undefined ? Number(operand) : fds[Number(operand)];
      return fd !== undefined && sys.isTerminal(fd);
    }
    case '-r':
    case '-w':
    case '-x':
      return sys.access(operand, operator.slice(1) as 'r' | 'w' | 'x');
    case '-L':
    case '-h': {
      const stat = sys.lstat(operand);
      return !isErrno(stat) && stat.type === 'symlink';
    }
    default:
      break;
  }
  const stat = sys.stat(operand);
  if (isErrno(stat)) return false;
  switch (operator) {
    case '-e':
      return true;
    case '-f':
      return stat.type === 'file';
    case '-d':
      return stat.type === 'directory';
    case '-s':
      return stat.sizeBytes > 0;
    case '-p':
      return stat.type === 'fifo';
    case '-S':
      return stat.type === 'socket';
    case '-c':
      return stat.type === 'device';
    case '-u':
      return (stat.mode & 0o4000) !== 0;
    case '-g':
      return (stat.mode & 0o2000) !== 0;
    case '-k':
      return (stat.mode & 0o1000) !== 0;
    case '-O':
      return stat.uid === sys.self.uid;
    case '-G':
      return stat.gid === sys.self.gid;
    default:
      return false;
  }
}

function integer(text: string): number {
  const trimmed = text.trim();
  if (!/^[-+]?\d+$/.test(trimmed)) throw new TestFailure({ kind: 'number', text });
  return Number(trimmed);
}

export function binaryTest(
  sys: Sys,
  left: string,
  operator: string,
  right: string,
  number: (text: string) => number = integer,
): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
    case '-ot':
    case '-ef': {
      const [a, b] = [sys.stat(left), sys.stat(right)];
      const gone: ErrorName[] = [];
      if (isErrno(a)) gone.push(a.errno);
      if (operator === '-ef')
        return !isErrno(a) && !isErrno(b) && a.filesystem === b.filesystem && a.inode === b.inode;
      if (operator === '-nt') return !isErrno(a) && (isErrno(b) || a.mtimeMs > b.mtimeMs);
      return !isErrno(b) && (isErrno(a) || a.mtimeMs < b.mtimeMs);
    }
    default: {
      const [a, b] = [number(left), number(right)];
      switch (operator) {
        case '-eq':
          return a === b;
        case '-ne':
          return a !== b;
        case '-lt':
          return a < b;
        case '-le':
          return a <= b;
        case '-gt':
          return a > b;
        default:
          return a >= b;
      }
    }
  }
}

/** The result of `test` with these arguments; throws a `TestFailure`. */
export function evaluateTest(
  sys: Sys,
  args: readonly string[],
  fds?: Readonly<Record<number, number>>,
): boolean {
  const unary = (operator: string, operand: string) => unaryTest(sys, operator, operand, fds);
  const [a, b, c, d] = args;
  // POSIX says what few arguments mean, so that operands may look like operators.
  switch (args.length) {
    case 0:
      return false;
    case 1:
      return a !== '';
    case 2:
      if (a === '!') return b === '';
      if (isUnaryTest(a as string)) return unary(a as string, b as string);
      throw new TestFailure({
        kind: 'operator',
        text: a as string,
        first: a as string,
        second: b as string,
        binary: false,
      });
    case 3:
      if (BINARY.test(b as string)) return binaryTest(sys, a as string, b as string, c as string);
      if (b === '-a') return a !== '' && c !== '';
      if (b === '-o') return a !== '' || c !== '';
      if (a === '!') return !evaluateTest(sys, [b as string, c as string], fds);
      if (a === '(' && c === ')') return b !== '';
      throw new TestFailure({
        kind: 'operator',
        text: b as string,
        first: a as string,
        second: b as string,
        binary: true,
      });
    case 4:
      if (a === '!') return !evaluateTest(sys, args.slice(1), fds);
      if (a === '(' && d === ')') return evaluateTest(sys, args.slice(1, 3), fds);
      break;
  }
  return new TestReader(sys, args, unary).whole();
}

/** The grammar of longer tests: ! ( ) -a -o. */
class TestReader {
  #at = 0;
  readonly #sys: Sys;
  readonly #args: readonly string[];
  readonly #unary: (operator: string, operand: string) => boolean;

  constructor(sys: Sys, args: readonly string[], unary: (operator: string, operand: string) => boolean) {
    this.#sys = sys;
    this.#args = args;
    this.#unary = unary;
  }

  whole(): boolean {
    const result = this.#or();
    const rest = this.#args[this.#at];
    if (rest !== undefined)
      throw new TestFailure({ kind: 'many', text: rest, before: this.#args[this.#at - 1] ?? rest });
    return result;
  }

  #or(): boolean {
    let result = this.#and();
    while (this.#args[this.#at] === '-o') {
      this.#at++;
      const right = this.#and();
      result = result || right;
    }
    return result;
  }

  #and(): boolean {
    let result = this.#not();
    while (this.#args[this.#at] === '-a') {
      this.#at++;
      const right = this.#not();
      result = result && right;
    }
    return result;
  }

  #not(): boolean {
    if (this.#args[this.#at] !== '!') return this.#primary();
    this.#at++;
    return !this.#not();
  }

  #primary(): boolean {
    const [a, b, c] = this.#args.slice(this.#at, this.#at + 3);
    if (a === undefined) throw new TestFailure({ kind: 'missing', text: this.#args.at(-1) ?? '' });
    if (b !== undefined && c !== undefined && BINARY.test(b)) {
      this.#at += 3;
      return binaryTest(this.#sys, a, b, c);
    }
    if (a === '(') {
      this.#at++;
      const result = this.#or();
      if (this.#args[this.#at] !== ')') throw new TestFailure({ kind: 'missing', text: ')' });
      this.#at++;
      return result;
    }
    if (isUnaryTest(a) && b !== undefined) {
      this.#at += 2;
      return this.#unary(a, b);
    }
    this.#at++;
    return a !== '';
  }
}

export type TestWords = 'ash' | 'dash' | 'bash' | 'coreutils';

/** What test says about a problem, without the name before it. */
export function testMessage(problem: TestProblem, words: TestWords): string {
  const { text } = problem;
  switch (words) {
    case 'ash':
      if (problem.kind === 'number') return `${text}: bad number`;
      if (problem.kind === 'missing') return 'argument expected';
      return `${problem.kind === 'operator' ? problem.second : text}: unknown operand`;
    case 'dash':
      if (problem.kind === 'number') return `Illegal number: ${text}`;
      if (problem.kind === 'missing') return 'argument expected';
      return `${problem.kind === 'operator' ? problem.first : problem.before}: unexpected operator`;
    case 'bash':
      if (problem.kind === 'number') return `${text}: integer expression expected`;
      if (problem.kind === 'many') return 'too many arguments';
      if (problem.kind === 'missing') return text === ')' ? "`)' expected" : 'argument expected';
      return `${text}: ${problem.binary ? 'binary' : 'unary'} operator expected`;
    default:
      if (problem.kind === 'number') return `invalid integer '${text}'`;
      if (problem.kind === 'many') return `extra argument '${text}'`;
      if (problem.kind === 'missing') return `missing argument after '${text}'`;
      return `'${text}': ${problem.binary ? 'binary' : 'unary'} operator expected`;
  }
}
