// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/label/label.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/annotate/annotate.go
import { isQualifiedName, isValidLabelValue, type KubeObject } from '../../../../api/index.ts';
import type { FlagSpecs } from '../../flags.ts';
import { printedName } from '../../names.ts';
import type { Plan } from '../edit.ts';

/** A change of `metadata.labels` or `metadata.annotations`. */
export interface MapEdit {
  readonly type: 'label' | 'annotate';
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
  readonly overwrite: boolean;
  /** Change nothing, print what there is. */
  readonly list?: boolean;
}

export const MAP_FLAGS: FlagSpecs = {
  list: { type: 'bool' },
  all: { type: 'bool' },
  'all-namespaces': { type: 'bool', short: 'A' },
  overwrite: { type: 'bool' },
  selector: { type: 'string', short: 'l' },
  'field-selector': { type: 'string' },
};

/** `kubectl label --list`. */
export function listMapOf(type: MapEdit['type']): MapEdit {
  return { type, set: {}, remove: [], overwrite: false, list: true };
}

function listed(map: Readonly<Record<string, string>>): Plan {
  return {
    notes: Object.keys(map)
      .sort()
      .map((key) => `${key}=${map[key]}`),
  };
}

/** Separates what is changed from the pairs `key=value` and `key-`. */
export function splitPairs(
  args: readonly string[],
  what: 'label' | 'annotation',
): { readonly resources: readonly string[]; readonly pairs: readonly string[] } | string {
  const isPair = (arg: string): boolean => arg.includes('=') || (arg.endsWith('-') && arg.length > 1);
  const from = args.findIndex(isPair);
  if (from < 0) return `at least one ${what} update is required`;
  const late = args.slice(from).find((arg) => !isPair(arg));
  if (late !== undefined) return `all resources must be specified before ${what} changes: ${late}`;
  return { resources: args.slice(0, from), pairs: args.slice(from) };
}

export function parseMapEdit(
  type: MapEdit['type'],
  pairs: readonly string[],
  overwrite: boolean,
): MapEdit | string {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  const what = type === 'label' ? 'label' : 'annotation';
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const key = equals < 0 ? pair.slice(0, -1) : pair.slice(0, equals);
    if (equals < 0) {
      remove.push(key);
      continue;
    }
    const value = pair.slice(equals + 1);
    if (type === 'label') {
      const errors = isValidLabelValue(value);
      if (errors.length > 0) return `invalid label value: ${JSON.stringify(pair)}: ${errors.join(';')}`;
    } else {
      const errors = isQualifiedName(key);
      if (errors.length > 0) return `invalid annotation key: ${JSON.stringify(key)}: ${errors.join(';')}`;
    }
    set[key] = value;
  }
  const both = remove.find((key) => Object.hasOwn(set, key));
  if (both !== undefined)
    return `can not both modify and remove ${what === 'label' ? 'a label' : 'an annotation'} in the same command`;
  return { type, set, remove, overwrite };
}

export function planLabel(edit: MapEdit, object: KubeObject): Plan {
  const old = object.metadata.labels ?? {};
  if (edit.list === true) return listed(old);
  if (!edit.overwrite) {
    const clash = clashes(edit, old);
    if (clash.length > 0) {
      return { failure: { text: clash.map((text) => `${text}, and --overwrite is false`).join(', ') } };
    }
  }
  const notes = edit.remove
    .filter((key) => !Object.hasOwn(old, key))
    .map((key) => `label "${key}" not found.`);
  const { changes, size } = changesOf(edit, old);
  if (Object.keys(changes).length === 0) return { notes, done: `${printedName(object)} not labeled` };
  const unlabeled = !edit.overwrite && size < Object.keys(old).length;
  return {
    notes,
    patch: { patchType: 'merge', object: { metadata: { labels: changes } } },
    done: `${printedName(object)} ${unlabeled ? 'unlabeled' : 'labeled'}`,
  };
}

export function planAnnotate(edit: MapEdit, object: KubeObject): Plan {
  const old = object.metadata.annotations ?? {};
  if (edit.list === true) return listed(old);
  if (!edit.overwrite) {
    const clash = clashes(edit, old);
    if (clash.length > 0) {
      const text = `--overwrite is false but found the following declared annotation(s): ${clash.join('; ')}`;
      return { failure: { text } };
    }
  }
  const { changes } = changesOf(edit, old);
  const done = `${printedName(object)} annotated`;
  if (Object.keys(changes).length === 0) return { done };
  return { patch: { patchType: 'merge', object: { metadata: { annotations: changes } } }, done };
}

function clashes(edit: MapEdit, old: Readonly<Record<string, string>>): string[] {
  return Object.keys(edit.set)
    .filter((key) => Object.hasOwn(old, key) && old[key] !== edit.set[key])
    .sort()
    .map((key) => `'${key}' already has a value (${old[key]})`);
}

/** The members of a merge patch, and how many pairs there are after it. */
function changesOf(
  edit: MapEdit,
  old: Readonly<Record<string, string>>,
): { changes: Record<string, string | null>; size: number } {
  const changes: Record<string, string | null> = {};
  const after: Record<string, string> = { ...old };
  for (const [key, value] of Object.entries(edit.set)) {
    if (old[key] !== value) changes[key] = value;
    after[key] = value;
  }
  for (const key of edit.remove) {
    if (Object.hasOwn(old, key)) changes[key] = null;
    delete after[key];
  }
  return { changes, size: Object.keys(after).length };
}
