import { describe, expect, it } from 'vitest';
import { parseManifest } from './parse.ts';

const TEXT = `# a Pod
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app.kubernetes.io/name: web
spec:
  containers:
  - name: nginx
    image: nginx:1.27
    args: ["-c", "sleep 1"]
    ports:
    - containerPort: 80
  - image: b:1
`;

function first(text = TEXT) {
  const [document] = parseManifest(text).documents;
  if (document === undefined) throw new Error('no document');
  return document;
}

function where(path: string, text = TEXT): string {
  const { line, column, endLine, endColumn, exact } = first(text).locate(path);
  return `${line}:${column}-${endLine}:${endColumn}${exact ? '' : ' near'}`;
}

describe('from a field to its text', () => {
  it.each([
    ['kind', '3:7-3:10'],
    ['metadata', '4:1-4:9'],
    ['metadata.labels[app.kubernetes.io/name]', '7:29-7:32'],
    ['spec.containers[0].image', '11:12-11:22'],
    ['spec.containers[0].args[1]', '12:18-12:27'],
    ['spec.containers[0].ports[0].containerPort', '14:22-14:24'],
    ['spec.containers[1]', '15:5-15:10'],
    ['spec.containers[1].name', '15:5-15:10 near'],
    ['spec.containers[9].name', '9:3-9:13 near'],
    ['spec.affinity.nodeAffinity', '8:1-8:5 near'],
    ['status', '2:1-2:11 near'],
  ])('%s stands at %s', (path, expected) => {
    expect(where(path)).toBe(expected);
  });

  it('goes into the items of a List and through aliases', () => {
    const list = `kind: List\napiVersion: v1\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: &m\n    name: a\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: *m\n`;
    const [, second] = parseManifest(list).documents;
    expect(second?.locate('metadata.name').line).toBe(7);
    expect(second?.locate('kind').line).toBe(9);
    expect(second?.lines).toEqual({ first: 8, last: 10 });
  });
});

describe('from a position to its field', () => {
  it.each([
    [5, 10, 'metadata.name'],
    [5, 4, 'metadata.name'],
    [11, 15, 'spec.containers.0.image'],
    [12, 20, 'spec.containers.0.args.1'],
    [14, 23, 'spec.containers.0.ports.0.containerPort'],
  ])('%d:%d is %s', (line, column, path) => {
    expect(first().pathAt(line, column)?.join('.')).toBe(path);
  });

  it('is nothing outside', () => {
    expect(first().pathAt(99, 1)).toBeUndefined();
    expect(first().pathAt(1, 1)).toBeUndefined();
  });
});

describe('the head of a document', () => {
  it('names it', () => {
    const { apiVersion, kind, name, namespace } = first();
    expect([apiVersion, kind, name, namespace]).toEqual(['v1', 'Pod', 'web', '']);
  });

  it('is empty text where it says nothing', () => {
    const { apiVersion, kind, name } = first('- 1\n');
    expect([apiVersion, kind, name]).toEqual(['', '', '']);
  });
});
