import { parseAllDocuments } from 'yaml';

/** What a Pod may ask to share, in the words of its spec. */
export const FLAGS = ['shareProcessNamespace', 'hostNetwork', 'hostPID', 'hostIPC'] as const;
export type Flag = (typeof FLAGS)[number];

/**
 * The manifest with the flag of one Pod changed, comments and order kept; null when the Pod is not in it.
 * A flag that is off is taken out, as it is off when it is not there.
 */
export function setFlag(
  text: string,
  pod: { readonly namespace: string; readonly name: string },
  flag: Flag,
  on: boolean,
): string | null {
  const documents = parseAllDocuments(text, { keepSourceTokens: false });
  if (!Array.isArray(documents)) return null;
  const mine = documents.find(
    (document) =>
      document.errors.length === 0 &&
      document.get('kind') === 'Pod' &&
      document.getIn(['metadata', 'name']) === pod.name &&
      (document.getIn(['metadata', 'namespace']) ?? 'default') === pod.namespace,
  );
  if (mine === undefined) return null;
  if (on) mine.setIn(['spec', flag], true);
  else mine.deleteIn(['spec', flag]);
  return documents
    .map((document) => document.toString({ lineWidth: 0 }))
    .join(documents.length > 1 ? '---\n' : '');
}
