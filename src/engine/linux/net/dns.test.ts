import { describe, expect, it } from 'vitest';
import { candidatesOf, parseAnswer, parseHosts, parseQuery, parseResolvConf, reverseName } from './dns.ts';

describe('resolv.conf', () => {
  it('of a Pod', () => {
    const text =
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n';
    expect(parseResolvConf(text)).toEqual({
      nameservers: ['10.96.0.10'],
      search: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
      ndots: 5,
      timeoutMs: 5000,
      attempts: 2,
    });
  });

  it.each([
    ['', { nameservers: ['127.0.0.1'], ndots: 1, search: [] }],
    [
      'nameserver 1.1.1.1\nnameserver 2.2.2.2\nnameserver 3.3.3.3\nnameserver 4.4.4.4',
      { nameservers: ['1.1.1.1', '2.2.2.2', '3.3.3.3'] },
    ],
    ['domain a.b\nsearch c.d', { search: ['c.d'] }],
    ['options timeout:1 attempts:9 ndots:99', { timeoutMs: 1000, attempts: 5, ndots: 15 }],
    ['options timeout:x ndots', { timeoutMs: 5000, ndots: 1 }],
  ])('%j', (text, wanted) => {
    expect(parseResolvConf(text)).toMatchObject(wanted);
  });
});

describe('names to ask for', () => {
  const conf = parseResolvConf('search a.b c\noptions ndots:2');
  it.each([
    ['web', ['web.a.b', 'web.c', 'web']],
    ['web.x', ['web.x.a.b', 'web.x.c', 'web.x']],
    ['web.x.y', ['web.x.y', 'web.x.y.a.b', 'web.x.y.c']],
    ['web.', ['web']],
  ])('%s', (name, wanted) => {
    expect(candidatesOf(name, conf)).toEqual(wanted);
  });
});

it('reads /etc/hosts', () => {
  expect(
    parseHosts(
      '# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n\n10.244.1.2 web.here web # me\n::1\n',
    ),
  ).toEqual([
    { ip: '127.0.0.1', names: ['localhost'] },
    { ip: '10.244.1.2', names: ['web.here', 'web'] },
  ]);
});

it('turns addresses round', () => {
  expect(reverseName('10.96.0.10')).toBe('10.0.96.10.in-addr.arpa');
});

it.each(['', '{', '1', 'null', '[]', '{"name":1}', 'GET / HTTP/1.1'])('is not confused by %j', (data) => {
  expect(parseQuery(data)).toBeUndefined();
  expect(parseAnswer(data)).toBeUndefined();
});
