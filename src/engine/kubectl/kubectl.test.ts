import { describe, expect, it } from 'vitest';
import { makeNode, makePod } from '../testing/builders.ts';
import { Cluster } from '../testing/kubectl.ts';

describe('kubectl apply', () => {
  it('creates, leaves alone and configures', () => {
    const cluster = new Cluster();
    expect(cluster.apply(makePod('web'))).toMatchObject({
      line: 'kubectl apply -f pod.yaml',
      stdout: 'pod/web created\n',
      stderr: '',
      exitCode: 0,
    });
    expect(cluster.apply(makePod('web')).stdout).toBe('pod/web unchanged\n');
    expect(cluster.apply(makePod('web', { labels: { a: 'b' } })).stdout).toBe('pod/web configured\n');
    expect(cluster.object('pods', 'default/web')?.metadata.labels).toEqual({ a: 'b' });
    expect(cluster.apply(makePod('web')).stdout).toBe('pod/web configured\n');
    expect(cluster.object('pods', 'default/web')?.metadata.labels).toBeUndefined();
  });
});

describe('kubectl', () => {
  it('tmp', () => {
    const cluster = new Cluster();
    cluster.apply(makeNode('node-1'), makePod('web'));
    for (const line of [
      'get pods',
      'get pod web -o wide',
      'get nodes',
      'get all',
      'get pods,nodes -A',
      'get ns',
      'get svc',
      'get pc',
      'get pods -n kube-system',
      'get pod web -o yaml',
      'taint nodes node-1 a=b:NoSchedule',
      'taint node node-1 a=b:NoSchedule',
      'taint node node-1 a-',
      'label pod web x=y',
      'cordon node-1',
      'uncordon node-1',
      'uncordon node-1',
      'create ns foo',
      'create configmap c --from-literal=a=b',
      'get cm -A',
      'delete pod web',
      'delete pod web',
      'get pods',
      'logs web',
      'foo',
      'get foo',
      'get jobs',
      'run x --image=nginx',
      'create deployment d --image=nginx',
      'scale deploy/d --replicas=3',
      'get deploy',
      'set image deploy/d nginx=nginx:2',
      'drain node-1',
      'get',
      'get pods -l a=b --field-selector foo=bar',
    ]) {
      const o = cluster.kubectl(line);
      console.log(`$ ${o.line}  -> ${o.exitCode}\n${o.stdout}${o.stderr}`);
    }
    console.log(
      cluster.apply({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'B@d' },
        spec: { containers: [{ name: 'a', imagee: 'x' }] },
      }),
    );
    console.log(
      cluster.apply({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'B@d' },
        spec: { containers: [{ name: 'a' }] },
      }),
    );
    console.log(
      cluster.apply(
        { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'B@d' } },
        { apiVersion: 'batch/v3', kind: 'Jub', metadata: { name: 'B@d' } },
      ),
    );
    console.log(cluster.apply(makePod('x', { image: 'a' }), makePod('y', { namespace: 'nope' })));
    console.log(cluster.apply(makePod('x', { spec: { hostname: 'a' } })));
  });
});
