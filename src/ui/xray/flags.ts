import { isMap, isPair, isScalar, parseAllDocuments } from 'yaml';

/** What a Pod may ask to share, in the words of its spec. */
export const FLAGS = ['shareProcessNamespace', 'hostNetwork', 'hostPID', 'hostIPC'] as const;
export type Flag = (typeof FLAGS)[number];

/**
 * The manifest with the flag of one Pod changed, in a line of its own and nothing else touched; null when the Pod is
 * not in it, or its spec is not written in lines. A flag that is off is taken out, as it is off when it is not there.
 */
export function setFlag(
  text: string,
  pod: { readonly namespace: string; readonly name: string },
  flag: Flag,
  on: boolean,
): string | null {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return null;
  const mine = documents.find(
    (document) =>
      document.errors.length === 0 &&
      document.get('kind') === 'Pod' &&
      document.getIn(['metadata', 'name']) === pod.name &&
      (document.getIn(['metadata', 'namespace']) ?? 'default') === pod.namespace,
  );
  const spec = mine?.get('spec', true);
  if (!isMap(spec) || spec.flow === true) return null;
  const lineOf = (key: unknown): number | undefined =>
    isScalar(key) && key.range ? text.lastIndexOf('\n', key.range[0] - 1) + 1 : undefined;
  const first = spec.items[0];
  const top = lineOf(first?.key);
  if (top === undefined || !isScalar(first?.key) || !first.key.range) return null;
  const old = spec.items.find((pair) => isPair(pair) && isScalar(pair.key) && pair.key.value === flag);
  const at = lineOf(old?.key);
  if (at === undefined && !on) return text;
  const line = on ? `${text.slice(top, first.key.range[0])}${flag}: true\n` : '';
  if (at === undefined) return text.slice(0, top) + line + text.slice(top);
  const end = text.indexOf('\n', at);
  return text.slice(0, at) + line + (end === -1 ? '' : text.slice(end + 1));
}
