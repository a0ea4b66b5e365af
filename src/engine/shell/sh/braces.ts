/**
 * Brace expansion, which only bash has: the words a word stands for, as text that is still to be expanded.
 * `a{b,c}` gives `ab` and `ac`, `{1..3}` counts. What is quoted or in `${…}` is left alone.
 */
export function expandBraces(text: string): readonly string[] {
  for (let at = 0; at < text.length; at = skip(text, at)) {
    if (text[at] !== '{' || text[at - 1] === '$') continue;
    const group = readGroup(text, at);
    if (group === null) continue;
    const before = text.slice(0, at);
    const after = expandBraces(text.slice(group.end));
    return group.options.flatMap((option) => after.map((rest) => before + option + rest));
  }
  return [text];
}

/** The offset after what starts here: a quoted text or an expansion counts as one. */
function skip(text: string, at: number): number {
  const char = text[at];
  if (char === '\\') return at + 2;
  if (char === "'") {
    const end = text.indexOf("'", at + 1);
    return end < 0 ? text.length : end + 1;
  }
  if (char === '"' || char === '`') {
    let end = at + 1;
    while (end < text.length && text[end] !== char) end += text[end] === '\\' ? 2 : 1;
    return end + 1;
  }
  if (char === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) {
    const [open, close] = text[at + 1] === '{' ? ['{', '}'] : ['(', ')'];
    let depth = 0;
    for (let end = at + 1; end < text.length; end++) {
      if (text[end] === open) depth++;
      else if (text[end] === close && --depth === 0) return end + 1;
    }
    return text.length;
  }
  return at + 1;
}

function readGroup(text: string, start: number): { options: readonly string[]; end: number } | null {
  const parts: string[] = [];
  let from = start + 1;
  let depth = 0;
  for (let at = start + 1; at < text.length; ) {
    const char = text[at];
    if (char === '{') depth++;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    } else if (char === '}') {
      if (depth > 0) depth--;
      else {
        const rest = text.slice(from, at);
        if (parts.length > 0) return { options: [...parts, rest].flatMap(expandBraces), end: at + 1 };
        const sequence = expandSequence(rest);
        return sequence === null ? null : { options: sequence, end: at + 1 };
      }
    }
    at = skip(text, at);
  }
  return null;
}

const MOST = 100_000;

function expandSequence(text: string): readonly string[] | null {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(text);
  const letters = /^([a-zA-Z])\.\.([a-zA-Z])(?:\.\.(-?\d+))?$/.exec(text);
  const match = numbers ?? letters;
  if (match === null) return null;
  const value = (part: string) => (numbers !== null ? Number(part) : part.charCodeAt(0));
  const [from, to] = [value(match[1] as string), value(match[2] as string)];
  const step = Math.max(1, Math.abs(Number(match[3] ?? 1))) * (from <= to ? 1 : -1);
  const padded = numbers !== null && [match[1], match[2]].some((part) => /^-?0\d/.test(part as string));
  const width = padded ? Math.max((match[1] as string).length, (match[2] as string).length) : 0;
  const result: string[] = [];
  for (let n = from; step > 0 ? n <= to : n >= to; n += step) {
    if (result.length >= MOST) return null;
    if (numbers === null) result.push(String.fromCharCode(n));
    else result.push(n < 0 ? `-${String(-n).padStart(width - 1, '0')}` : String(n).padStart(width, '0'));
  }
  return result;
}
