import { describe, expect, it } from 'vitest';
import { lookupPath } from './schema/index.ts';
import { KINDS } from './scheme.ts';
import { findUnmodelled, UNMODELLED_FIELDS } from './unmodelled.ts';

describe('the table', () => {
  it('names only fields that exist', () => {
    for (const { kind, path } of UNMODELLED_FIELDS) {
      const info = KINDS.find((other) => other.kind === (kind === '*' ? 'Pod' : kind));
      if (info === undefined) throw new Error(kind);
      for (const plain of expand(path)) {
        const segments = plain === '' ? [] : plain.replaceAll('[*]', '.0').split('.');
        const typed = segments.map((segment) => (segment === '0' ? 0 : segment));
        expect(lookupPath(info.apiVersion, info.kind, typed), `${kind} ${plain}`).toBeDefined();
      }
    }
  });

  it('speaks both languages', () => {
    for (const { text } of UNMODELLED_FIELDS) {
      expect(text.en).toMatch(/[A-Za-z].*\.$/);
      expect(text['zh-CN']).toMatch(/[\u4e00-\u9fff].*。$/);
    }
  });
});

function expand(path: string): string[] {
  const choice = /\{([^}]*)\}/.exec(path);
  if (choice === null) return [path];
  return (choice[1] ?? '').split(',').flatMap((name) => expand(path.replace(choice[0], name)));
}

describe('finding what is not modelled', () => {
  const uses = (kind: string, object: unknown): string[] =>
    findUnmodelled(kind, object).map(({ path }) => path.join('.'));

  it('goes into lists and alternatives', () => {
    const container = {
      name: 'c',
      volumeMounts: [{}, { mountPropagation: 'Bidirectional' }],
      securityContext: { privileged: false, procMount: 'Unmasked' },
    };
    expect(
      uses('Pod', { spec: { containers: [{ name: 'a' }, container], initContainers: [container] } }),
    ).toEqual([
      'spec.containers.1.securityContext.procMount',
      'spec.initContainers.0.securityContext.procMount',
      'spec.containers.1.volumeMounts.1.mountPropagation',
      'spec.initContainers.0.volumeMounts.1.mountPropagation',
    ]);
  });

  it('passes over what is off or empty', () => {
    expect(
      uses('Pod', { spec: { hostNetwork: false, securityContext: {}, topologySpreadConstraints: [] } }),
    ).toEqual([]);
  });

  it.each([
    [
      'Pod affinity',
      'Pod',
      { spec: { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{}] } } } },
    ],
    ['topology spread', 'Pod', { spec: { topologySpreadConstraints: [{ maxSkew: 1 }] } }],
    ['preemption', 'Pod', { spec: { priorityClassName: 'high', preemptionPolicy: 'Never' } }],
    [
      'volumes made of objects',
      'Pod',
      { spec: { volumes: [{ downwardAPI: {} }, { projected: { sources: [{ secret: {} }] } }] } },
    ],
    ['a Deployment', 'Deployment', { spec: { replicas: 3, template: { spec: { containers: [{}] } } } }],
  ])('says nothing about %s', (_, kind, object) => {
    expect(uses(kind, object)).toEqual([]);
  });

  it('looks at values where only some are meant', () => {
    expect(uses('Service', { spec: { type: 'ClusterIP' } })).toEqual([]);
    expect(uses('Service', { spec: { type: 'LoadBalancer' } })).toEqual(['spec.type']);
  });

  it('holds in templates too, under their path', () => {
    expect(uses('Deployment', { spec: { template: { spec: { runtimeClassName: 'x' } } } })).toContain(
      'spec.template.spec.runtimeClassName',
    );
  });
});
