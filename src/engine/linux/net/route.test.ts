import { describe, expect, it } from 'vitest';
import { hostNetwork, makeLoopback, podNetwork, setAddress, setLink } from './interfaces.ts';
import { broadcastOf, isInNetwork, maskOf, networkOf, parseIp } from './ip.ts';
import { wayOut } from './route.ts';

const pod = podNetwork({
  netns: 2,
  hostNetns: 1,
  hostName: 'veth2',
  ip: '10.244.1.2',
  podCIDR: '10.244.1.0/24',
});
const host = hostNetwork({ address: '172.18.0.2/16', gateway: '172.18.0.1', podCIDR: '10.244.1.0/24' });

describe('the way out', () => {
  it.each([
    ['localhost', pod, '127.0.0.1', { type: 'self', device: 'lo', source: '127.0.0.1' }],
    ['the own address', pod, '10.244.1.2', { type: 'self', device: 'lo', source: '10.244.1.2' }],
    ['a neighbour', pod, '10.244.1.3', { type: 'link', device: 'eth0', source: '10.244.1.2' }],
    ['a Service', pod, '10.96.0.1', { type: 'gateway', gateway: '10.244.1.1', source: '10.244.1.2' }],
    ['a Pod, from its machine', host, '10.244.1.2', { type: 'link', device: 'cni0', source: '10.244.1.1' }],
    ['another machine', host, '172.18.0.9', { type: 'link', device: 'eth0', source: '172.18.0.2' }],
  ])('to %s', (_, net, ip, wanted) => {
    expect(wayOut(net, ip)).toMatchObject(wanted);
  });

  it('is missing without a route', () => {
    expect(wayOut({ interfaces: [makeLoopback(true)], routes: [] }, '10.96.0.1')).toBeUndefined();
  });

  it('opens with an interface that comes up and an address', () => {
    const fresh = { interfaces: [makeLoopback(false)], routes: [] };
    expect(wayOut(fresh, '127.0.0.1')).toBeUndefined();
    const up = setLink(fresh, 'lo', true);
    expect(wayOut(up, '127.0.0.1')?.device).toBe('lo');
    const down = setLink(pod, 'eth0', false);
    expect(wayOut(down, '10.244.1.3')).toBeUndefined();
    expect(wayOut(setLink(down, 'eth0', true), '10.244.1.3')?.type).toBe('link');
    const moved = setAddress(pod, 'eth0', '10.9.0.5/16');
    expect(wayOut(moved, '10.9.7.7')).toMatchObject({ type: 'link', source: '10.9.0.5' });
  });
});

describe('addresses', () => {
  it.each([
    ['10.244.1.2', 0x0af40102],
    ['255.255.255.255', 0xffffffff],
    ['256.1.1.1', undefined],
    ['1.2.3', undefined],
    ['1.2.3.', undefined],
    ['.1.2.3', undefined],
    ['1.2.3.4.5', undefined],
    ['web', undefined],
    ['', undefined],
  ])('%s', (text, wanted) => {
    expect(parseIp(text)).toBe(wanted);
  });

  it('have networks, masks and broadcast addresses', () => {
    expect(networkOf('10.244.1.2/20')).toBe('10.244.0.0/20');
    expect(maskOf(20)).toBe('255.255.240.0');
    expect(broadcastOf('10.244.1.2/24')).toBe('10.244.1.255');
    expect(isInNetwork('10.96.0.10', '10.96.0.0/12')).toBe(true);
    expect(isInNetwork('10.112.0.1', '10.96.0.0/12')).toBe(false);
  });
});
