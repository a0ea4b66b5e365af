// Models openssl@v3.5.0 ssl/statem/statem_clnt.c, ssl/statem/statem_srvr.c (who greets whom)
// Differs: nothing is encrypted, and there are no certificates; what follows the greetings is plain text.

const CLIENT_HELLO = 'TLS 1.3 ClientHello';
const SERVER_HELLO_LINE = 'TLS 1.3 ServerHello';
const END = '\r\n';

/** What a client of HTTPS says before its request. */
export function clientHello(host: string): string {
  return `${CLIENT_HELLO} ${host}${END}`;
}

/** What a server that speaks TLS says to it. */
export const SERVER_HELLO = `${SERVER_HELLO_LINE}${END}`;

/** What a client has said after its greeting; null: it has not greeted. */
export function afterClientHello(heard: string): string | null {
  if (!heard.startsWith(CLIENT_HELLO)) return null;
  const end = heard.indexOf(END);
  return end < 0 ? null : heard.slice(end + END.length);
}

/** What a server has said after its greeting; `waiting` while that may still come, `plain` when it does not. */
export function afterServerHello(heard: string): { readonly rest: string } | 'waiting' | 'plain' {
  if (heard.startsWith(SERVER_HELLO)) return { rest: heard.slice(SERVER_HELLO.length) };
  return SERVER_HELLO.startsWith(heard) ? 'waiting' : 'plain';
}
