import { encodeBase64 } from '../../../../api/base64.ts';
import { formatRequest, type Headers } from '../../http.ts';
import type { Url } from '../url.ts';
import type { WgetOptions } from './options.ts';

/** The text of a request as wget words it. */
export function requestText(url: Url, options: WgetOptions, busybox: boolean): string {
  const headers: (readonly [string, string])[] = [['Host', url.authority]];
  const own: Headers = options.headers.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const sets = (name: string): boolean => own.some(([key]) => key.toLowerCase() === name);
  if (!sets('user-agent')) headers.push(['User-Agent', options.userAgent]);
  if (!busybox) headers.push(['Accept', '*/*'], ['Accept-Encoding', 'identity']);
  headers.push(['Connection', busybox ? 'close' : 'Keep-Alive']);
  if (url.user !== '') headers.push(['Authorization', `Basic ${encodeBase64(url.user)}`]);
  if (options.body !== null && !sets('content-type')) {
    headers.push(['Content-Type', 'application/x-www-form-urlencoded']);
  }
  const method = methodOf(options, busybox);
  return formatRequest({
    method,
    target: url.path,
    headers: [...headers.filter(([name]) => !sets(name.toLowerCase())), ...own],
    body: options.body ?? '',
  });
}

export function methodOf(options: WgetOptions, busybox: boolean): string {
  if (options.body !== null) return 'POST';
  return options.spider && !busybox ? 'HEAD' : 'GET';
}

/** Where a request goes. */
export function placeOf({ host, port, scheme }: Url) {
  return { host, port, secure: scheme === 'https' };
}
