import { describe, expect, test } from 'vitest';
import { complete, type Surroundings } from './complete.ts';
import { filesFor, problemOfName, workspaceFiles } from './files.ts';

const around: Surroundings = {
  files: ['nginx.conf', 'pod.yaml'],
  names({ resource }, namespace) {
    if (resource === 'nodes') return ['node-1', 'node-2'];
    if (resource === 'namespaces') return ['default', 'kube-system'];
    if (resource !== 'pods') return [];
    return namespace === 'kube-system' ? ['dns'] : ['web-7957885594-cvd6w', 'web-7957885594-jx9c8', 'db'];
  },
};

describe('completing a kubectl line', () => {
  test.each([
    ['des', 'describe '],
    ['desc', 'describe '],
    ['describe no', 'describe nodes '],
    ['describe node node-', 'describe node node-'],
    ['describe node node-1', 'describe node node-1 '],
    ['get po', 'get pods '],
    ['delete pod d', 'delete pod db '],
    ['delete pod w', 'delete pod web-7957885594-'],
    ['delete pod db w', 'delete pod db web-7957885594-'],
    ['get pod/d', 'get pod/db '],
    ['get pods -n kube-system d', 'get pods -n kube-system dns '],
    ['get pods -n k', 'get pods -n kube-system '],
    ['-n kube-system get pods d', '-n kube-system get pods dns '],
    ['get pods -o wide d', 'get pods -o wide db '],
    ['cordon node-1 n', 'cordon node-1 node-2 '],
    ['create conf', 'create configmap '],
    ['create secret g', 'create secret generic '],
    ['rollout s', 'rollout status '],
    ['apply -f p', 'apply -f pod.yaml '],
    ['exec -it d', 'exec -it db '],
    ['logs pod/d', 'logs pod/db '],
    ['top no', 'top node '],
    ['top node node-1', 'top node node-1 '],
    ['cp nginx.conf d', 'cp nginx.conf db:'],
    ['cp n', 'cp nginx.conf '],
    ['create configmap c --from-file=n', 'create configmap c --from-file=nginx.conf '],
  ])('%j becomes %j', (line, completed) => {
    expect(complete(line, around)?.line).toBe(completed);
  });

  test.each(['frob', 'get pods zzz', 'get pods --all', 'version x', 'explain pod.spec'])(
    '%j has nothing to go on with',
    (line) => {
      expect(complete(line, around)).toBeNull();
    },
  );

  test('several choices are told', () => {
    expect(complete('describe node ', around)).toEqual({
      line: 'describe node node-',
      options: ['node-1', 'node-2'],
    });
    expect(complete('', around)?.options).toContain('describe');
  });
});

describe('the files of the workspace', () => {
  const said = (line: string, exitCode: number | null) => ({
    id: 1,
    atMs: 0,
    line: `kubectl ${line}`,
    stdout: '',
    stderr: '',
    exitCode,
  });
  const page = {
    manifest: 'kind: Pod',
    files: { 'nginx.conf': 'events {}', 'conf/a': '1', 'conf/b': '2' },
    kubectl: [said('apply -f deployment.yaml', 0), said('apply -f missing.yaml', 1)],
  };

  test('are the manifest and the reader’s own', () => {
    expect(Object.keys(workspaceFiles(page))).toEqual(['pod.yaml', 'nginx.conf', 'conf/a', 'conf/b']);
  });

  test.each([
    ['apply -f pod.yaml', ['pod.yaml']],
    ['create cm c --from-file=nginx.conf', ['nginx.conf']],
    ['create cm c --from-file=conf', ['conf/a', 'conf/b']],
    ['get pods', undefined],
    // What Apply was shown as is the editor's text; a file that was never there is still not there.
    ['apply -f deployment.yaml', ['deployment.yaml']],
    ['apply -f missing.yaml', undefined],
  ])('%s takes %j along', (line, names) => {
    const files = filesFor(line, page);
    expect(files && Object.keys(files)).toEqual(names && expect.arrayContaining(names));
  });

  test.each([
    ['', 'empty'],
    ['my file', 'signs'],
    ['/etc/passwd', 'signs'],
    ['nginx.conf', 'taken'],
    ['conf.d/site.conf', null],
  ])('the name %j is %s', (name, problem) => {
    expect(problemOfName(name, ['nginx.conf'])).toBe(problem);
  });
});
