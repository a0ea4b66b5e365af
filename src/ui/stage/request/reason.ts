import type { Translate } from '../../i18n/index.ts';

/** What the engine notes in its own words, by how it begins or what it holds. */
const REASONS = [
  [/^no Service has /, 'noService'],
  [/has no local endpoints$/, 'noLocal'],
  [/^a cluster IP is rules/, 'noPing'],
  [/does not answer$/, 'noMachine'],
  [/^the world outside/, 'outside'],
  [/^nothing has the address|^no namespace of this machine/, 'noAddress'],
  [/^there is no Service/, 'noDnsService'],
  [/^there is no namespace/, 'noDnsNamespace'],
  [/^no endpoint of the headless/, 'noDnsEndpoint'],
  [/^names of cluster\.local end/, 'noDnsKind'],
  [/^only names of cluster\.local/, 'noDnsOutside'],
] as const;

/** Why the network did what it did, in the reader's language; what is not known stays in the engine's words. */
export function reasonText(reason: string, t: Translate): string {
  const known = REASONS.find(([pattern]) => pattern.test(reason));
  return known ? t(`request.reason.${known[1]}`) : reason;
}
