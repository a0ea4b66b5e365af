export interface Url {
  readonly scheme: string;
  readonly user: string;
  readonly host: string;
  readonly port: number;
  /** As it was written: with the port when that was. */
  readonly authority: string;
  /** With the query, always beginning with a slash. */
  readonly path: string;
}

const PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21, telnet: 23 };

/** Parts of an address such as `http://web:8080/a?b`; undefined when it has no host or a bad port. */
export function parseUrl(text: string, defaultScheme = 'http'): Url | undefined {
  const match = /^(?:([A-Za-z][A-Za-z\d+.-]*):\/\/)?([^/?#]*)([^#]*)/.exec(text.trim());
  if (match === null) return undefined;
  const scheme = (match[1] ?? defaultScheme).toLowerCase();
  let authority = match[2] as string;
  const at = authority.lastIndexOf('@');
  const user = at === -1 ? '' : authority.slice(0, at);
  authority = authority.slice(at + 1);
  const colon = authority.lastIndexOf(':');
  const host = colon === -1 ? authority : authority.slice(0, colon);
  const portText = colon === -1 ? '' : authority.slice(colon + 1);
  if (host === '' || (portText !== '' && !/^\d{1,5}$/.test(portText))) return undefined;
  const port = portText === '' ? (PORTS[scheme] ?? 80) : Number(portText);
  if (port > 65_535) return undefined;
  const rest = match[3] as string;
  return { scheme, user, host, port, authority, path: rest.startsWith('/') ? rest : `/${rest}` };
}

/** Where a redirect leads, seen from `base`. */
export function resolveUrl(base: Url, location: string): string {
  if (/^[A-Za-z][A-Za-z\d+.-]*:\/\//.test(location)) return location;
  const origin = `${base.scheme}://${base.authority}`;
  if (location.startsWith('//')) return `${base.scheme}:${location}`;
  if (location.startsWith('/')) return origin + location;
  const path = base.path.replace(/\?.*$/, '');
  return `${origin}${path.slice(0, path.lastIndexOf('/') + 1)}${location}`;
}

/** What a file fetched from there is called: the last part of the path, or index.html. */
export function fileNameOf({ path }: Url): string {
  const name = path.replace(/\?.*$/, '');
  const last = name.slice(name.lastIndexOf('/') + 1);
  return last === '' ? 'index.html' : last;
}
