// Text that is not YAML: tries small changes round the error and keeps the one that leaves the least wrong.
import { isKnownPropertyName } from '../schema/index.ts';
import {
  blockFrom,
  indentOf,
  isBlank,
  type LineChanges,
  previewChanges,
  shiftLine,
  splitLines,
} from './lines.ts';
import { type Message, message } from './messages.ts';

export interface Repair {
  readonly changes: LineChanges;
  readonly explain: Message;
  readonly title: Message;
  /** The line to point at. */
  readonly line: number;
}

/** How much is wrong with a text; zero is a manifest without errors. Syntax errors must weigh most. */
export type Score = (text: string) => number;

const MAX_CANDIDATES = 80;

/** The best small change near the line of a syntax error, or undefined when none makes things better. */
export function findRepair(text: string, errorLine: number, score: Score): Repair | undefined {
  const before = score(text);
  let best: { repair: Repair; score: number } | undefined;
  for (const repair of candidates(splitLines(text), errorLine).slice(0, MAX_CANDIDATES)) {
    const after = score(previewChanges(text, repair.changes));
    // Earlier candidates are the more likely slips: a later one must be truly better.
    if (after < before && (best === undefined || after < best.score)) best = { repair, score: after };
    if (best?.score === 0) break;
  }
  return best?.repair;
}

function candidates(lines: readonly string[], errorLine: number): Repair[] {
  const near = nearLines(lines, errorLine);
  return [
    ...tabs(lines),
    ...fullwidth(lines),
    ...near.flatMap((number) => lineRepairs(lines, number)),
    ...near.flatMap((number) => reindent(lines, number)),
  ];
}

/** The error's line first, then the filled lines round it. */
function nearLines(lines: readonly string[], errorLine: number): number[] {
  const found = [errorLine];
  let above = 0;
  for (let at = errorLine - 1; at >= 1 && above < 3; at -= 1) {
    if (isBlank(lines[at - 1])) continue;
    found.push(at);
    above += 1;
  }
  for (let at = errorLine + 1; at <= lines.length; at += 1) {
    if (isBlank(lines[at - 1])) continue;
    found.push(at);
    break;
  }
  return found.filter((number) => number >= 1 && number <= lines.length && !isBlank(lines[number - 1]));
}

function single(line: number, text: string, explain: Message, title: Message): Repair {
  return { changes: new Map([[line, text]]), explain, title, line };
}

function tabs(lines: readonly string[]): Repair[] {
  const changes = new Map<number, string>();
  lines.forEach((line, index) => {
    const lead = /^[ \t]*/.exec(line)?.[0] ?? '';
    if (lead.includes('\t')) changes.set(index + 1, lead.replaceAll('\t', '  ') + line.slice(lead.length));
  });
  const [first] = changes.keys();
  if (first === undefined) return [];
  return [{ changes, explain: message('explain.syntax.tab'), title: message('fix.tab'), line: first }];
}

const HALF_WIDTH: Readonly<Record<string, string>> = {
  '：': ': ',
  '，': ', ',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '－': '-',
  '—': '-',
  '–': '-',
  '【': '[',
  '】': ']',
  '［': '[',
  '］': ']',
  '｛': '{',
  '｝': '}',
  '（': '(',
  '）': ')',
  '\u3000': '  ',
  '\u00a0': ' ',
};
const FULL_WIDTH = new RegExp(`[${Object.keys(HALF_WIDTH).join('')}]`, 'g');

function fullwidth(lines: readonly string[]): Repair[] {
  const changes = new Map<number, string>();
  const chars = new Set<string>();
  lines.forEach((line, index) => {
    const code = line.replace(/\s#.*$/, '');
    if (!FULL_WIDTH.test(code)) return;
    for (const char of code.match(FULL_WIDTH) ?? []) chars.add(char);
    const fixed = code.replace(FULL_WIDTH, (char) => HALF_WIDTH[char] ?? char).replace(/: +/g, ': ');
    changes.set(index + 1, fixed.trimEnd() + line.slice(code.length));
  });
  const [first] = changes.keys();
  if (first === undefined) return [];
  const shown = [...chars].map((char) => (char.trim() === '' ? 'U+3000' : char)).join(' ');
  return [
    {
      changes,
      explain: message('explain.syntax.fullwidth', { chars: shown }),
      title: message('fix.fullwidth'),
      line: first,
    },
  ];
}

function lineRepairs(lines: readonly string[], number: number): Repair[] {
  const line = lines[number - 1] ?? '';
  const found: Repair[] = [];

  const colon = /^(\s*(?:- +)*)([A-Za-z][\w./-]*):(?=[^\s/])(.*)$/.exec(line);
  if (colon !== null) {
    const [, lead = '', key = '', rest = ''] = colon;
    found.push(
      single(
        number,
        `${lead}${key}: ${rest}`,
        message('explain.syntax.colonSpace', { key, text: line.trim() }),
        message('fix.colonSpace', { key }),
      ),
    );
    // `path:/data` may start with a slash, but `http://host` is no field.
  }
  const slash = /^(\s*(?:- +)*)([A-Za-z]\w*):(\/(?!\/).*)$/.exec(line);
  if (slash !== null) {
    const [, lead = '', key = '', rest = ''] = slash;
    found.push(
      single(
        number,
        `${lead}${key}: ${rest}`,
        message('explain.syntax.colonSpace', { key, text: line.trim() }),
        message('fix.colonSpace', { key }),
      ),
    );
  }

  const dash = /^(\s*)-(?=[A-Za-z"'{[])(.*)$/.exec(line);
  if (dash !== null) {
    const [, lead = '', rest = ''] = dash;
    found.push(
      single(
        number,
        `${lead}- ${rest}`,
        message('explain.syntax.dashSpace', { text: rest }),
        message('fix.dashSpace'),
      ),
    );
  }

  const bare = /^(\s*(?:- +)*)([A-Za-z]\w*)(?:\s+(\S.*))?$/.exec(line);
  if (bare !== null && isKnownPropertyName(bare[2] ?? '')) {
    const [, lead = '', key = '', rest = ''] = bare;
    found.push(
      single(
        number,
        rest === '' ? `${lead}${key}:` : `${lead}${key}: ${rest}`,
        message('explain.syntax.missingColon', { key }),
        message('fix.missingColon', { key }),
      ),
    );
  }

  for (const quote of ['"', "'"]) {
    const count = line.split(quote).length - 1;
    if (count % 2 === 1) {
      found.push(
        single(number, line.trimEnd() + quote, message('explain.syntax.quote'), message('fix.closeQuote')),
      );
    }
  }
  for (const [open, close] of [
    ['[', ']'],
    ['{', '}'],
  ] as const) {
    const missing = line.split(open).length - line.split(close).length;
    if (missing === 1) {
      found.push(
        single(
          number,
          line.trimEnd() + close,
          message('explain.syntax.bracket'),
          message('fix.closeBracket'),
        ),
      );
    }
  }

  const nested = /^(\s*(?:- +)*[A-Za-z][\w./-]*: +)([^"'[{|>&*!].*:\s.*)$/.exec(line);
  if (nested !== null) {
    const [, lead = '', value = ''] = nested;
    const quoted = JSON.stringify(value.trimEnd());
    found.push(
      single(
        number,
        lead + quoted,
        message('explain.syntax.colonInValue'),
        message('fix.quote', { value: value.trim() }),
      ),
    );
  }
  return found;
}

/** The line, with what hangs on it, in every column that a line above starts in. */
function reindent(lines: readonly string[], number: number): Repair[] {
  const line = lines[number - 1] ?? '';
  const current = indentOf(line);
  const columns = new Set<number>();
  for (let at = number - 1, seen = 0; at >= 1 && seen < 25; at -= 1) {
    const above = lines[at - 1] ?? '';
    if (isBlank(above) || /^---/.test(above)) continue;
    seen += 1;
    const indent = indentOf(above);
    columns.add(indent);
    const item = /^\s*(?:- +)+/.exec(above)?.[0];
    if (item !== undefined) columns.add(item.length);
    if (/:\s*$/.test(above)) columns.add(indent + 2);
  }
  const block = blockFrom(lines, number);
  const ordered = [...columns]
    .filter((column) => column !== current)
    .sort((a, b) => Math.abs(a - current) - Math.abs(b - current));
  return ordered.flatMap((column) => {
    const explain = message('explain.syntax.indent', { text: line.trim(), column: column + 1 });
    const title = message('fix.indent', { column: column + 1 });
    const whole = new Map(block.map((at) => [at, shiftLine(lines[at - 1] ?? '', column - current)]));
    const alone = new Map([[number, shiftLine(line, column - current)]]);
    const repairs: Repair[] = [{ changes: whole, explain, title, line: number }];
    if (block.length > 1) repairs.push({ changes: alone, explain, title, line: number });
    return repairs;
  });
}
