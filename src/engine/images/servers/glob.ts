/** A pure memo: there are few patterns, which every container of an image asks for. */
const known = new Map<string, RegExp>();
const REMEMBERED = 256;

/** A pattern with `*`, `?` and classes such as `[ab]` as an expression for whole names. */
export function globExpression(pattern: string): RegExp {
  const before = known.get(pattern);
  if (before !== undefined) return before;
  const expression = compile(pattern);
  if (known.size === REMEMBERED) known.clear();
  known.set(pattern, expression);
  return expression;
}

function compile(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string;
    const close = char === '[' ? pattern.indexOf(']', at + 2) : -1;
    if (char === '*') source += '[^]*';
    else if (char === '?') source += '[^]';
    else if (close > 0) {
      const inside = pattern
        .slice(at + 1, close)
        .replace(/[\\\]^]/g, '\\$&')
        .replace(/^(?:!|\\\^)/, '^');
      source += isOrdered(inside) ? `[${inside}]` : escaped(pattern.slice(at, close + 1));
      at = close;
    } else source += escaped(char);
  }
  return new RegExp(`^${source}$`);
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** A range such as `z-a` is none, and would not be an expression. */
function isOrdered(inside: string): boolean {
  return (
    [...inside.matchAll(/(.)-(.)/gs)].every(([, from, to]) => (from as string) <= (to as string)) &&
    !inside.includes('\\')
  );
}
