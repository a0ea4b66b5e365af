// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/taint/taint.go
import { findResource } from '../../../api/index.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, scopeOf, type Verb } from '../verb.ts';
import { parseResources } from '../visit.ts';
import { beginEdit } from './edit.ts';
import { parseTaintEdit, splitTaintArgs, TAINT_FLAGS } from './edits/taint.ts';

export const TAINT: Verb = {
  name: 'taint',
  usage: 'NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  flags: TAINT_FLAGS,
  begin,
};

function begin(call: Call, session: Session): Begun {
  const { args, flags } = call;
  const split = splitTaintArgs(args);
  if (typeof split === 'string') return split;
  const [type = '', ...names] = split.resources;
  const resource = type.includes('/') ? (type.split('/')[0] as string) : type;
  if (findResource(resource)?.kind !== 'Node') {
    return `invalid resource type ${resource}, only node(s) is supported`;
  }
  if (names.length === 0 && !type.includes('/') && flags.all !== true && flags.selector === undefined) {
    return 'one or more resources must be specified as <resource> <name>';
  }
  const parsed = parseResources(split.resources, scopeOf(call), false);
  if (!parsed.ok) return parsed.error;
  const edit = parseTaintEdit(split.taints, flags.overwrite === true);
  return typeof edit === 'string' ? edit : beginEdit(edit, parsed.queries, session);
}
