import { describe, expect, it } from 'vitest';
import { SCHEMA_KINDS } from './schema/index.ts';
import {
  apiVersionsOf,
  findKind,
  findResource,
  findUnmodelledResource,
  KINDS,
  kindInfo,
  kindOf,
  lookupKind,
  qualifiedKind,
  qualifiedResource,
  UNMODELLED_KINDS,
} from './scheme.ts';

describe('the table', () => {
  it('has no resource, short name or kind twice', () => {
    const names = KINDS.flatMap((info) => [info.resource, info.singular, ...info.shortNames]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has a schema for every kind that can be stored', () => {
    const missing = KINDS.filter((info) => !SCHEMA_KINDS.includes(`${info.apiVersion} ${info.kind}`));
    expect(missing).toEqual([]);
  });

  it('does not list a kind as modelled and not modelled', () => {
    const modelled = new Set(KINDS.map((info) => `${info.apiVersion} ${info.kind}`));
    expect(UNMODELLED_KINDS.filter((info) => modelled.has(`${info.apiVersion} ${info.kind}`))).toEqual([]);
  });

  it('splits groups and versions', () => {
    expect(kindInfo('Pod')).toMatchObject({ group: '', version: 'v1', resource: 'pods', namespaced: true });
    expect(kindInfo('StorageClass')).toMatchObject({
      group: 'storage.k8s.io',
      version: 'v1',
      namespaced: false,
    });
    expect(kindOf({ apiVersion: 'apps/v1', kind: 'Deployment' })?.subresources).toEqual(['status', 'scale']);
    expect(findKind('v1', 'Deployment')).toBeUndefined();
  });
});

describe('resource names', () => {
  it.each([
    ['pods', 'Pod'],
    ['pod', 'Pod'],
    ['po', 'Pod'],
    ['Pod', 'Pod'],
    ['deploy', 'Deployment'],
    ['deployments.apps', 'Deployment'],
    ['deployments.v1.apps', 'Deployment'],
    ['pvc', 'PersistentVolumeClaim'],
    ['sc', 'StorageClass'],
    ['ev', 'Event'],
  ])('%s is %s', (name, kind) => {
    expect(findResource(name)?.kind).toBe(kind);
  });

  it.each(['jobs', 'widgets', 'deployments.batch', ''])('%j is nothing that is modelled', (name) => {
    expect(findResource(name)).toBeUndefined();
  });

  it('tells what exists in Kubernetes but not here', () => {
    expect(findUnmodelledResource('jobs')?.kind).toBe('Job');
    expect(findUnmodelledResource('ingresses.networking.k8s.io')?.kind).toBe('Ingress');
    expect(findUnmodelledResource('widgets')).toBeUndefined();
  });

  it('are qualified as errors print them', () => {
    expect(qualifiedResource(kindInfo('Pod'))).toBe('pods');
    expect(qualifiedResource(kindInfo('Deployment'))).toBe('deployments.apps');
    expect(qualifiedKind(kindInfo('Deployment'))).toBe('Deployment.apps');
  });
});

describe('lookup', () => {
  it('finds what is modelled', () => {
    expect(lookupKind('v1', 'Pod').found).toBe('modelled');
    expect(lookupKind('v1', 'Binding').found).toBe('modelled');
  });

  it('says when a kind is known but not modelled', () => {
    expect(lookupKind('apps/v1', 'StatefulSet')).toMatchObject({
      found: 'unmodelled',
      message:
        'apps/v1 StatefulSet exists in Kubernetes 1.36 but is not modelled here, so it cannot be stored or run',
    });
  });

  it('says when there is no such kind, and where the kind does live', () => {
    expect(lookupKind('v1', 'Deployment')).toEqual({
      found: 'unknown',
      message: 'no matches for kind "Deployment" in version "v1"',
      candidates: ['apps/v1'],
    });
    expect(lookupKind('example.com/v1', 'Widget')).toMatchObject({ found: 'unknown', candidates: [] });
    expect(apiVersionsOf('Event')).toEqual(['v1', 'events.k8s.io/v1']);
  });
});
