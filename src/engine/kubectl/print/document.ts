// Models kubernetes@v1.36.0 staging/src/k8s.io/cli-runtime/pkg/printers/json.go, yaml.go
import { stringify } from 'yaml';
import type { KubeObject } from '../../../api/index.ts';

/** The object without what kubectl hides, with its keys in alphabetical order as Go prints maps. */
function shown(value: unknown, top = true): unknown {
  if (Array.isArray(value)) return value.map((item) => shown(item, false));
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key];
    if (member === undefined || (key === 'managedFields' && !top)) continue;
    result[key] = shown(member, false);
  }
  return result;
}

export function toJson(value: unknown): string {
  return `${JSON.stringify(shown(value), null, 4)}\n`;
}

export function toYaml(value: unknown): string {
  // YAML 1.1, as Go's library writes it: text that 1.1 would read as a date or a truth value is quoted.
  return stringify(shown(value), {
    version: '1.1',
    indentSeq: false,
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}

/** What `-o json` and `-o yaml` wrap several objects in. */
export function listOf(items: readonly KubeObject[]): unknown {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
}
