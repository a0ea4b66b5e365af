/** What a terminal has shown as plain lines: without colours and cursor moves; the last, open line apart. */
export function readable(text: string): { readonly above: string; readonly prompt: string } {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  const plain = text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replace(/\r\n/g, '\n');

  const end = plain.lastIndexOf('\n') + 1;
  return { above: plain.slice(0, end), prompt: plain.slice(end) };
}
