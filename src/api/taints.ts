// Models kubernetes@v1.36.0 staging/src/k8s.io/api/core/v1/toleration.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/component-helpers/scheduling/corev1/helpers.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/taint/utils.go
// Differs: the operators Lt and Gt are behind a feature gate that is off here; they never match.
import type { Taint, TaintEffect, Toleration } from './types/index.ts';
import { isQualifiedName, isValidLabelValue } from './validation/names.ts';

export const TAINT_EFFECTS: readonly TaintEffect[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Well-known taints of the node life cycle. */
export const TAINT_NODE_NOT_READY = 'node.kubernetes.io/not-ready';
export const TAINT_NODE_UNREACHABLE = 'node.kubernetes.io/unreachable';
export const TAINT_NODE_UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';
export const TAINT_NODE_MEMORY_PRESSURE = 'node.kubernetes.io/memory-pressure';
export const TAINT_NODE_DISK_PRESSURE = 'node.kubernetes.io/disk-pressure';
export const TAINT_NODE_PID_PRESSURE = 'node.kubernetes.io/pid-pressure';
export const TAINT_NODE_NETWORK_UNAVAILABLE = 'node.kubernetes.io/network-unavailable';

/** An empty effect matches all effects, an empty key all keys; an empty operator means Equal. */
export function toleratesTaint(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator ?? '') {
    case '':
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    case 'Exists':
      return true;
    default:
      return false;
  }
}

export function tolerationsTolerateTaint(
  tolerations: readonly Toleration[] | undefined,
  taint: Taint,
): boolean {
  return tolerations?.some((toleration) => toleratesTaint(toleration, taint)) ?? false;
}

/** The first taint, in the node's order, that passes the filter and that nothing tolerates. */
export function findUntoleratedTaint(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  filter: (taint: Taint) => boolean = () => true,
): Taint | undefined {
  return taints?.find((taint) => filter(taint) && !tolerationsTolerateTaint(tolerations, taint));
}

/** The taints the scheduler's filter heeds: NoSchedule and NoExecute. */
export function isSchedulingTaint(taint: Taint): boolean {
  return taint.effect === 'NoSchedule' || taint.effect === 'NoExecute';
}

/** Same key and effect: the identity under which taints are replaced. */
export function taintsMatch(a: Pick<Taint, 'key' | 'effect'>, b: Pick<Taint, 'key' | 'effect'>): boolean {
  return a.key === b.key && a.effect === b.effect;
}

/** `key=value:effect`, `key:effect`, or `key` as upstream prints a taint. */
export function taintToString(taint: { key: string; value?: string; effect?: string }): string {
  if (!taint.effect) return taint.value ? `${taint.key}=${taint.value}:` : taint.key;
  return taint.value ? `${taint.key}=${taint.value}:${taint.effect}` : `${taint.key}:${taint.effect}`;
}

/** A taint to remove; without an effect, every effect of the key goes. */
export interface TaintRemoval {
  key: string;
  value?: string;
  effect?: TaintEffect;
}

export type TaintArgumentsResult =
  | { ok: true; add: Taint[]; remove: TaintRemoval[] }
  | { ok: false; error: string };

/** Reads the arguments of `kubectl taint nodes NAME …`. Errors are kubectl's words without its `error: `. */
export function parseTaintArguments(specs: readonly string[]): TaintArgumentsResult {
  const add: Taint[] = [];
  const remove: TaintRemoval[] = [];
  for (const spec of specs) {
    const removing = spec.endsWith('-');
    const parsed = parseTaint(removing ? spec.slice(0, -1) : spec);
    if (typeof parsed === 'string') return { ok: false, error: parsed };
    if (removing) {
      remove.push(parsed);
      continue;
    }
    const { effect } = parsed;
    if (effect === undefined) return { ok: false, error: `invalid taint spec: ${spec}` };
    const taint: Taint = { ...parsed, effect };
    if (add.some((other) => taintsMatch(other, taint))) {
      const shown = `{${taint.key} ${taint.value ?? ''} ${effect} <nil>}`;
      return { ok: false, error: `duplicated taints with the same key and effect: ${shown}` };
    }
    add.push(taint);
  }
  return { ok: true, add, remove };
}

function parseTaint(spec: string): TaintRemoval | string {
  const parts = spec.split(':');
  if (parts.length > 2) return `invalid taint spec: ${spec}`;
  const [left = '', effect] = parts;
  if (effect === undefined) return checkKey(spec, { key: left });
  if (!isTaintEffect(effect)) return `invalid taint effect: ${effect}, unsupported taint effect`;
  const pair = left.split('=');
  if (pair.length > 2) return `invalid taint spec: ${spec}`;
  const [key = '', value] = pair;
  if (value !== undefined) {
    const errors = isValidLabelValue(value);
    if (errors.length > 0) return `invalid taint spec: ${spec}, ${errors.join('; ')}`;
  }
  return checkKey(spec, { key, ...(value ? { value } : {}), effect });
}

function checkKey(spec: string, taint: TaintRemoval): TaintRemoval | string {
  const errors = isQualifiedName(taint.key);
  return errors.length > 0 ? `invalid taint spec: ${spec}, ${errors.join('; ')}` : taint;
}

function isTaintEffect(text: string): text is TaintEffect {
  return (TAINT_EFFECTS as readonly string[]).includes(text);
}
