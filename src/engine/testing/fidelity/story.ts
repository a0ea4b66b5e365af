import { parseAllDocuments } from 'yaml';
import type { ContainerStatus, KubeObject, Pod } from '../../../api/index.ts';
import type { Command, Fault } from '../../command.ts';
import { makeNode } from '../builders.ts';
import { Lab } from '../lab.ts';

/** Something done to the cluster after `atS` seconds. */
export interface Deed {
  readonly atS: number;
  readonly apply?: string;
  readonly kubectl?: string;
  readonly fault?: Fault;
}

/** A run on a control plane with its taint and one worker of 4 CPU and 8 GiB. */
export interface Story {
  readonly name: string;
  /** YAML as a user writes it, applied at the start. */
  readonly manifest: string;
  readonly deeds?: readonly Deed[];
  /** Seconds until the end. */
  readonly endS: number;
  /** By Pod: its Events in the order they were first seen, and what it comes to. */
  readonly pods: Readonly<Record<string, Outcome>>;
}

export interface Outcome {
  readonly events: readonly string[];
  /** As `summary` tells it; null: the Pod is gone. */
  readonly status: readonly string[] | null;
}

const CONTROL_PLANE_TAINT = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' } as const;

export function objectsOf(manifest: string): KubeObject[] {
  return parseAllDocuments(manifest).map((document) => document.toJS() as KubeObject);
}

export function run({ manifest, deeds = [], endS }: Story): Lab {
  const lab = new Lab({
    nodes: [makeNode('control-plane', { taints: [CONTROL_PLANE_TAINT] }), makeNode('node-1')],
  });
  lab.run(-lab.nowMs).apply(...objectsOf(manifest));
  for (const deed of deeds) lab.run(deed.atS * 1000 - lab.nowMs).issue(commandOf(deed));
  return lab.run(endS * 1000 - lab.nowMs);
}

function commandOf({ apply, kubectl, fault }: Deed): Command {
  if (apply !== undefined) return { type: 'apply', objects: objectsOf(apply) };
  return kubectl === undefined
    ? { type: 'fault', fault: fault as Fault }
    : { type: 'kubectl', line: kubectl };
}

/** The parts of a Pod's status that a reader looks at first, a line each. */
export function summary(pod: Pod): string[] {
  const { phase, reason, qosClass, conditions = [], podIP } = pod.status ?? {};
  return [
    [phase, ...(reason ? [reason] : []), qosClass, pod.spec.nodeName ?? 'no node', podIP ?? 'no IP'].join(
      ', ',
    ),
    conditions.map(({ type, status, reason: why }) => `${type}=${status}${why ? ` (${why})` : ''}`).join(' '),
    ...[...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].map(
      container,
    ),
  ];
}

function container({ name, state, lastState, ready, started, restartCount }: ContainerStatus): string {
  const words = [stateOf(state)];
  if (Object.keys(lastState ?? {}).length > 0) words.push(`before: ${stateOf(lastState)}`);
  words.push(`restarts ${restartCount}`);
  if (ready) words.push('ready');
  if (started) words.push('started');
  return `${name}: ${words.join(', ')}`;
}

function stateOf(state: ContainerStatus['state']): string {
  const { running, waiting, terminated } = state ?? {};
  if (running) return `running since ${running.startedAt?.slice(14, 19)}`;
  if (waiting) return `waiting for ${waiting.reason}`;
  if (!terminated) return 'nothing';
  return `${terminated.reason} ${terminated.exitCode} at ${terminated.finishedAt?.slice(14, 19)}`;
}
