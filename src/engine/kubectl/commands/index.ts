import type { Command } from '../task.ts';
import type { Runner, Verb } from '../verb.ts';
import { APPLY, APPLY_RUNNER } from './apply.ts';
import { CORDON, UNCORDON } from './cordon.ts';
import { CREATE, CREATE_RUNNER, CREATE_VERBS } from './create.ts';
import { DELETE, DELETE_RUNNER } from './delete.ts';
import { DESCRIBE, DESCRIBE_RUNNER } from './describe.ts';
import { DRAIN, DRAIN_RUNNER } from './drain.ts';
import { EDIT_RUNNER } from './edit.ts';
import { GET, GET_RUNNER } from './get.ts';
import { ANNOTATE, LABEL } from './label.ts';
import { RUN } from './run.ts';
import { SCALE } from './scale.ts';
import { SET_IMAGE } from './setimage.ts';
import { TAINT } from './taint.ts';

/** Every command that is modelled. A new one is a file beside this one, and its lines here. */
export const VERBS: readonly Verb[] = [
  ANNOTATE,
  APPLY,
  CORDON,
  CREATE,
  ...CREATE_VERBS,
  DELETE,
  DESCRIBE,
  DRAIN,
  GET,
  LABEL,
  RUN,
  SCALE,
  SET_IMAGE,
  TAINT,
  UNCORDON,
];

/** How a command that waits goes on, by its kind. */
export const RUNNERS: { readonly [Kind in Command['kind']]: Runner<Extract<Command, { kind: Kind }>> } = {
  apply: APPLY_RUNNER,
  create: CREATE_RUNNER,
  delete: DELETE_RUNNER,
  describe: DESCRIBE_RUNNER,
  drain: DRAIN_RUNNER,
  edit: EDIT_RUNNER,
  get: GET_RUNNER,
};

/** Commands of kubectl 1.36 that are not modelled. */
export const UNMODELLED_VERBS: readonly string[] = [
  'alpha',
  'api-resources',
  'api-versions',
  'attach',
  'auth',
  'autoscale',
  'certificate',
  'cluster-info',
  'completion',
  'config',
  'cp',
  'debug',
  'diff',
  'edit',
  'events',
  'exec',
  'explain',
  'expose',
  'kustomize',
  'kuberc',
  'logs',
  'patch',
  'plugin',
  'port-forward',
  'proxy',
  'replace',
  'rollout',
  'set',
  'top',
  'version',
  'wait',
];
