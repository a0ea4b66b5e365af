import type {
  ArithmeticExpansionPart,
  DoubleQuotedChild,
  ParameterExpansionPart,
  Word,
  WordPart,
} from 'unbash';
import { isErrno } from '../../linux/errno.ts';
import { expandBraces } from './braces.ts';
import { fieldPattern, fieldText, globField, type Piece, type Pieces, splitFields } from './fields.ts';
import { MESSAGES } from './messages.ts';
import { arithmetic, assignElement, elementKey, elements, parameter, unset } from './parameters.ts';
import { matchesPattern, patternExpression } from './pattern.ts';
import { type Shell, ShellFailure } from './shell.ts';
import { wordOf } from './source.ts';

/** Thrown when an expansion needs the output of a command: it is begun again once there is one. */
export class NeedsOutput {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Thrown when an expansion needs a process at the other end of a pipe: it is begun again with the pipe's path. */
export class NeedsProcess {
  readonly text: string;
  /** `<`: what the process writes is read. */
  readonly operator: '<' | '>';
  constructor(text: string, operator: '<' | '>') {
    this.text = text;
    this.operator = operator;
  }
}

/**
 * Expands words. A command substitution cannot be waited for in the middle of a word, so the expansion of a
 * whole command is repeated with the outputs known so far; what it changes on the way is forgotten each time.
 */
export class Expander {
  readonly #shell: Shell;
  readonly #answers: readonly string[];
  #used = 0;

  constructor(shell: Shell, answers: readonly string[]) {
    this.#shell = shell;
    this.#answers = answers;
  }

  /** The arguments some words stand for. */
  fields(words: readonly Word[]): string[] {
    return words.flatMap((word) => this.wordFields(word));
  }

  wordFields(word: Word): readonly string[] {
    const { state, sys } = this.#shell;
    if (state.dialect === 'bash' && word.parts?.some((part) => part.type === 'BraceExpansion')) {
      const texts = expandBraces(word.text);
      if (texts.length !== 1 || texts[0] !== word.text) {
        return texts.flatMap((text) => {
          const inner = wordOf(text);
          return inner === null ? [text] : this.#plainFields(inner);
        });
      }
    }
    void sys;
    return this.#plainFields(word);
  }

  #plainFields(word: Word): readonly string[] {
    const shell = this.#shell;
    const fields = splitFields(this.#word(word), shell.value('IFS') ?? ' \t\n');
    if (shell.hasFlag('f')) return fields.map(fieldText);
    return fields.flatMap((field) => globField(shell.sys, field, shell.state.dialect));
  }

  /** One text, without field splitting and globbing, as for an assignment. */
  text(word: Word, assignment = false): string {
    return this.#joined(this.#word(word, { assignment }));
  }

  /** A pattern: what is quoted in the word stands for itself. */
  pattern(word: Word): string {
    const pieces = this.#word(word).filter((piece): piece is Piece => piece !== null);
    return fieldPattern(pieces, this.#shell.state.dialect);
  }

  /** For the right side of =~: what is quoted is matched literally. */
  regularExpression(word: Word): string {
    return this.#word(word)
      .map((piece) => {
        if (piece === null) return ' ';
        return piece.quoted ? piece.text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') : piece.text;
      })
      .join('');
  }

  hereDocument(parts: readonly WordPart[]): string {
    return this.#joined(parts.flatMap((part) => this.#quotedPart(part as DoubleQuotedChild)));
  }

  /** The value of an arithmetic text such as that between $(( and )). */
  arithmetic(text: string): bigint {
    if (!/[$`"'\\]/.test(text)) return arithmetic(this.#shell, text);
    const word = wordOf(`"${text.replaceAll('"', '')}"`);
    return arithmetic(this.#shell, word === null ? text : this.text(word));
  }

  #joined(pieces: Pieces): string {
    return pieces.map((piece) => (piece === null ? ' ' : piece.text)).join('');
  }

  #word(word: Word, options: { assignment?: boolean; quoted?: boolean } = {}): Pieces {
    const assignment = options.assignment === true;
    const parts = word.parts;
    if (parts === undefined) return this.#literal(word.text, true, assignment, true);
    const last = parts.length - 1;
    return parts.flatMap((part, index) =>
      this.#part(part, index === 0, assignment, options.quoted === true, index === last),
    );
  }

  #part(part: WordPart, first: boolean, assignment: boolean, quoted: boolean, last = false): Pieces {
    switch (part.type) {
      case 'Literal':
        return quoted ? [quotedPiece(part.value)] : this.#literal(part.text, first, assignment, last);
      case 'Glob':
      case 'ExtendedGlob':
        return [{ text: part.text, quoted, split: false }];
      case 'SingleQuoted':
        return [quotedPiece(part.value)];
      case 'AnsiCQuoted':
        return this.#shell.state.dialect === 'dash'
          ? [quotedPiece(`$${part.text.slice(2, -1)}`)]
          : [quotedPiece(part.value)];
      case 'DoubleQuoted':
      case 'LocaleString': {
        if (part.parts.length === 0) return [quotedPiece('')];
        const pieces = part.parts.flatMap((child) => this.#quotedPart(child));
        return pieces;
      }
      case 'BraceExpansion': {
        if (part.parts === undefined) return this.#literal(part.text, false, false, false);
        const brace = (text: string): Piece => ({ text, quoted, split: false });
        const inner = part.parts.flatMap((child) => this.#part(child, false, false, quoted));
        return [brace('{'), ...inner, brace('}')];
      }
      case 'ProcessSubstitution':
        return [quotedPiece(this.#process(part.text.slice(2, -1), part.operator))];
      default:
        return this.#expansion(part, quoted);
    }
  }

  #quotedPart(part: DoubleQuotedChild): Pieces {
    return part.type === 'Literal' ? [quotedPiece(part.value)] : this.#expansion(part, true);
  }

  #expansion(part: Exclude<DoubleQuotedChild, { type: 'Literal' }>, quoted: boolean): Pieces {
    switch (part.type) {
      case 'SimpleExpansion':
        return this.#simple(part.text.slice(1), quoted);
      case 'ParameterExpansion':
        return this.#parameter(part, quoted);
      case 'CommandExpansion':
        return [piece(this.#output(part.text, quoted), quoted)];
      case 'ArithmeticExpansion':
        if (part.text.startsWith('$[') && this.#shell.state.dialect !== 'bash') {
          return [quotedPiece(part.text)];
        }
        return [piece(String(this.arithmetic(arithmeticText(part))), quoted)];
    }
  }

  /** Text outside of quotes: backslashes quote what follows, a tilde at its beginning is a home directory. */
  #literal(text: string, first: boolean, assignment: boolean, last: boolean): Pieces {
    const pieces: Piece[] = [];
    let rest = text;
    const home = first ? this.#tilde(text, assignment, last) : null;
    if (home !== null) {
      pieces.push(quotedPiece(home.directory));
      rest = text.slice(home.length);
    }
    let run = '';
    for (let at = 0; at < rest.length; at++) {
      const char = rest[at] as string;
      if (char === '\\' && at + 1 < rest.length) {
        if (run !== '') pieces.push({ text: run, quoted: false, split: false });
        run = '';
        at++;
        if (rest[at] !== '\n') pieces.push(quotedPiece(rest[at] as string));
      } else if (assignment && char === ':' && rest[at + 1] === '~') {
        run += char;
        const next = this.#tilde(rest.slice(at + 1), true, last);
        if (next !== null) {
          pieces.push({ text: run, quoted: false, split: false }, quotedPiece(next.directory));
          run = '';
          at += next.length;
        }
      } else run += char;
    }
    if (run !== '') pieces.push({ text: run, quoted: false, split: false });
    return pieces;
  }

  /** Only what is written without quotes up to a slash is a name: `last` when nothing follows the text. */
  #tilde(text: string, assignment: boolean, last: boolean): { directory: string; length: number } | null {
    const match = (assignment ? /^~([\w.-]*)(?=$|[/:])/ : /^~([\w.-]*)(?=$|\/)/).exec(text);
    if (match === null || (!last && match[0].length === text.length)) return null;
    const user = match[1] as string;
    if (user === '') {
      const home = this.#shell.value('HOME');
      return home === undefined ? null : { directory: home, length: 1 };
    }
    const users = this.#shell.sys.readFile('/etc/passwd');
    if (isErrno(users)) return null;
    const entry = users.split('\n').find((line) => line.startsWith(`${user}:`));
    const directory = entry?.split(':')[5];
    return directory === undefined ? null : { directory, length: match[0].length };
  }

  /** The output of a command substitution without its last newlines. */
  #output(text: string, quoted: boolean): string {
    const answer = this.#answers[this.#used];
    this.#used++;
    if (answer !== undefined) return answer.replace(/\n+$/, '');
    if (text.startsWith('$')) throw new NeedsOutput(text.slice(2, -1));
    throw new NeedsOutput(text.slice(1, -1).replace(quoted ? /\\([`\\$"])/g : /\\([`\\$])/g, '$1'));
  }

  /** The path of the pipe to or from a process. */
  #process(text: string, operator: '<' | '>'): string {
    const answer = this.#answers[this.#used];
    this.#used++;
    if (answer === undefined) throw new NeedsProcess(text, operator);
    return answer;
  }

  #simple(name: string, quoted: boolean): Pieces {
    if (name === '@' || name === '*') return this.#all(this.#shell.state.parameters, name, quoted);
    const value = parameter(this.#shell, name);
    if (value === undefined && this.#shell.hasFlag('u')) throw unset(this.#shell, name);
    return [piece(value ?? '', quoted)];
  }

  /** $@ and $*, and their like for arrays. */
  #all(values: readonly string[], how: string, quoted: boolean): Pieces {
    if (quoted && how === '*') {
      const ifs = this.#shell.value('IFS') ?? ' ';
      return [quotedPiece(values.join(ifs.slice(0, 1)))];
    }
    return values.flatMap((value, index) =>
      index === 0 ? [piece(value, quoted)] : [null, piece(value, quoted)],
    );
  }

  #parameter(part: ParameterExpansionPart, quoted: boolean): Pieces {
    const shell = this.#shell;
    const { dialect } = shell.state;
    const { operation, prefix } = part;
    let name = part.parameter;
    const bad = () => {
      const text = MESSAGES[dialect].badSubstitution;
      return new ShellFailure(
        dialect === 'bash' ? `${part.text}: ${text}` : text,
        dialect === 'bash' ? 1 : 2,
      );
    };
    if (name === '' || operation?.type === 'Unknown') throw bad();
    if (dialect !== 'bash' && (part.index !== undefined || prefix === '!')) throw bad();
    if (dialect === 'dash' && operation?.type === 'Slice') throw bad();
    if (dialect === 'dash' && operation?.type === 'Replace') throw bad();
    if (dialect !== 'bash' && operation?.type === 'CaseModification') throw bad();

    if (prefix === '!') {
      if (operation?.type === 'Names') {
        const names = Object.keys(shell.state.variables).filter((each) => each.startsWith(name));
        return this.#all(names.sort(), operation.operator, quoted);
      }
      if (part.index !== undefined) {
        const keys = elements(shell, name).map(([key]) => key);
        return this.#all(keys, part.index.text, quoted);
      }
      name = parameter(shell, name) ?? '';
      if (name === '') throw bad();
    }

    const index = part.index?.text;
    const many =
      index === '@' || index === '*'
        ? elements(shell, name).map(([, value]) => value)
        : name === '@' || name === '*'
          ? shell.state.parameters
          : null;
    if (many !== null) return this.#many(part, many, index ?? name, quoted);

    let value: string | undefined;
    if (part.index === undefined) value = parameter(shell, name);
    else {
      const key = elementKey(shell, name, this.text(part.index));
      value = elements(shell, name).find(([each]) => each === key)?.[1];
    }
    if (prefix === '#') {
      if (value === undefined && shell.hasFlag('u')) throw unset(shell, name);
      return [piece(String([...(value ?? '')].length), quoted)];
    }
    if (operation?.type === 'Default') return this.#default(part, name, value, quoted);
    if (value === undefined && shell.hasFlag('u')) throw unset(shell, name);
    return [piece(this.#transform(part, value ?? ''), quoted)];
  }

  #many(part: ParameterExpansionPart, all: readonly string[], how: string, quoted: boolean): Pieces {
    const { operation } = part;
    if (part.prefix === '#') {
      // How many there are, in bash; how long they are together, in the others.
      const length = this.#shell.state.dialect === 'bash' ? all.length : [...all.join(' ')].length;
      return [piece(String(length), quoted)];
    }
    if (operation?.type === 'Slice') {
      const isParameters = part.parameter === '@' || part.parameter === '*';
      const offset = Number(this.arithmetic(operation.offset.text));
      const list = isParameters ? [this.#shell.state.name, ...all] : all;
      const start = offset < 0 ? list.length + offset : offset;
      const length =
        operation.length === undefined ? list.length : Number(this.arithmetic(operation.length.text));
      const from = isParameters && start === 0 && operation.length === undefined ? 0 : start;
      return this.#all(list.slice(from, from + length), how, quoted);
    }
    if (operation?.type === 'Default') {
      // For dash and BusyBox the parameters are always set, if there are any or none.
      const value = all.length === 0 && this.#shell.state.dialect === 'bash' ? undefined : all.join(' ');
      return this.#default(part, how, value, quoted, () => this.#all(all, how, quoted));
    }
    return this.#all(
      all.map((value) => this.#transform(part, value)),
      how,
      quoted,
    );
  }

  #default(
    part: ParameterExpansionPart,
    name: string,
    value: string | undefined,
    quoted: boolean,
    whole: () => Pieces = () => [piece(value ?? '', quoted)],
  ): Pieces {
    const { operation } = part;
    if (operation?.type !== 'Default') throw new Error('not a default');
    const { operator, operand } = operation;
    const missing = value === undefined || (operator.startsWith(':') && value === '');
    const other = (): Pieces => {
      const pieces = this.#word(operand, { quoted });
      if (quoted && pieces.length === 0) return [quotedPiece('')];
      return quoted
        ? pieces
        : pieces.map((each) => (each === null || each.quoted ? each : { ...each, split: true }));
    };
    switch (operator.slice(-1)) {
      case '-':
        return missing ? other() : whole();
      case '+':
        return missing ? [piece('', quoted)] : other();
      case '=': {
        if (!missing) return whole();
        const text = this.#joined(other());
        if (part.index !== undefined) assignElement(this.#shell, name, this.text(part.index), text);
        else if (/^[A-Za-z_]/.test(name)) this.#shell.assign(name, text);
        else throw new ShellFailure(`$${name}: cannot assign in this way`, 1);
        return [piece(text, quoted)];
      }
      default: {
        if (!missing) return whole();
        const messages = MESSAGES[this.#shell.state.dialect];
        const own = this.#joined(other());
        const why =
          own !== ''
            ? own
            : operator === ':?' || this.#shell.state.dialect === 'bash'
              ? messages.parameterNull
              : messages.parameterUnset;
        throw new ShellFailure(`${name}: ${why}`, messages.parameterStatus);
      }
    }
  }

  #transform(part: ParameterExpansionPart, value: string): string {
    const { operation } = part;
    switch (operation?.type) {
      case undefined:
        return value;
      case 'Remove':
        return removeAffix(value, this.pattern(operation.operand), operation.operator);
      case 'Replace':
        return replacePattern(
          value,
          this.pattern(operation.pattern),
          this.text(operation.replacement),
          operation.operator,
        );
      case 'Slice': {
        const chars = [...value];
        const offset = Number(this.arithmetic(operation.offset.text));
        const start = offset < 0 ? chars.length + offset : offset;
        if (start < 0) return '';
        if (operation.length === undefined) return chars.slice(start).join('');
        const length = Number(this.arithmetic(operation.length.text));
        const end = length < 0 ? chars.length + length : start + length;
        return chars.slice(start, Math.max(start, end)).join('');
      }
      case 'CaseModification': {
        const pattern = operation.operand === undefined ? '?' : this.pattern(operation.operand);
        const change = (char: string) =>
          matchesPattern(char, pattern)
            ? operation.operator.startsWith('^')
              ? char.toUpperCase()
              : char.toLowerCase()
            : char;
        const all = operation.operator.length === 2;
        return [...value].map((char, index) => (all || index === 0 ? change(char) : char)).join('');
      }
      case 'Transform':
        switch (this.text(operation.operand)) {
          case 'Q':
            return `'${value.replaceAll("'", "'\\''")}'`;
          case 'U':
            return value.toUpperCase();
          case 'u':
            return value.slice(0, 1).toUpperCase() + value.slice(1);
          case 'L':
            return value.toLowerCase();
          default:
            return value;
        }
      default:
        throw new ShellFailure(`${part.text}: bad substitution`, 1);
    }
  }
}

const quotedPiece = (text: string): Piece => ({ text, quoted: true, split: false });
const piece = (text: string, quoted: boolean): Piece => ({ text, quoted, split: !quoted });

function arithmeticText(part: ArithmeticExpansionPart): string {
  return part.text.startsWith('$[') ? part.text.slice(2, -1) : part.text.slice(3, -2);
}

function removeAffix(value: string, pattern: string, operator: '#' | '##' | '%' | '%%'): string {
  const expression = patternExpression(pattern, true);
  const longest = operator.length === 2;
  for (let step = 0; step <= value.length; step++) {
    const size = longest ? value.length - step : step;
    const cut = operator.startsWith('#') ? value.slice(0, size) : value.slice(value.length - size);
    if (expression.test(cut))
      return operator.startsWith('#') ? value.slice(size) : value.slice(0, value.length - size);
  }
  return value;
}

function replacePattern(value: string, pattern: string, replacement: string, operator: string): string {
  if (pattern === '') return value;
  const expression = patternExpression(pattern, true);
  const longestAt = (start: number): number => {
    for (let end = value.length; end > start; end--) if (expression.test(value.slice(start, end))) return end;
    return -1;
  };
  if (operator === '/#') {
    const end = longestAt(0);
    return end < 0 ? value : replacement + value.slice(end);
  }
  if (operator === '/%') {
    for (let start = 0; start < value.length; start++) {
      if (expression.test(value.slice(start))) return value.slice(0, start) + replacement;
    }
    return value;
  }
  let result = '';
  for (let at = 0; at < value.length; ) {
    const end = longestAt(at);
    if (end < 0) {
      result += value[at];
      at++;
      continue;
    }
    result += replacement;
    at = end;
    if (operator === '/') return result + value.slice(at);
  }
  return result;
}
