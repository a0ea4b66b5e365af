// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/taint/taint.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/label/label.go
// The commands that read each named object, work out a change of it, and send that as a patch.
import { type KubeObject, kindOf } from '../../../api/index.ts';
import type { ApiResponse } from '../../apiserver/messages.ts';
import type { Failure, Request, Session } from '../task.ts';
import type { Runner } from '../verb.ts';
import { askNext, type Query, takeAnswer, type Visit, visitOf } from '../visit.ts';
import { type CordonEdit, planCordon } from './edits/cordon.ts';
import { type MapEdit, planAnnotate, planLabel } from './edits/maps.ts';
import { type PatchEdit, planPatch } from './edits/patch.ts';
import { planRollout, type RolloutEdit } from './edits/rollout.ts';
import { planScale, type ScaleEdit } from './edits/scale.ts';
import { planSetImage, type SetImageEdit } from './edits/setimage.ts';
import { planTaint, type TaintEdit } from './edits/taint.ts';

export type Edit = TaintEdit | MapEdit | CordonEdit | PatchEdit | RolloutEdit | ScaleEdit | SetImageEdit;

export interface EditCommand {
  readonly kind: 'edit';
  readonly edit: Edit;
  readonly visit: Visit;
  readonly stage: 'visit' | 'act';
  /** The object among those found that is being changed. */
  readonly at: number;
  /** What to print when the change has been accepted. */
  readonly done: string;
  /** What to print instead when nothing has changed. */
  readonly unchanged: string;
}

/** What to do with one object: send a patch and then say so, only say so, or give up on it. */
export interface Plan {
  readonly patch?: Pick<Request, 'object' | 'patchType' | 'subresource'> | undefined;
  readonly done?: string | undefined;
  /** Said instead when the patch changed nothing. */
  readonly unchanged?: string | undefined;
  /** Said at once, whatever becomes of the change. */
  readonly notes?: readonly string[] | undefined;
  readonly failure?: Failure | undefined;
}

export function beginEdit(edit: Edit, queries: readonly Query[], session: Session): EditCommand {
  const command: EditCommand = {
    kind: 'edit',
    edit,
    visit: visitOf(queries),
    stage: 'visit',
    at: -1,
    done: '',
    unchanged: '',
  };
  askNext(command.visit, session);
  return command;
}

export const EDIT_RUNNER: Runner<EditCommand> = { onResponse };

function onResponse(command: EditCommand, response: ApiResponse, session: Session): EditCommand {
  if (command.stage === 'visit') {
    const visit = takeAnswer(command.visit, response, session);
    if (askNext(visit, session)) return { ...command, visit };
    return actNext({ ...command, visit, stage: 'act' }, session);
  }
  if (response.status !== undefined) session.fail({ status: response.status });
  else if (command.done !== '')
    session.print(isChanged(command, response) ? command.done : command.unchanged);
  return actNext(command, session);
}

function isChanged({ visit, at, unchanged }: EditCommand, { object }: ApiResponse): boolean {
  const before = visit.found[at]?.metadata.resourceVersion;
  return unchanged === '' || object?.metadata.resourceVersion !== before;
}

function actNext(command: EditCommand, session: Session): EditCommand {
  for (let at = command.at + 1; ; at++) {
    const object = command.visit.found[at];
    if (object === undefined) {
      session.finish();
      return { ...command, at };
    }
    const plan = planFor(command.edit, object);
    for (const note of plan.notes ?? []) session.print(note);
    if (plan.failure !== undefined) session.fail(plan.failure);
    else if (plan.patch !== undefined) {
      const { name, namespace } = object.metadata;
      const resource = kindOf(object)?.resource ?? '';
      session.send({ verb: 'patch', resource, namespace, name, ...plan.patch });
      return { ...command, at, done: plan.done ?? '', unchanged: plan.unchanged ?? '' };
    } else if (plan.done) session.print(plan.done);
  }
}

function planFor(edit: Edit, object: KubeObject): Plan {
  switch (edit.type) {
    case 'taint':
      return planTaint(edit, object);
    case 'label':
      return planLabel(edit, object);
    case 'annotate':
      return planAnnotate(edit, object);
    case 'cordon':
      return planCordon(edit, object);
    case 'patch':
      return planPatch(edit, object);
    case 'rollout':
      return planRollout(edit, object);
    case 'scale':
      return planScale(edit, object);
    case 'set image':
      return planSetImage(edit, object);
  }
}
