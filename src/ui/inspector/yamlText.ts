// Loaded when the first YAML is shown: it brings the YAML printer with it.
import { stringify } from 'yaml';
import type { KubeObject } from '../../api/index.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The order kubectl and people write the top-level fields in. */
const TOP = ['apiVersion', 'kind', 'metadata', 'spec', 'data', 'status'];

/** An object as `kubectl get -o yaml` shows it. Without `noise`, what only machines read is cut short. */
export function yamlLines(object: KubeObject | null, noise: boolean): string[] {
  if (object === null) return [];
  const fields = Object.entries(noise ? object : quiet(object));
  fields.sort(([a], [b]) => rank(a) - rank(b));
  return stringify(Object.fromEntries(fields), {
    lineWidth: 0,
    indentSeq: false,
    aliasDuplicateObjects: false,
  })
    .trimEnd()
    .split('\n');
}

function rank(field: string): number {
  const at = TOP.indexOf(field);
  return at === -1 ? TOP.length - 1.5 : at;
}

function quiet(object: KubeObject): KubeObject {
  const { annotations, managedFields: _, ...metadata } = object.metadata;
  if (!annotations) return { ...object, metadata };
  const { [LAST_APPLIED]: applied, ...rest } = annotations;
  const shown = applied === undefined ? rest : { ...rest, [LAST_APPLIED]: '…' };
  return { ...object, metadata: { ...metadata, annotations: shown } };
}
