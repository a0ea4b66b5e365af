// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/label/label.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/annotate/annotate.go
import type { Session } from '../task.ts';
import { type Begun, type Call, scopeOf, type Verb } from '../verb.ts';
import { parseResources } from '../visit.ts';
import { beginEdit } from './edit.ts';
import { listMapOf, MAP_FLAGS, parseMapEdit, splitPairs } from './edits/maps.ts';

export const LABEL: Verb = {
  name: 'label',
  usage: 'TYPE NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  flags: MAP_FLAGS,
  begin: (call, session) => changeMap('label', call, session),
};

export const ANNOTATE: Verb = {
  name: 'annotate',
  usage: 'TYPE NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  flags: MAP_FLAGS,
  begin: (call, session) => changeMap('annotate', call, session),
};

function changeMap(type: 'label' | 'annotate', call: Call, session: Session): Begun {
  const { args, flags } = call;
  if (flags.list === true) {
    const listed = parseResources(args, scopeOf(call), false);
    return listed.ok ? beginEdit(listMapOf(type), listed.queries, session) : listed.error;
  }
  const split = splitPairs(args, type === 'label' ? 'label' : 'annotation');
  if (typeof split === 'string') return split;
  if (split.resources.length === 0) {
    return 'one or more resources must be specified as <resource> <name> or <resource>/<name>';
  }
  const edit = parseMapEdit(type, split.pairs, flags.overwrite === true);
  if (typeof edit === 'string') return edit;
  const parsed = parseResources(split.resources, scopeOf(call), false);
  return parsed.ok ? beginEdit(edit, parsed.queries, session) : parsed.error;
}
