/** Text that stands for itself in HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A path as it was meant, with its %xx put back; undefined when they are wrong. */
export function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** A path with what may not stand in it as %xx; halves of a character pair, which have no such form, as they are. */
export function encodePath(path: string): string {
  try {
    return encodeURI(path);
  } catch {
    return path;
  }
}

/** Query parameters by name; the first of each. */
export function queryOf(target: string): Readonly<Record<string, string>> {
  const at = target.indexOf('?');
  if (at < 0) return {};
  const out: Record<string, string> = {};
  for (const pair of target.slice(at + 1).split('&')) {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const value = equals < 0 ? '' : pair.slice(equals + 1);
    out[name] ??= decodePath(value.replaceAll('+', ' ')) ?? value;
  }
  return out;
}

export function pathOf(target: string): string {
  const path = target.split('?', 1)[0] as string;
  // A whole address, as asked from a proxy.
  return /^https?:\/\/[^/]*/.test(path) ? path.replace(/^https?:\/\/[^/]*/, '') || '/' : path;
}
