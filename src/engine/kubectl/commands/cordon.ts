// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/drain/drain.go (cordon, uncordon)
import type { FlagSpecs } from '../flags.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, textFlag, usageError, type Verb } from '../verb.ts';
import { parseResources, type Query } from '../visit.ts';
import { beginEdit } from './edit.ts';

const FLAGS: FlagSpecs = { selector: { type: 'string', short: 'l' } };

export const CORDON: Verb = {
  name: 'cordon',
  usage: 'NODE',
  flags: FLAGS,
  begin: (call, session) => begin(true, call, session),
};

export const UNCORDON: Verb = {
  name: 'uncordon',
  usage: 'NODE',
  flags: FLAGS,
  begin: (call, session) => begin(false, call, session),
};

function begin(unschedulable: boolean, call: Call, session: Session): Begun {
  const queries = nodeQueries(unschedulable ? 'cordon' : 'uncordon', call);
  return typeof queries === 'string'
    ? queries
    : beginEdit({ type: 'cordon', unschedulable }, queries, session);
}

/** The nodes that cordon, uncordon and drain are about. */
export function nodeQueries(verb: string, { args, flags }: Call): readonly Query[] | string {
  const labelSelector = textFlag(flags, 'selector');
  if (args.length === 0 && labelSelector === undefined)
    return usageError(verb, `USAGE: ${verb} NODE [flags]`);
  if (args.length > 0 && labelSelector !== undefined) {
    return 'cannot specify both a node name and a --selector option';
  }
  const names = args.map((arg) => arg.replace(/^(nodes?|no)\//, ''));
  const parsed = parseResources(['nodes', ...names], { namespace: undefined, labelSelector }, false);
  return parsed.ok ? parsed.queries : parsed.error;
}
