import { describe, expect, it } from 'vitest';
import { podLimits, podNonZeroRequests, podQOSClass, podRequests } from './resources.ts';
import type { Container, PodSpec, ResourceList } from './types/index.ts';

function container(
  requests?: ResourceList,
  limits?: ResourceList,
  extra: Partial<Container> = {},
): Container {
  return {
    name: 'c',
    image: 'i',
    resources: { ...(requests && { requests }), ...(limits && { limits }) },
    ...extra,
  };
}

const init = (cpu: string): Container => container({ cpu });
const sidecar = (cpu: string): Container => container({ cpu }, undefined, { restartPolicy: 'Always' });

function pod(spec: Partial<PodSpec>): { spec: PodSpec } {
  return { spec: { containers: [], ...spec } };
}

describe('effective requests', () => {
  it.each<[string, Partial<PodSpec>, ResourceList]>([
    ['nothing', {}, {}],
    [
      'containers add up',
      { containers: [container({ cpu: '1', memory: '1Gi' }), container({ cpu: '500m' })] },
      { cpu: '1500m', memory: '1Gi' },
    ],
    [
      'an init container only counts when it is larger',
      { containers: [container({ cpu: '2' })], initContainers: [init('1')] },
      { cpu: '2' },
    ],
    [
      'init containers run one after the other',
      { containers: [container({ cpu: '1' })], initContainers: [init('3'), init('2')] },
      { cpu: '3' },
    ],
    [
      'a sidecar runs beside the containers',
      { containers: [container({ cpu: '1' })], initContainers: [sidecar('500m')] },
      { cpu: '1500m' },
    ],
    [
      'a sidecar runs beside init containers after it',
      { containers: [container({ cpu: '1' })], initContainers: [sidecar('1'), init('3')] },
      { cpu: '4' },
    ],
    [
      'but not beside those before it',
      { containers: [container({ cpu: '1' })], initContainers: [init('3'), sidecar('1')] },
      { cpu: '3' },
    ],
    [
      'sidecars add up in their order',
      {
        containers: [container({ cpu: '1' })],
        initContainers: [sidecar('1'), init('2'), sidecar('1'), init('5')],
      },
      { cpu: '7' },
    ],
    [
      'overhead comes on top',
      { containers: [container({ cpu: '1' })], overhead: { cpu: '250m', memory: '120Mi' } },
      { cpu: '1250m', memory: '120Mi' },
    ],
    [
      'Pod-level requests replace the sum',
      { containers: [container({ cpu: '1', memory: '1Gi' })], resources: { requests: { cpu: '4' } } },
      { cpu: '4', memory: '1Gi' },
    ],
    [
      'Pod-level requests get the overhead too',
      { containers: [], resources: { requests: { cpu: '4' } }, overhead: { cpu: '1' } },
      { cpu: '5' },
    ],
  ])('%s', (_title, spec, expected) => {
    expect(podRequests(pod(spec))).toEqual(expected);
  });

  it('can leave overhead and Pod-level values out', () => {
    const spec = {
      containers: [container({ cpu: '1' })],
      overhead: { cpu: '1' },
      resources: { requests: { cpu: '9' } },
    };
    expect(podRequests(pod(spec), { excludeOverhead: true, skipPodLevelResources: true })).toEqual({
      cpu: '1',
    });
  });

  it('never changes the Pod', () => {
    const spec = pod({
      containers: [container({ cpu: '1' }), container({ cpu: '1' })],
      initContainers: [sidecar('1')],
    });
    const before = JSON.stringify(spec);
    podRequests(spec);
    podLimits(spec);
    expect(JSON.stringify(spec)).toBe(before);
  });
});

describe('limits', () => {
  it('get overhead only where they exist', () => {
    const spec = { containers: [container(undefined, { cpu: '1' })], overhead: { cpu: '1', memory: '1Gi' } };
    expect(podLimits(pod(spec))).toEqual({ cpu: '2' });
  });
});

describe('requests for scoring', () => {
  it('stand in 100m and 200Mi for every container that names none', () => {
    expect(podNonZeroRequests(pod({ containers: [container({}), container({ cpu: '1' })] }))).toEqual({
      cpu: '1100m',
      memory: '400Mi',
    });
  });

  it('respect an explicit zero', () => {
    expect(podNonZeroRequests(pod({ containers: [container({ cpu: '0', memory: '0' })] }))).toEqual({
      cpu: '0',
      memory: '0',
    });
  });

  it('stand in only for what nobody asks, with Pod-level requests', () => {
    const spec = { containers: [container({}), container({})], resources: { requests: { cpu: '2' } } };
    expect(podNonZeroRequests(pod(spec))).toEqual({ cpu: '2', memory: '400Mi' });
  });
});

describe('QoS class', () => {
  const full: ResourceList = { cpu: '1', memory: '1Gi' };
  it.each<[string, Partial<PodSpec>, string]>([
    ['nothing named', { containers: [container()] }, 'BestEffort'],
    ['zero is nothing', { containers: [container({ cpu: '0' })] }, 'BestEffort'],
    [
      'other resources do not count',
      { containers: [container({ 'ephemeral-storage': '1Gi' })] },
      'BestEffort',
    ],
    [
      'limits equal requests everywhere',
      { containers: [container(full, full), container(full, full)] },
      'Guaranteed',
    ],
    [
      'equal in another spelling',
      { containers: [container({ cpu: '1000m', memory: '1024Mi' }, full)] },
      'Guaranteed',
    ],
    ['one container without', { containers: [container(full, full), container()] }, 'Burstable'],
    [
      'an init container without',
      { containers: [container(full, full)], initContainers: [container()] },
      'Burstable',
    ],
    ['only CPU limited', { containers: [container({ cpu: '1' }, { cpu: '1' })] }, 'Burstable'],
    ['limits above requests', { containers: [container({ cpu: '500m', memory: '1Gi' }, full)] }, 'Burstable'],
    ['only a request', { containers: [container({ cpu: '1' })] }, 'Burstable'],
    [
      'Pod-level resources decide',
      { containers: [container()], resources: { requests: full, limits: full } },
      'Guaranteed',
    ],
  ])('%s: %s', (_title, spec, expected) => {
    expect(podQOSClass(pod(spec))).toBe(expected);
  });
});
