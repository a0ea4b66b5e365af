import { describe, expect, test } from 'vitest';
import { setFlag } from './flags.ts';

const POD = `# a Pod
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: nginx # the one
      image: nginx
`;
const web = { namespace: 'default', name: 'web' };

describe('a flag in the manifest', () => {
  test('is put into the spec of its Pod, and the rest stays', () => {
    expect(setFlag(POD, web, 'hostNetwork', true)).toBe(
      POD.replace('spec:\n', 'spec:\n  hostNetwork: true\n'),
    );
  });

  test('is taken out again', () => {
    const on = setFlag(POD, web, 'hostPID', true) as string;
    expect(setFlag(on, web, 'hostPID', false)).toBe(POD);
  });

  test('is that of the Pod among several documents', () => {
    const two = `${POD}---\n${POD.replace('name: web', 'name: db')}`;
    const changed = setFlag(two, { namespace: 'default', name: 'db' }, 'hostIPC', true) as string;
    expect(changed.indexOf('hostIPC')).toBeGreaterThan(changed.indexOf('name: db'));
  });

  test.each([
    ['another Pod', POD, { namespace: 'default', name: 'db' }],
    ['another namespace', POD, { namespace: 'prod', name: 'web' }],
    ['no YAML', 'kind: [', web],
    ['nothing', '', web],
    ['a spec in braces', 'kind: Pod\nmetadata: {name: web}\nspec: {containers: []}\n', web],
  ])('is nowhere to put: %s', (_, text, pod) => {
    expect(setFlag(text, pod, 'hostNetwork', true)).toBeNull();
  });
});
