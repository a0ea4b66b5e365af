/** Pure memos of what was joined lately; so many are kept. */
const REMEMBERED = 16_384;
const memos = new Map<string, Map<string, string>>();
let remembered = 0;

/**
 * `left/right`, such as the key of an object from its namespace and name. The same text is made once and shared: V8
 * compares and hashes a string that it has seen much faster than one that was just put together.
 */
export function joined(left: string, right: string): string {
  let memo = memos.get(left);
  if (memo === undefined) {
    memo = new Map();
    memos.set(left, memo);
  }
  const known = memo.get(right);
  if (known !== undefined) return known;
  if (remembered === REMEMBERED) {
    memos.clear();
    remembered = 0;
    return joined(left, right);
  }
  remembered++;
  // Joining lays the text out as one piece; a template would leave it in parts until it is first read.
  const text = [left, right].join('/');
  memo.set(right, text);
  return text;
}
