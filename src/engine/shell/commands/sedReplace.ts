import { utf8Bytes } from '../../../api/utf8.ts';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' };

/** The right side of s///: `&`, `\1` to `\9`, and GNU's changes of case (\U \L \E \u \l). */
export function replaceWith(replacement: string, groups: readonly (string | undefined)[]): string {
  let out = '';
  let mode: 'U' | 'L' | null = null;
  let once: 'u' | 'l' | null = null;
  const add = (text: string) => {
    let part = mode === 'U' ? text.toUpperCase() : mode === 'L' ? text.toLowerCase() : text;
    if (once !== null && part !== '') {
      const head = part.charAt(0);
      part = (once === 'u' ? head.toUpperCase() : head.toLowerCase()) + part.slice(1);
      once = null;
    }
    out += part;
  };
  for (let at = 0; at < replacement.length; at++) {
    const char = replacement[at] as string;
    if (char === '&') add(groups[0] ?? '');
    else if (char !== '\\') add(char);
    else {
      const next = replacement[++at] ?? '\\';
      if (next >= '0' && next <= '9') add(groups[Number(next)] ?? '');
      else if (next === 'U' || next === 'L') mode = next;
      else if (next === 'E') mode = null;
      else if (next === 'u' || next === 'l') once = next;
      else add(ESCAPES[next] ?? next);
    }
  }
  return out;
}

const VISIBLE: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** A text as `l` shows it: in lines of at most 70 characters. */
export function visible(text: string): string {
  let out = '';
  let column = 0;
  for (const byte of utf8Bytes(text)) {
    const char = String.fromCharCode(byte);
    const shown =
      VISIBLE[char] ?? (byte < 32 || byte > 126 ? `\\${byte.toString(8).padStart(3, '0')}` : char);
    if (column + shown.length > 69) {
      out += '\\\n';
      column = 0;
    }
    out += shown;
    column += shown.length;
  }
  return `${out}$\n`;
}
