import type { Command } from '../task.ts';
import type { Runner, Verb } from '../verb.ts';
import { API_RESOURCES, API_VERSIONS } from './apiresources.ts';
import { APPLY, APPLY_RUNNER } from './apply.ts';
import { ATTACH, ATTACH_RUNNER } from './attach.ts';
import { CLUSTER_INFO, CLUSTER_INFO_RUNNER } from './clusterinfo.ts';
import { CORDON, UNCORDON } from './cordon.ts';
import { CP, CP_RUNNER } from './cp.ts';
import { CREATE, CREATE_RUNNER, CREATE_VERBS } from './create.ts';
import { CURL_RUNNER } from './curl.ts';
import { DEBUG, DEBUG_RUNNER } from './debug.ts';
import { DELETE, DELETE_RUNNER } from './delete.ts';
import { DESCRIBE, DESCRIBE_RUNNER } from './describe.ts';
import { DRAIN, DRAIN_RUNNER } from './drain.ts';
import { EDIT_RUNNER } from './edit.ts';
import { EVENTS, EVENTS_RUNNER } from './events.ts';
import { EXEC, EXEC_RUNNER } from './exec.ts';
import { EXPLAIN } from './explain.ts';
import { EXPOSE, EXPOSE_RUNNER } from './expose.ts';
import { GET, GET_RUNNER } from './get.ts';
import { ANNOTATE, LABEL } from './label.ts';
import { LOGS, LOGS_RUNNER } from './logs.ts';
import { PATCH } from './patch.ts';
import { PORT_FORWARD, PORT_FORWARD_RUNNER } from './portforward.ts';
import { ROLLOUT_RUNNER, ROLLOUT_VERBS } from './rollout.ts';
import { RUN } from './run.ts';
import { RUN_RUNNER } from './runattached.ts';
import { SCALE } from './scale.ts';
import { SET_IMAGE } from './setimage.ts';
import { TAINT } from './taint.ts';
import { TOP_RUNNER, TOP_VERBS } from './top.ts';
import { VERSION } from './version.ts';
import { WAIT, WAIT_RUNNER } from './wait.ts';

/** Every command that is modelled. A new one is a file beside this one, and its lines here. */
export const VERBS: readonly Verb[] = [
  ANNOTATE,
  API_RESOURCES,
  API_VERSIONS,
  APPLY,
  ATTACH,
  CLUSTER_INFO,
  CORDON,
  CP,
  CREATE,
  ...CREATE_VERBS,
  DEBUG,
  DELETE,
  DESCRIBE,
  DRAIN,
  EVENTS,
  EXEC,
  EXPLAIN,
  EXPOSE,
  GET,
  LABEL,
  LOGS,
  PATCH,
  PORT_FORWARD,
  ...ROLLOUT_VERBS,
  RUN,
  SCALE,
  SET_IMAGE,
  TAINT,
  ...TOP_VERBS,
  UNCORDON,
  VERSION,
  WAIT,
];

/** How a command that waits goes on, by its kind. */
export const RUNNERS: { readonly [Kind in Command['kind']]: Runner<Extract<Command, { kind: Kind }>> } = {
  apply: APPLY_RUNNER,
  attach: ATTACH_RUNNER,
  'cluster-info': CLUSTER_INFO_RUNNER,
  cp: CP_RUNNER,
  create: CREATE_RUNNER,
  curl: CURL_RUNNER,
  debug: DEBUG_RUNNER,
  delete: DELETE_RUNNER,
  describe: DESCRIBE_RUNNER,
  drain: DRAIN_RUNNER,
  edit: EDIT_RUNNER,
  events: EVENTS_RUNNER,
  exec: EXEC_RUNNER,
  expose: EXPOSE_RUNNER,
  get: GET_RUNNER,
  logs: LOGS_RUNNER,
  'port-forward': PORT_FORWARD_RUNNER,
  rollout: ROLLOUT_RUNNER,
  run: RUN_RUNNER,
  top: TOP_RUNNER,
  wait: WAIT_RUNNER,
};

/** Commands of kubectl 1.36 that are not modelled. */
export const UNMODELLED_VERBS: readonly string[] = [
  'alpha',
  'auth',
  'autoscale',
  'certificate',
  'completion',
  'config',
  'diff',
  'edit',
  'kustomize',
  'kuberc',
  'plugin',
  'proxy',
  'replace',
  'set',
];
