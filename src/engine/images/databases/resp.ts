// Models redis@v7.4 src/networking.c (RESP2)

export type RespValue =
  | { readonly type: 'simple' | 'error' | 'bulk'; readonly text: string }
  | { readonly type: 'integer'; readonly value: number }
  | { readonly type: 'null' }
  | { readonly type: 'array'; readonly items: readonly RespValue[] };

export const ok: RespValue = { type: 'simple', text: 'OK' };
export const nil: RespValue = { type: 'null' };
export const bulk = (text: string): RespValue => ({ type: 'bulk', text });
export const integer = (value: number): RespValue => ({ type: 'integer', value });
export const list = (items: readonly string[]): RespValue => ({ type: 'array', items: items.map(bulk) });
export const error = (text: string): RespValue => ({ type: 'error', text });

export function formatResp(value: RespValue): string {
  switch (value.type) {
    case 'simple':
      return `+${value.text}\r\n`;
    case 'error':
      return `-${value.text}\r\n`;
    case 'integer':
      return `:${value.value}\r\n`;
    case 'null':
      return '$-1\r\n';
    case 'bulk':
      return `$${value.text.length}\r\n${value.text}\r\n`;
    case 'array':
      return `*${value.items.length}\r\n${value.items.map(formatResp).join('')}`;
  }
}

/** A value at the beginning of a buffer; null while it is not complete. */
export function parseResp(
  buffer: string,
  start = 0,
): { readonly value: RespValue; readonly end: number } | null {
  const lineEnd = buffer.indexOf('\r\n', start);
  if (lineEnd < 0) return null;
  const text = buffer.slice(start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (buffer[start]) {
    case '+':
      return { value: { type: 'simple', text }, end };
    case '-':
      return { value: { type: 'error', text }, end };
    case ':':
      return { value: integer(Number(text)), end };
    case '$': {
      const length = Number(text);
      if (length < 0) return { value: nil, end };
      if (buffer.length < end + length + 2) return null;
      return { value: bulk(buffer.slice(end, end + length)), end: end + length + 2 };
    }
    case '*': {
      const items: RespValue[] = [];
      let at = end;
      for (let i = 0; i < Number(text); i++) {
        const item = parseResp(buffer, at);
        if (item === null) return null;
        items.push(item.value);
        at = item.end;
      }
      return { value: { type: 'array', items }, end: at };
    }
    default:
      return { value: error('ERR Protocol error'), end };
  }
}

/** A command at the beginning of a buffer, as an array or as a plain line; null while it is not complete. */
export function parseCommand(
  buffer: string,
): { readonly words: readonly string[]; readonly end: number } | null {
  if (buffer.startsWith('*')) {
    const parsed = parseResp(buffer);
    if (parsed === null || parsed.value.type !== 'array') return null;
    const words = parsed.value.items.map((item) => ('text' in item ? item.text : ''));
    return { words, end: parsed.end };
  }
  const newline = buffer.indexOf('\n');
  if (newline < 0) return null;
  return { words: splitWords(buffer.slice(0, newline).trim()), end: newline + 1 };
}

/** Words of a line, quotes kept together. */
export function splitWords(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, word]) => double?.replace(/\\(.)/g, '$1') ?? single ?? word ?? '',
  );
}

export function formatCommand(words: readonly string[]): string {
  return formatResp(list(words));
}

/** As redis-cli shows a value on a terminal (`isPlain` false) or to a pipe. */
export function showResp(value: RespValue, isPlain: boolean, indent = ''): string {
  switch (value.type) {
    case 'simple':
      return value.text;
    case 'error':
      return isPlain ? value.text : `(error) ${value.text}`;
    case 'integer':
      return isPlain ? String(value.value) : `(integer) ${value.value}`;
    case 'null':
      return isPlain ? '' : '(nil)';
    case 'bulk':
      return isPlain ? value.text : JSON.stringify(value.text);
    case 'array':
      if (value.items.length === 0) return isPlain ? '' : '(empty array)';
      return value.items
        .map((item, index) => {
          const text = showResp(item, isPlain, `${indent}   `);
          return isPlain ? text : `${index === 0 ? '' : indent}${index + 1}) ${text}`;
        })
        .join('\n');
  }
}
