// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/taint/taint.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/taint/utils.go
import {
  type KubeObject,
  type Node,
  parseTaintArguments,
  type Taint,
  type TaintRemoval,
  taintsMatch,
  taintToString,
} from '../../../../api/index.ts';
import { equal } from '../../../apiserver/equal.ts';
import type { FlagSpecs } from '../../flags.ts';
import { printedName } from '../../names.ts';
import type { Plan } from '../edit.ts';

export interface TaintEdit {
  readonly type: 'taint';
  readonly add: readonly Taint[];
  readonly remove: readonly TaintRemoval[];
  readonly overwrite: boolean;
}

export const TAINT_FLAGS: FlagSpecs = {
  all: { type: 'bool' },
  overwrite: { type: 'bool' },
  selector: { type: 'string', short: 'l' },
};

/** Separates what is tainted from how: taints have `=`, `:` or a dash at the end. */
export function splitTaintArgs(
  args: readonly string[],
): { readonly resources: readonly string[]; readonly taints: readonly string[] } | string {
  const isTaint = (arg: string): boolean => arg.includes('=') || arg.includes(':') || arg.endsWith('-');
  const from = args.findIndex(isTaint);
  if (from < 0) return 'at least one taint update is required';
  const late = args.slice(from).find((arg) => !isTaint(arg));
  if (late !== undefined) return `all resources must be specified before taint changes: ${late}`;
  return { resources: args.slice(0, from), taints: args.slice(from) };
}

export function parseTaintEdit(taints: readonly string[], overwrite: boolean): TaintEdit | string {
  const parsed = parseTaintArguments(taints);
  if (!parsed.ok) return parsed.error;
  const both = parsed.add.find((taint) =>
    parsed.remove.some(
      (other) => other.key === taint.key && (!other.effect || other.effect === taint.effect),
    ),
  );
  if (both !== undefined)
    return `can not both modify and remove the following taint(s) in the same command: ${both.key}`;
  return { type: 'taint', add: parsed.add, remove: parsed.remove, overwrite };
}

export function planTaint(edit: TaintEdit, object: KubeObject): Plan {
  const node = object as Node;
  const name = node.metadata.name as string;
  const old = node.spec?.taints ?? [];
  if (!edit.overwrite) {
    const clash = edit.add.filter((taint) => old.some((other) => taintsMatch(other, taint)));
    if (clash.length > 0) {
      const keys = clash.map((taint) => taint.key).join(',');
      return {
        failure: {
          text: `node ${name} already has ${keys} taint(s) with same effect(s) and --overwrite is false`,
        },
      };
    }
  }
  const kept = old.filter((taint) => !edit.add.some((other) => taintsMatch(other, taint)));
  let taints: Taint[] = [...edit.add, ...kept];
  const added = taints.length !== old.length;
  let deleted = false;
  for (const removal of edit.remove) {
    const left = taints.filter(
      (taint) => taint.key !== removal.key || (removal.effect && removal.effect !== taint.effect),
    );
    if (left.length === taints.length) {
      return { failure: { text: `taint ${JSON.stringify(taintToString(removal))} not found` } };
    }
    deleted = true;
    taints = left;
  }
  const operation = (added && deleted) || edit.overwrite ? 'modified' : added ? 'tainted' : 'untainted';
  const done = `${printedName(node)} ${operation}`;
  if (equal(taints, old)) return { done };
  return {
    patch: { patchType: 'strategic', object: { spec: { taints: taints.length === 0 ? null : taints } } },
    done,
  };
}
