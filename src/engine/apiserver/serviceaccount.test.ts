import { describe, expect, it } from 'vitest';
import type { Pod, ServiceAccount, TokenRequest } from '../../api/index.ts';
import { makeNamespace, makePod } from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

function account(name: string, fields: Partial<ServiceAccount> = {}): ServiceAccount {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' }, ...fields };
}

function admitted(pod: Pod, ...accounts: readonly ServiceAccount[]): Pod {
  const plane = new ControlPlane();
  for (const object of accounts) plane.create(object, 'serviceaccounts');
  return plane.create(pod, 'pods').object as Pod;
}

const mounts = (pod: Pod): (string[] | undefined)[] =>
  [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ volumeMounts }) =>
    volumeMounts?.map(({ name, mountPath }) => `${name} ${mountPath}`),
  );

describe('admission gives a Pod', () => {
  it('its account and a volume with a token, mounted in every container', () => {
    const pod = admitted(
      makePod('web', {
        initContainers: [{ name: 'init', image: 'busybox' }],
        containers: [
          { name: 'a', image: 'nginx' },
          { name: 'b', image: 'redis', volumeMounts: [{ name: 'data', mountPath: '/data' }] },
        ],
        spec: { volumes: [{ name: 'data', emptyDir: {} }] },
      }),
    );
    expect(pod.spec).toMatchObject({ serviceAccountName: 'default', serviceAccount: 'default' });
    const name = pod.spec.volumes?.[1]?.name;
    expect(name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(pod.spec.volumes).toEqual([
      { name: 'data', emptyDir: {} },
      {
        name,
        projected: {
          defaultMode: 420,
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            {
              downwardAPI: {
                items: [
                  { path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } },
                ],
              },
            },
          ],
        },
      },
    ]);
    const token = `${name} ${MOUNT_PATH}`;
    expect(mounts(pod)).toEqual([[token], [token], ['data /data', token]]);
    expect(pod.spec.containers[0]?.volumeMounts?.[0]).toEqual({
      name,
      mountPath: MOUNT_PATH,
      readOnly: true,
    });
  });

  it('no token where something is mounted in its place', () => {
    const own = { name: 'own', mountPath: MOUNT_PATH };
    const spec = { volumes: [{ name: 'own', emptyDir: {} }] };
    const pod = admitted(
      makePod('web', { containers: [{ name: 'a', image: 'nginx', volumeMounts: [own] }], spec }),
    );
    expect(pod.spec.volumes).toEqual(spec.volumes);
    expect(pod.spec.containers[0]?.volumeMounts).toEqual([own]);
  });

  it.each([
    ['neither says anything', undefined, undefined, true],
    ['the account says no', undefined, false, false],
    ['the Pod says no', false, undefined, false],
    ['the Pod says yes and the account no', true, false, true],
    ['the Pod says no and the account yes', false, true, false],
  ])('a token or none when %s', (_, pod, ofAccount, expected) => {
    const made = admitted(
      makePod('web', {
        spec: {
          serviceAccountName: 'robot',
          ...(pod !== undefined && { automountServiceAccountToken: pod }),
        },
      }),
      account('robot', ofAccount === undefined ? {} : { automountServiceAccountToken: ofAccount }),
    );
    expect(made.spec.serviceAccount).toBe('robot');
    expect((made.spec.volumes?.length ?? 0) > 0).toBe(expected);
    expect(mounts(made)[0] !== undefined).toBe(expected);
  });

  it('the pull secrets of its account unless it has its own', () => {
    const robot = account('robot', { imagePullSecrets: [{ name: 'registry' }] });
    const spec = { serviceAccountName: 'robot' };
    expect(admitted(makePod('web', { spec }), robot).spec.imagePullSecrets).toEqual([{ name: 'registry' }]);
    const own = { ...spec, imagePullSecrets: [{ name: 'mine' }] };
    expect(admitted(makePod('web', { spec: own }), robot).spec.imagePullSecrets).toEqual([{ name: 'mine' }]);
  });
});

describe('a Pod whose account does not exist', () => {
  const inDev = (name: string, spec = {}) => makePod(name, { namespace: 'dev', spec });
  const plane = (): ControlPlane => {
    const fresh = new ControlPlane();
    fresh.create(makeNamespace('dev'), 'namespaces');
    return fresh;
  };

  it('is refused at once when it names one', () => {
    const cluster = plane();
    const startMs = cluster.nowMs;
    expect(cluster.create(inDev('web', { serviceAccountName: 'robot' }), 'pods')).toMatchObject({
      code: 403,
      status: {
        reason: 'Forbidden',
        message:
          'pods "web" is forbidden: error looking up service account dev/robot: serviceaccount "robot" not found',
      },
    });
    expect(cluster.nowMs - startMs).toBeLessThan(100);
  });

  it('is refused for lack of the default one only after ten looks', () => {
    const cluster = plane();
    const startMs = cluster.nowMs;
    const pod = { ...inDev(''), metadata: { generateName: 'web-', namespace: 'dev' } };
    expect(cluster.create(pod, 'pods')).toMatchObject({
      code: 403,
      status: {
        message:
          'pods "web-" is forbidden: error looking up service account dev/default: serviceaccount "default" not found',
      },
    });
    expect(cluster.nowMs - startMs).toBeGreaterThanOrEqual(900);
    expect(cluster.nowMs - startMs).toBeLessThan(1900);
  });

  it('gets in when the default one comes meanwhile', () => {
    const cluster = plane();
    const id = cluster.send({ verb: 'create', resource: 'pods', namespace: 'dev', object: inDev('web') });
    cluster.run(500);
    cluster.addServiceAccount('dev');
    cluster.settle();
    expect(cluster.response(id).code).toBe(201);
    expect(cluster.object<Pod>('pods', 'dev/web')?.spec.serviceAccountName).toBe('default');
  });
});

describe('a token', () => {
  const ask = (plane: ControlPlane, name: string, spec: TokenRequest['spec']) => {
    const object: TokenRequest = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: {},
      spec,
    };
    return plane.request({
      verb: 'create',
      resource: 'serviceaccounts',
      namespace: 'default',
      name,
      subresource: 'token',
      object,
    });
  };
  const bound = (pod: Pod) => ({
    kind: 'Pod',
    apiVersion: 'v1',
    name: pod.metadata.name ?? '',
    uid: pod.metadata.uid ?? '',
  });

  it('says for whom it is and how long it is good', () => {
    const plane = new ControlPlane();
    const pod = plane.create(makePod('web'), 'pods').object as Pod;
    const answer = ask(plane, 'default', { expirationSeconds: 3607, boundObjectRef: bound(pod) });
    expect(answer.code).toBe(201);
    const { token = '', expirationTimestamp } = (answer.object as TokenRequest).status ?? {};
    expect(expirationTimestamp).toBe('2026-01-01T01:00:07Z');
    const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(JSON.parse(header ?? '')).toMatchObject({ alg: 'RS256' });
    const parsed = JSON.parse(claims ?? '');
    expect(parsed).toMatchObject({
      sub: 'system:serviceaccount:default:default',
      aud: ['https://kubernetes.default.svc.cluster.local'],
      'kubernetes.io': { namespace: 'default', pod: { name: 'web', uid: pod.metadata.uid } },
    });
    // What admission asks for stays good for a year.
    expect(parsed.exp - parsed.iat).toBe(365 * 24 * 3600);
    expect(plane.stored('serviceaccounts')).toHaveLength(4);
  });

  it.each([
    ['no such account', 'robot', {}, 404, 'serviceaccounts "robot" not found'],
    [
      'no such Pod',
      'default',
      { boundObjectRef: { kind: 'Pod', name: 'nope' } },
      404,
      'pods "nope" not found',
    ],
    [
      'too short a time',
      'default',
      { expirationSeconds: 60 },
      422,
      'TokenRequest.authentication.k8s.io "default" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
    ],
    [
      'a namesake of the Pod',
      'default',
      { boundObjectRef: { kind: 'Pod', name: 'web', uid: 'another' } },
      409,
      expect.stringContaining(
        'the UID in the bound object reference (another) does not match the UID in record.',
      ),
    ],
  ])('is refused for %s', (_, name, spec, code, message) => {
    const plane = new ControlPlane();
    plane.create(makePod('web'), 'pods');
    expect(ask(plane, name, spec)).toMatchObject({ code, status: { message } });
  });
});
