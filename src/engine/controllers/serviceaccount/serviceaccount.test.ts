import { describe, expect, it } from 'vitest';
import type { ConfigMap, KubeObject, Pod } from '../../../api/index.ts';
import { makeNamespace, makePod } from '../../testing/builders.ts';
import { Lab } from '../../testing/lab.ts';

const account = (lab: Lab, namespace: string) =>
  lab.object<KubeObject>('serviceaccounts', `${namespace}/default`);
const certificate = (lab: Lab, namespace: string) =>
  lab.object<ConfigMap>('configmaps', `${namespace}/kube-root-ca.crt`);

describe('every namespace has', () => {
  it('an account and the certificate of the cluster when the cluster is up', () => {
    const lab = new Lab();
    for (const namespace of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
      expect(account(lab, namespace)?.kind).toBe('ServiceAccount');
      expect(certificate(lab, namespace)?.data?.['ca.crt']).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
    }
  });

  it('both soon after it is made, so that a Pod of the same file gets in', () => {
    const lab = new Lab().apply(makeNamespace('dev'), makePod('web', { namespace: 'dev' })).settle();
    expect(lab.object<Pod>('pods', 'dev/web')?.status?.phase).toBe('Running');
  });

  it('both again when somebody deletes them', () => {
    const lab = new Lab();
    const before = [account(lab, 'default'), certificate(lab, 'default')];
    lab.kubectl('delete configmap kube-root-ca.crt').kubectl('delete serviceaccount default').settle();
    const after = [account(lab, 'default'), certificate(lab, 'default')];
    for (const [index, object] of after.entries()) {
      expect(object).toBeDefined();
      expect(object?.metadata.uid).not.toBe(before[index]?.metadata.uid);
    }
  });

  it('the certificate as it was when somebody changes it', () => {
    const lab = new Lab();
    const before = certificate(lab, 'default')?.data;
    const changed: ConfigMap = {
      ...(certificate(lab, 'default') as ConfigMap),
      data: { 'ca.crt': 'mine', more: 'x' },
    };
    lab.apply(changed).settle();
    expect(certificate(lab, 'default')?.data).toEqual(before);
  });

  it('neither any more when it goes', () => {
    const lab = new Lab().apply(makeNamespace('dev')).settle();
    expect(account(lab, 'dev')).toBeDefined();
    lab.kubectl('delete namespace dev').settle();
    expect([account(lab, 'dev'), certificate(lab, 'dev')]).toEqual([undefined, undefined]);
  });
});
