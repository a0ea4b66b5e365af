import type { Reading } from '../../protocol/view.ts';

const numbered = (count: number, prefix = '') =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

/** The steps of each reading in its order; the engine's own list, when it has one, is what is shown. */
export const STEPS: Readonly<Record<Reading, readonly string[]>> = {
  classic: numbered(19),
  parallel: ['1', '2', '3', '4', '4.1', '4.2', '4.3', '4.3.1', '4.3.2', '4.3.3'],
  today: numbered(22, 't'),
};

export const READINGS: readonly Reading[] = ['classic', 'parallel', 'today'];

/** A step's number as it is shown: `t7` is the seventh of its reading. */
export function shownNumber(step: string): string {
  return step.replace(/^t/, '');
}

/** How deep a step stands below another: `4.3.1` is two below `4`. */
export function depthOf(step: string): number {
  return step.split('.').length - 1;
}

/** The fields of a Pod that a step depends on, the telling ones first. */
const PLACEMENT = [
  'spec.nodeName',
  'spec.nodeSelector',
  'spec.affinity',
  'spec.tolerations',
  'spec.topologySpreadConstraints',
  'spec.containers[0].resources.requests',
  'spec.containers[1].resources.requests',
];
const IMAGES = ['spec.containers[0].image', 'spec.containers[1].image', 'spec.initContainers[0].image'];
const COMMANDS = ['spec.initContainers', 'spec.containers'];
const SCHEDULER = ['spec.schedulerName', 'spec.schedulingGates', 'spec.priorityClassName'];
const VOLUMES = ['spec.volumes', 'spec.containers[0].volumeMounts'];
const NETWORK = ['spec.hostNetwork', 'spec.containers[0].ports'];

const FIELDS: Readonly<Record<Reading, Readonly<Record<string, readonly string[]>>>> = {
  classic: {
    1: ['metadata.name'],
    5: ['spec.volumes'],
    9: SCHEDULER,
    10: PLACEMENT,
    14: ['spec.nodeName'],
    15: IMAGES,
    16: COMMANDS,
    18: VOLUMES,
    19: NETWORK,
  },
  parallel: {
    1: ['metadata.name'],
    3: PLACEMENT,
    '4.1': VOLUMES,
    '4.3.1': IMAGES,
    '4.3.2': COMMANDS,
    '4.3.3': NETWORK,
  },
  today: {
    t1: ['metadata.name'],
    t6: ['spec.volumes'],
    t7: SCHEDULER,
    t8: PLACEMENT,
    t10: ['spec.volumes'],
    t13: PLACEMENT,
    t15: VOLUMES,
    t16: ['spec.hostNetwork'],
    t17: NETWORK,
    t18: ['spec.shareProcessNamespace', 'spec.hostPID', 'spec.hostIPC', 'spec.securityContext'],
    t19: IMAGES,
    t20: COMMANDS,
    t22: ['spec.containers[0].readinessProbe', 'spec.readinessGates'],
  },
};

export function fieldsOf(reading: Reading, step: string): readonly string[] {
  return FIELDS[reading][step] ?? [];
}

/** The steps whose message is a scheduling attempt. */
const DECIDES: Readonly<Record<Reading, readonly string[]>> = {
  classic: ['10'],
  parallel: ['3'],
  today: ['t8', 't9'],
};

export function decides(reading: Reading, step: string): boolean {
  return DECIDES[reading].includes(step);
}
