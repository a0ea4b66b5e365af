/** Whether a whole text matches a pattern with `*`, `?` and `[…]`, as fnmatch(3) tells. Time: pattern by text. */
export function matchesGlob(text: string, pattern: string, ignoreCase = false): boolean {
  const subject = ignoreCase ? text.toLowerCase() : text;
  const glob = ignoreCase ? pattern.toLowerCase() : pattern;
  let at = 0;
  let p = 0;
  let star = -1;
  let starAt = 0;
  while (at < subject.length) {
    if (glob[p] === '*') {
      star = p++;
      starAt = at;
      continue;
    }
    const step = matchOne(glob, p, subject[at] as string);
    if (step !== 0) {
      p += step;
      at++;
    } else if (star !== -1) {
      // What follows the last star did not fit: let the star take one character more.
      p = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (glob[p] === '*') p++;
  return p === glob.length;
}

/** How long the part of the pattern is that matches this character; 0 when it does not. */
function matchOne(glob: string, p: number, char: string): number {
  const one = glob[p];
  if (one === undefined) return 0;
  if (one === '?') return 1;
  if (one === '\\' && p + 1 < glob.length) return glob[p + 1] === char ? 2 : 0;
  if (one !== '[') return one === char ? 1 : 0;
  const negated = glob[p + 1] === '!' || glob[p + 1] === '^';
  let at = p + (negated ? 2 : 1);
  let found = false;
  for (let first = true; ; first = false) {
    const low = glob[at];
    if (low === undefined) return char === '[' ? 1 : 0;
    if (low === ']' && !first) break;
    if (glob[at + 1] === '-' && glob[at + 2] !== undefined && glob[at + 2] !== ']') {
      if (char >= low && char <= (glob[at + 2] as string)) found = true;
      at += 3;
    } else {
      if (low === char) found = true;
      at++;
    }
  }
  return found !== negated ? at + 1 - p : 0;
}
