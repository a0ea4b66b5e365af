import { expect, test } from 'vitest';
import { makePod } from '../../testing/builders.ts';
import { defaultBinder } from './defaultBinder.ts';

test('names the Pod, with its UID so that no namesake is bound, and the node', () => {
  expect(defaultBinder.bind(makePod('web', { uid: 'u-1' }), 'node-2')).toEqual({
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { namespace: 'default', name: 'web', uid: 'u-1' },
    target: { kind: 'Node', name: 'node-2' },
  });
});
