import { describe, expect, it } from 'vitest';
import { locateField } from './locate.ts';

const TEXT = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
---
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  tolerations:
  - key: dedicated
    operator: Exists
  containers:
  - name: app
    image: nginx
`;

describe('locateField', () => {
  it.each([
    ['a block from its key to its last line', { path: 'spec.tolerations' }, { from: 11, to: 13 }],
    ['a plain value', { path: 'spec.containers[0].image' }, { from: 16, to: 16 }],
    [
      'a field of the named object',
      { path: 'metadata.name', object: { kind: 'Pod', name: 'web' } },
      { from: 9, to: 9 },
    ],
    ['a field of the first object that has it', { path: 'metadata.name' }, { from: 4, to: 4 }],
    ['nothing for what is not written', { path: 'spec.nodeName' }, null],
  ])('finds %s', (_, field, expected) => {
    expect(locateField(TEXT, field)).toEqual(expected);
  });
});
