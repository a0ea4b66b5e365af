// Models kubernetes@v1.36.0 staging/src/k8s.io/pod-security-admission/admission/admission.go
// Differs: every version of a level is the latest; audit and the configuration's exemptions are not modelled, and Pods
// that are there already are not looked at when a namespace's labels change.
import {
  forbiddenStatus,
  type KubeObject,
  kindInfo,
  type Pod,
  type PodSpec,
  type Status,
} from '../../../api/index.ts';
import { get } from '../../kernel/table.ts';
import type { Call } from '../call.ts';
import { cacheOf } from '../state.ts';
import { type Level, violations } from './podsecuritychecks.ts';

const PREFIX = 'pod-security.kubernetes.io/';

interface Policy {
  readonly level: Level;
  readonly version: string;
}

function policyOf(labels: Readonly<Record<string, string>>, mode: 'enforce' | 'warn'): Policy {
  const level = labels[PREFIX + mode];
  const version = labels[`${PREFIX}${mode}-version`] ?? 'latest';
  if (level === 'privileged' || level === 'baseline' || level === 'restricted') return { level, version };
  // What cannot be read is enforced as strictly as possible, and not warned of.
  return { level: level === undefined || mode === 'warn' ? 'privileged' : 'restricted', version };
}

function complaint({ level, version }: Policy, spec: PodSpec): string {
  const found = violations(level, spec);
  if (found.length === 0) return '';
  const detail = found
    .map(({ reason, detail: more }) => (more === '' ? reason : `${reason} (${more})`))
    .join(', ');
  return `violate PodSecurity "${level}:${version}": ${detail}`;
}

/** Refuses a Pod that its namespace does not allow; warns of one, or of a template, that it only warns of. */
export function podSecurity(call: Call, object: KubeObject, spec: PodSpec): Status | null {
  const namespace = object.metadata.namespace ?? '';
  const labels = get(cacheOf(call.state, 'namespaces').objects, namespace)?.metadata.labels;
  if (labels === undefined) return null;
  const isPod = call.info.kind === 'Pod';
  const refused = isPod ? complaint(policyOf(labels, 'enforce'), spec) : '';
  if (refused !== '') {
    const name = (object as Pod).metadata.name ?? '';
    return forbiddenStatus(kindInfo('Pod'), name, refused.replace(/^violate /, 'violates '));
  }
  const warned = complaint(policyOf(labels, 'warn'), spec);
  if (warned !== '') call.warnings.push(`would ${warned}`);
  return null;
}
