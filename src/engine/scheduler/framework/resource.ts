// Models kubernetes@v1.36.0 pkg/scheduler/framework/types.go (Resource)
// Models kubernetes@v1.36.0 pkg/apis/core/v1/helper/helpers.go (IsScalarResourceName)
import { milliValue, type ResourceList, value } from '../../../api/index.ts';

/** Amounts as plain numbers, so that comparing them on a thousand nodes costs nothing. */
export interface Resource {
  /** Thousandths of a core. */
  readonly milliCPU: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes. */
  readonly ephemeralStorage: number;
  /** How many Pods a node takes; 0 in what a Pod asks for. */
  readonly allowedPodNumber: number;
  /** Extended resources, huge pages and attachable volumes, in whole units. */
  readonly scalar: Readonly<Record<string, number>>;
}

const NO_SCALARS: Readonly<Record<string, number>> = {};

export const NO_RESOURCE: Resource = {
  milliCPU: 0,
  memory: 0,
  ephemeralStorage: 0,
  allowedPodNumber: 0,
  scalar: NO_SCALARS,
};

export function resourceOf(list: ResourceList | undefined): Resource {
  if (list === undefined) return NO_RESOURCE;
  let milliCPU = 0;
  let memory = 0;
  let ephemeralStorage = 0;
  let allowedPodNumber = 0;
  let scalar: Record<string, number> | undefined;
  for (const name in list) {
    const amount = list[name] as string;
    switch (name) {
      case 'cpu':
        milliCPU = milliValue(amount);
        break;
      case 'memory':
        memory = value(amount);
        break;
      case 'ephemeral-storage':
        ephemeralStorage = value(amount);
        break;
      case 'pods':
        allowedPodNumber = value(amount);
        break;
      default:
        if (isScalarResourceName(name)) {
          scalar ??= {};
          scalar[name] = value(amount);
        }
    }
  }
  return { milliCPU, memory, ephemeralStorage, allowedPodNumber, scalar: scalar ?? NO_SCALARS };
}

/** Huge pages, attachable volumes, and whatever has a domain in its name. */
export function isScalarResourceName(name: string): boolean {
  if (name.startsWith('hugepages-') || name.startsWith('attachable-volumes-')) return true;
  if (name.includes('kubernetes.io/')) return true;
  return name.includes('/') && !name.startsWith('requests.');
}

/** `a` plus (sign 1) or minus (sign -1) what a Pod asks for; `allowedPodNumber` is left as it is. */
export function addResource(a: Resource, b: Resource, sign: 1 | -1): Resource {
  return {
    milliCPU: a.milliCPU + sign * b.milliCPU,
    memory: a.memory + sign * b.memory,
    ephemeralStorage: a.ephemeralStorage + sign * b.ephemeralStorage,
    allowedPodNumber: a.allowedPodNumber,
    scalar: addScalars(a.scalar, b.scalar, sign),
  };
}

function addScalars(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
  sign: 1 | -1,
): Readonly<Record<string, number>> {
  let sum: Record<string, number> | undefined;
  for (const name in b) {
    sum ??= { ...a };
    const amount = (sum[name] ?? 0) + sign * (b[name] as number);
    if (amount === 0) delete sum[name];
    else sum[name] = amount;
  }
  return sum ?? a;
}
