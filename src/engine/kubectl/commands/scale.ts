// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/scale/scale.go
// Differs: --timeout waits for nothing.
import type { Session } from '../task.ts';
import { type Begun, type Call, numberFlag, scopeOf, type Verb } from '../verb.ts';
import { parseResources } from '../visit.ts';
import { beginEdit } from './edit.ts';
import { SCALE_FLAGS } from './edits/scale.ts';

export const SCALE: Verb = {
  name: 'scale',
  usage: '[--current-replicas=count] --replicas=COUNT TYPE NAME',
  flags: SCALE_FLAGS,
  begin,
};

function begin(call: Call, session: Session): Begun {
  const replicas = numberFlag(call.flags, 'replicas');
  if (replicas === undefined) return 'required flag(s) "replicas" not set';
  if (replicas < 0) {
    return 'The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0';
  }
  const parsed = parseResources(call.args, scopeOf(call), false);
  if (!parsed.ok) return parsed.error;
  const current = numberFlag(call.flags, 'current-replicas');
  const currentReplicas = current === undefined || current < 0 ? undefined : current;
  return beginEdit({ type: 'scale', replicas, currentReplicas }, parsed.queries, session);
}
