/** A command line as words, or why it cannot be read. */
export type WordsResult =
  | { readonly ok: true; readonly words: readonly string[] }
  | { readonly ok: false; readonly error: string };

/** Characters that mean something to a shell and nothing to kubectl. */
const OPERATORS = '|&;<>()`';

/**
 * Splits a command line the way a shell does: blanks separate, quotes and backslashes protect. Pipes,
 * redirections and variables are a shell's work and are refused rather than passed on.
 */
export function splitWords(line: string): WordsResult {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at] as string;
    if (quote === "'") {
      if (char === "'") quote = '';
      else word = (word ?? '') + char;
    } else if (quote === '"') {
      if (char === '"') quote = '';
      else if (char === '\\' && '"\\$`'.includes(line[at + 1] ?? ' '))
        word = (word ?? '') + (line[++at] ?? '');
      else word = (word ?? '') + char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (char === '\\') {
      at++;
      // A backslash before the end of a line joins it with the next.
      if (line[at] !== '\n') word = (word ?? '') + (line[at] ?? '');
    } else if (char === ' ' || char === '\t' || char === '\n' || char === '\r') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === '#' && word === undefined) {
      break;
    } else if (OPERATORS.includes(char)) {
      return {
        ok: false,
        error: `the shell's ${char} is not modelled here; run one kubectl command at a time`,
      };
    } else word = (word ?? '') + char;
  }
  if (quote !== '') return { ok: false, error: `unexpected EOF while looking for matching ${quote}` };
  if (word !== undefined) words.push(word);
  return { ok: true, words };
}
