import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../api/index.ts';
import { makeConfigMap, makePersistentVolume, makePersistentVolumeClaim } from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';

const CLAIM = 'kubernetes.io/pvc-protection';
const held = (...finalizers: string[]) => ({ metadata: { finalizers } });

describe('finalizers that protect what is in use', () => {
  it.each([
    ['a claim', makePersistentVolumeClaim('x'), 'persistentvolumeclaims', [CLAIM]],
    ['a volume', makePersistentVolume('x'), 'persistentvolumes', ['kubernetes.io/pv-protection']],
    [
      'a claim that has it',
      makePersistentVolumeClaim('x', {}, held(CLAIM)),
      'persistentvolumeclaims',
      [CLAIM],
    ],
    ['anything else', makeConfigMap('x'), 'configmaps', undefined],
  ] as [string, KubeObject, string, string[] | undefined][])('%s', (_, object, resource, expected) => {
    const answer = new ControlPlane().create(object, resource);
    expect(answer.code, answer.status?.message).toBe(201);
    expect(answer.object?.metadata.finalizers).toEqual(expected);
  });
});
