import { basename, type Shell } from './shell.ts';

/** Says in the shell's own words what it cannot read. */
export function saySyntaxError(shell: Shell, text: string, error: { message: string; offset: number }): void {
  const { dialect, name } = shell.state;
  const what = syntaxMessage(text, error);
  if (dialect === 'ash') {
    shell.complain(
      `syntax error: ${what.quote ? 'unterminated quoted string' : what.token === null ? `unexpected end of file${what.wanted === null ? '' : ` (expecting "${what.wanted}")`}` : `unexpected ${what.token === '\n' ? 'newline' : `"${what.token}"`}${what.wanted === null ? '' : ` (expecting "${what.wanted}")`}`}`,
    );
    return;
  }
  if (dialect === 'dash') {
    const wanted = what.wanted === null ? '' : ` (expecting "${what.wanted}")`;
    shell.complain(
      `Syntax error: ${what.quote ? 'Unterminated quoted string' : what.token === null ? `end of file unexpected${wanted}` : `${what.token === '\n' ? 'newline' : `"${what.token}"`} unexpected${wanted}`}`,
    );
    return;
  }
  const prefix = shell.state.interactive
    ? `${basename(name)}: `
    : `${name}: ${shell.state.from === 'command' ? '-c: ' : ''}line ${shell.state.line}: `;
  if (what.quote) {
    shell.write(2, `${prefix}unexpected EOF while looking for matching \`${what.quote}'\n`);
  } else if (what.token === null) {
    const line = shell.state.line + (text.endsWith('\n') ? 0 : 1);
    const at = shell.state.interactive ? prefix : prefix.replace(/line \d+: $/, `line ${line}: `);
    shell.write(2, `${at}syntax error: unexpected end of file\n`);
  } else {
    const token = what.token === '\n' ? 'newline' : what.token;
    shell.write(2, `${prefix}syntax error near unexpected token \`${token}'\n`);
    if (!shell.state.interactive) {
      const start = text.lastIndexOf('\n', error.offset - 1) + 1;
      const end = text.indexOf('\n', error.offset);
      shell.write(2, `${prefix}\`${text.slice(start, end < 0 ? undefined : end)}'\n`);
    }
  }
}

/** What is wrong in the terms of a shell: the token in the way (null: the end) and the one it wants. */
export function syntaxMessage(
  text: string,
  error: { readonly message: string; readonly offset: number },
): { readonly quote: string | null; readonly token: string | null; readonly wanted: string | null } {
  const quotes: Readonly<Record<string, string>> = { double: '"', single: "'", backtick: '`' };
  const unterminated = /unterminated (double|single|backtick)/.exec(error.message);
  if (unterminated !== null)
    return { quote: quotes[unterminated[1] as string] as string, token: null, wanted: null };
  if (/unterminated/.test(error.message)) return { quote: ')', token: null, wanted: null };
  const rest = text.slice(error.offset).replace(/^[ \t]+/, '');
  const given = /^unexpected token '([\s\S]*)'$/.exec(error.message);
  const next = /^(?:;;|&&|\|\||[;&|()<>\n]|[^\s;&|()<>]+)/.exec(rest);
  const token =
    given !== null ? (given[1] as string) : rest.trim() === '' ? null : ((next?.[0] as string) ?? null);
  const wanted = /^expected '([^']+)'(?: |$)/.exec(error.message);
  return { quote: null, token, wanted: wanted === null ? null : (wanted[1] as string) };
}
