export type Params = Readonly<Record<string, string | number>>;

/**
 * Fills a message: `{name}` is replaced by the parameter, `{count|node|nodes}` by the first word when the
 * parameter is 1 and the second otherwise. A parameter that is not given stays visible as `{name}`.
 */
export function fill(template: string, params: Params = {}): string {
  return template.replace(
    /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      const value = params[name];
      if (value === undefined) return whole;
      if (one === undefined || many === undefined) return String(value);
      return Number(value) === 1 ? one : many;
    },
  );
}

export interface Piece {
  readonly kind: 'plain' | 'code' | 'strong';
  readonly text: string;
}

/** Splits a message at its only two marks: `code` in backticks and **strong**. */
export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  for (const part of text.split(/(`[^`]+`|\*\*[^*]+\*\*)/)) {
    if (part === '') continue;
    if (part.length > 2 && part.startsWith('`')) found.push({ kind: 'code', text: part.slice(1, -1) });
    else if (part.length > 4 && part.startsWith('**'))
      found.push({ kind: 'strong', text: part.slice(2, -2) });
    else found.push({ kind: 'plain', text: part });
  }
  return found;
}
