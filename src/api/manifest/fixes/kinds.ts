// Fixes for apiVersion and kind.
import { closest } from '../../decode/index.ts';
import { apiVersionsOf, KINDS, UNMODELLED_KINDS } from '../../scheme.ts';
import { message } from '../messages.ts';
import { type FixContext, insertLine, type Proposal, propose, replaceValue } from './proposal.ts';

export function kindFixes(context: FixContext): Proposal[] {
  const { document, finding, lines } = context;
  const { apiVersion, kind } = document;
  const found: Proposal[] = [];
  if (kind === '' && typeof document.value === 'object' && document.value !== null) {
    const at = document.locateKey(['kind']);
    const version = document.locateKey(['apiVersion']);
    const guess = guessKind(document.value as Record<string, unknown>);
    if (at === undefined && version !== undefined && guess !== undefined) {
      found.push(
        propose(message('fix.addLine', { text: `kind: ${guess}` }), [
          insertLine(version.line, `kind: ${guess}`, lines),
        ]),
      );
    }
  }
  if (apiVersion === '' && kind !== '') {
    const at = document.locateKey(['kind']);
    const [right] = apiVersionsOf(kind);
    if (at !== undefined && right !== undefined && document.locateKey(['apiVersion']) === undefined) {
      const text = `apiVersion: ${right}`;
      const start = { startLine: at.line, startColumn: at.column, endLine: at.line, endColumn: at.column };
      found.push(
        propose(message('fix.addLine', { text }), [
          { ...start, text: `${text}\n${' '.repeat(at.column - 1)}` },
        ]),
      );
    }
  }
  if (finding.lookup?.found !== 'unknown') return found;
  for (const right of finding.lookup.candidates) {
    found.push(
      propose(message('fix.apiVersion', { value: right }), replaceValue(context, ['apiVersion'], right)),
    );
  }
  if (finding.lookup.candidates.length === 0) {
    const names = new Set([...KINDS, ...UNMODELLED_KINDS].map((info) => info.kind));
    const singular = kind.replace(/s$/i, '');
    for (const right of [...closest(kind, names), ...closest(singular, names, 1)]) {
      const edits = replaceValue(context, ['kind'], right);
      const versions = apiVersionsOf(right);
      const [version] = versions;
      if (version !== undefined && !versions.includes(apiVersion)) {
        edits.push(...replaceValue(context, ['apiVersion'], version));
      }
      found.push(
        propose(
          message('fix.kind', { value: right }),
          edits,
          message('explain.kind.misspelt', { kind, right }),
        ),
      );
    }
  }
  return found;
}

/** What an object without a kind looks like. */
function guessKind(value: Record<string, unknown>): string | undefined {
  const spec = (value.spec ?? {}) as Record<string, unknown>;
  if (spec.containers !== undefined) return 'Pod';
  if (spec.template !== undefined) return 'Deployment';
  if (spec.ports !== undefined) return 'Service';
  if (spec.accessModes !== undefined)
    return spec.capacity === undefined ? 'PersistentVolumeClaim' : 'PersistentVolume';
  if (value.data !== undefined) return 'ConfigMap';
  return undefined;
}
