import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/index.ts';
import { makeConfigMap, makeDeployment, makeNamespace, makePod } from '../../testing/builders.ts';
import { Cluster } from '../../testing/kubectl.ts';
import { LAST_APPLIED } from './apply.ts';

describe('kubectl apply', () => {
  it('asks first, then creates, and says so', () => {
    const cluster = new Cluster();
    const before = cluster.records.length;
    expect(cluster.apply(makePod('web'))).toMatchObject({
      line: 'kubectl apply -f pod.yaml',
      stdout: 'pod/web created\n',
      stderr: '',
      exitCode: 0,
    });
    const told = cluster.records
      .slice(before)
      .filter(({ from, to }) => from === 'kubectl' || to === 'kubectl')
      .map(({ verb, object }) => `${verb} ${object?.kind ?? ''}`.trim());
    expect(told).toEqual(['run', 'get Pod', 'reply Pod', 'create Pod', 'reply Pod']);
  });

  it('writes down what was applied', () => {
    const cluster = new Cluster();
    cluster.apply({ ...makePod('web'), metadata: { name: 'web' } });
    expect(cluster.object('pods', 'default/web')?.metadata.annotations?.[LAST_APPLIED]).toBe(
      '{"apiVersion":"v1","kind":"Pod","metadata":{"annotations":{},"name":"web","namespace":"default"},' +
        '"spec":{"containers":[{"image":"nginx:1.27","name":"app"}]}}\n',
    );
  });

  it('leaves alone what stands, configures what does not, and takes back what it once set', () => {
    const cluster = new Cluster();
    cluster.apply(makePod('web', { labels: { a: '1', b: '2' } }));
    expect(cluster.apply(makePod('web', { labels: { a: '1', b: '2' } })).stdout).toBe('pod/web unchanged\n');
    cluster.kubectl('label pod web other=x');
    expect(cluster.apply(makePod('web', { labels: { a: '9' }, image: 'nginx:2' })).stdout).toBe(
      'pod/web configured\n',
    );
    const pod = cluster.object<Pod>('pods', 'default/web');
    expect(pod?.metadata.labels).toEqual({ a: '9', other: 'x' });
    expect(pod?.spec.containers).toMatchObject([
      { name: 'app', image: 'nginx:2', imagePullPolicy: 'IfNotPresent' },
    ]);
  });

  it('sends the objects one after another, and goes on after a failure', () => {
    const cluster = new Cluster();
    const output = cluster.apply(
      makeNamespace('team'),
      makeConfigMap('a', {}, { namespace: 'team' }),
      makePod('Bad'),
      makeDeployment('d'),
    );
    expect(output).toMatchObject({
      line: 'kubectl apply -f manifests.yaml',
      stdout: 'namespace/team created\nconfigmap/a created\ndeployment.apps/d created\n',
      stderr: expect.stringMatching(
        /^The Pod "Bad" is invalid: metadata\.name: Invalid value: "Bad": a lowercase RFC 1123 subdomain/,
      ),
      exitCode: 1,
    });
  });

  const bad = (object: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, ...object });
  const failures: [string, object[], string][] = [
    [
      'several mistakes',
      [bad({ spec: { containers: [{ name: 'a' }], restartPolicy: 'Sometimes' } })],
      'The Pod "x" is invalid: \n* spec.containers[0].image: Required value\n* spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"\n',
    ],
    [
      'an unknown field',
      [bad({ spec: { containers: [{ name: 'a', imagee: 'x' }] } })],
      'Error from server (BadRequest): error when creating "pod.yaml": Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].imagee"\n',
    ],
    [
      'a missing namespace',
      [makePod('x', { namespace: 'nope' })],
      'Error from server (NotFound): error when creating "pod.yaml": namespaces "nope" not found\n',
    ],
    [
      'an unknown kind',
      [{ apiVersion: 'bar/v1', kind: 'Foo', metadata: { name: 'x' } }],
      'error: resource mapping not found for name: "x" namespace: "" from "foo.yaml": no matches for kind "Foo" in version "bar/v1"\nensure CRDs are installed first\n',
    ],
    [
      'a kind that is not modelled',
      [{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'x' } }],
      'error: resource mapping not found for name: "x" namespace: "" from "job.yaml": no matches for kind "Job" in version "batch/v1"\nPodscope does not model Job (batch/v1) yet.\n',
    ],
    [
      'a generated name',
      [bad({ metadata: { generateName: 'x-' } })],
      'error: from x-: cannot use generate name with apply\n',
    ],
    ['no name', [bad({ metadata: {} })], 'error: resource name may not be empty\n'],
    ['nothing', [], 'error: no objects passed to apply\n'],
  ];
  it.each(failures)('tells of %s', (_, objects, stderr) => {
    const cluster = new Cluster();
    const before = cluster.stored('pods');
    expect(cluster.apply(...objects)).toMatchObject({ stdout: '', stderr, exitCode: 1 });
    expect(cluster.stored('pods')).toEqual(before);
  });

  it('warns when the object was not made by apply, and then takes it over', () => {
    const cluster = new Cluster();
    cluster.create(makePod('web'), 'pods');
    const output = cluster.apply(makePod('web', { labels: { a: 'b' } }));
    expect(output.stderr).toMatch(
      /^Warning: resource pods\/web is missing the kubectl\.kubernetes\.io\/last-applied-configuration annotation/,
    );
    expect(output).toMatchObject({ stdout: 'pod/web configured\n', exitCode: 0 });
    expect(cluster.apply(makePod('web', { labels: { a: 'b' } }))).toMatchObject({
      stdout: 'pod/web unchanged\n',
      stderr: '',
    });
  });

  it('shows the patch that was refused', () => {
    const cluster = new Cluster();
    cluster.apply(makeDeployment('d'));
    const object = { ...makeDeployment('d'), spec: { ...makeDeployment('d').spec, replica: 2 } };
    expect(cluster.apply(object).stderr).toMatch(
      new RegExp(
        '^Error from server \\(BadRequest\\): error when applying patch:\n' +
          '\\{"metadata":.*"spec":\\{"replica":2\\}\\}\n' +
          'to:\n' +
          'Resource: "apps/v1, Resource=deployments", GroupVersionKind: "apps/v1, Kind=Deployment"\n' +
          'Name: "d", Namespace: "default"\n' +
          'for: "deployment.yaml": error when patching "deployment.yaml": ' +
          'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replica"\n$',
      ),
    );
  });
});
