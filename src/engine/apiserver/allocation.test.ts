import { describe, expect, it } from 'vitest';
import type { Service, ServiceSpec } from '../../api/index.ts';
import { makeService } from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';
import type { ApiServerState } from './apiserver.ts';
import type { ApiResponse } from './messages.ts';

const create = (plane: ControlPlane, name: string, spec: Partial<ServiceSpec> = {}) =>
  plane.create(makeService(name, spec), 'services');

const patch = (plane: ControlPlane, name: string, spec: object) =>
  plane.request({
    verb: 'patch',
    patchType: 'strategic',
    resource: 'services',
    namespace: 'default',
    name,
    object: { spec },
  });

const specOf = (answer: ApiResponse) => {
  expect(answer.status).toBeUndefined();
  return (answer.object as Service).spec;
};
const held = (plane: ControlPlane) => {
  const { clusterIPs, nodePorts } = plane.state<ApiServerState>('apiserver').services;
  return [clusterIPs.size, nodePorts.size];
};

describe('a Service', () => {
  it('gets a cluster IP of 10.96.0.0/12, each its own, outside the part kept for requests', () => {
    const plane = new ControlPlane();
    const ips = Array.from({ length: 50 }, (_, i) => specOf(create(plane, `s${i}`)).clusterIP as string);
    expect(new Set(ips).size).toBe(50);
    for (const ip of ips) {
      expect(ip).toMatch(/^10\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/);
      expect(ip).not.toMatch(/^10\.96\.0\./);
    }
  });

  it.each([
    ['ClusterIP', {}, true, false],
    ['headless', { clusterIP: 'None' }, true, false],
    ['NodePort', { type: 'NodePort' }, true, true],
    ['LoadBalancer', { type: 'LoadBalancer' }, true, true],
    [
      'LoadBalancer without node ports',
      { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false },
      true,
      false,
    ],
    ['ExternalName', { type: 'ExternalName', externalName: 'example.com' }, false, false],
  ] as const)('of type %s gets what it needs', (_, spec, hasIP, hasPort) => {
    const { clusterIP, clusterIPs, ports } = specOf(create(new ControlPlane(), 's', spec));
    expect(clusterIP !== undefined).toBe(hasIP);
    expect(clusterIPs).toEqual(hasIP ? [clusterIP] : undefined);
    if (hasPort) expect(ports?.[0]?.nodePort).toBeGreaterThanOrEqual(30000);
    else expect(ports?.[0]?.nodePort).toBeUndefined();
  });

  it.each([
    [
      'an address that is taken',
      { clusterIP: '10.96.0.1' },
      'spec.clusterIPs: Invalid value: ["10.96.0.1"]: failed to allocate IP 10.96.0.1: provided IP is already allocated',
    ],
    [
      'an address outside',
      { clusterIP: '10.112.0.1' },
      'spec.clusterIPs: Invalid value: ["10.112.0.1"]: failed to allocate IP 10.112.0.1: the provided IP (10.112.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/12',
    ],
    [
      'a port that is taken',
      { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] },
      'spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    ],
    [
      'a port outside',
      { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] },
      'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
  ] as const)('that asks for %s is refused and takes nothing', (_, spec, message) => {
    const plane = new ControlPlane();
    create(plane, 'first', { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] });
    const before = held(plane);
    const answer = create(plane, 's', spec as Partial<ServiceSpec>);
    expect(answer.status).toMatchObject({ code: 422, message: `Service "s" is invalid: ${message}` });
    expect(held(plane)).toEqual(before);
  });

  it('gives back what it had when it is deleted', () => {
    const plane = new ControlPlane();
    const before = held(plane);
    create(plane, 's', { type: 'NodePort', clusterIP: '10.96.0.10', ports: [{ port: 80, nodePort: 30080 }] });
    plane.request({ verb: 'delete', resource: 'services', namespace: 'default', name: 's' });
    expect(held(plane)).toEqual(before);
    expect(create(plane, 't', { clusterIP: '10.96.0.10' }).code).toBe(201);
  });

  it('gives back what was taken for a name that exists', () => {
    const plane = new ControlPlane();
    create(plane, 's', { type: 'NodePort' });
    const before = held(plane);
    expect(create(plane, 's', { type: 'NodePort' }).code).toBe(409);
    expect(held(plane)).toEqual(before);
  });

  it('keeps its address and port when it changes, and lets go of what its new type has not', () => {
    const plane = new ControlPlane();
    const first = specOf(create(plane, 's', { type: 'NodePort' }));
    const labelled = specOf(patch(plane, 's', { selector: { tier: 'web' } }));
    expect(labelled.clusterIP).toBe(first.clusterIP);
    expect(labelled.ports).toEqual(first.ports);
    const inner = specOf(patch(plane, 's', { type: 'ClusterIP' }));
    expect(inner.clusterIP).toBe(first.clusterIP);
    expect(inner.ports?.[0]?.nodePort).toBeUndefined();
    const opened = specOf(patch(plane, 's', { type: 'NodePort' }));
    expect(opened.ports?.[0]?.nodePort).toBeGreaterThanOrEqual(30000);
    const outer = specOf(patch(plane, 's', { type: 'ExternalName', externalName: 'example.com' }));
    expect(outer.clusterIP).toBeUndefined();
    expect(held(plane)).toEqual([1, 0]);
  });
});
