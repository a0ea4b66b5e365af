import { describe, expect, it } from 'vitest';
import { METRICS_ADDONS } from '../../metrics/addons.ts';
import { makeNode, makePod } from '../../testing/builders.ts';
import { Lab, sh } from '../../testing/lab.ts';

function run(lab: Lab, line: string) {
  lab.kubectl(line).run(500);
  const { stdout, stderr, exitCode } = lab.world.kubectl.outputs.at(-1) ?? {};
  return { stdout, stderr, exitCode };
}

const failed = (stderr: string) => ({ stdout: '', stderr, exitCode: 1 });

/** A cluster with a Pod that computes on half a processor beside one that does nothing. */
function busy(): Lab {
  const burn = { ...sh('while true; do :; done'), resources: { limits: { cpu: '500m' } } };
  const redis = { name: 'cache', image: 'redis:7' };
  const pods = [
    makePod('burn', { labels: { app: 'burn' }, containers: [{ name: 'c', ...burn }, redis] }),
    makePod('idle', { containers: [{ name: 'c', ...sh('sleep 36000') }] }),
  ];
  return new Lab({ addons: METRICS_ADDONS }).apply(...pods).run(75_000);
}

describe('kubectl top', () => {
  const lab = busy();

  it('shows what Pods use', () => {
    const { stdout, stderr, exitCode } = run(lab, 'top pod');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatch(
      /^NAME {3}CPU\(cores\) {3}MEMORY\(bytes\) {3}\nburn {3}(499|500|501)m {9}\d+Mi +\nidle {3}0m {11}\d+Mi +\n$/,
    );
  });

  it.each([
    ['top pods --no-headers --sort-by=cpu', /^burn .*\nidle .*\n$/],
    ['top po --sort-by=memory --no-headers', /^burn .*\nidle .*\n$/],
    ['top pod -l app=burn --no-headers', /^burn .*\n$/],
    ['top pod idle', /^NAME .*\nidle .*\n$/],
    ['top pod burn --containers', /^POD {4}NAME .*\nburn {3}c .*\nburn {3}cache {3}0m .*\n$/],
    ['top pod -A', /^NAMESPACE {3}NAME .*\ndefault {5}burn .*\ndefault {5}idle .*\n$/],
    ['top pod --sum', /\nidle .*\n {7}________ {5}________ {8}\n {7}(499|500|501)m {9}\d+Mi +\n$/],
    [
      'top node',
      /^NAME {5}CPU\(cores\) {3}CPU\(%\) {3}MEMORY\(bytes\) {3}MEMORY\(%\) {3}\nnode-1 {3}(499|500|501)m +1[0-9]% .*\n$/,
    ],
    ['top nodes node-1 --no-headers', /^node-1 .*\n$/],
  ])('%s', (line, expected) => {
    expect(run(lab, line)).toMatchObject({
      stdout: expect.stringMatching(expected),
      stderr: '',
      exitCode: 0,
    });
  });

  it.each([
    ['top pod none', 'Error from server (NotFound): podmetrics.metrics.k8s.io "default/none" not found\n'],
    ['top node none', 'Error from server (NotFound): nodemetrics.metrics.k8s.io "none" not found\n'],
    ['top pod --sort-by=name', 'error: --sort-by accepts only cpu or memory\n'],
    ['top pod idle -l a=b', 'error: only one of NAME or selector can be provided\n'],
    ['top pod --show-swap', 'error: Podscope does not model kubectl top pod --show-swap yet\n'],
  ])('%s', (line, stderr) => {
    expect(run(lab, line)).toEqual(failed(stderr));
  });

  it('finds nothing where there is nothing', () => {
    expect(run(lab, 'top pod -n kube-public')).toEqual({
      stdout: '',
      stderr: 'No resources found in kube-public namespace.\n',
      exitCode: 0,
    });
  });
});

describe('the metrics server', () => {
  it('is not there unless it is installed, and goes with its Service', () => {
    const bare = new Lab().run(40_000);
    const none = failed('error: Metrics API not available\n');
    expect([run(bare, 'top pod'), run(bare, 'top node')]).toEqual([none, none]);
    expect(bare.records.some(({ from }) => from === 'metrics-server')).toBe(false);
    bare.apply(...METRICS_ADDONS).run(40_000);
    expect(run(bare, 'top node').exitCode).toBe(0);
    run(bare, 'delete service metrics-server -n kube-system');
    expect(run(bare, 'top node')).toEqual(none);
    const { length } = bare.records;
    bare.run(60_000);
    expect(bare.records.slice(length).some(({ to }) => to === 'metrics-server')).toBe(false);
  });

  it('needs two looks at a container', () => {
    const lab = new Lab({ addons: METRICS_ADDONS }).run(20_000);
    lab.apply(makePod('web')).run(4000);
    expect(run(lab, 'top pod')).toEqual(failed('error: metrics not available yet\n'));
    lab.run(31_000);
    expect(run(lab, 'top pod').stdout).toMatch(/\nweb /);
  });

  it('knows nothing of a node that is down', () => {
    const lab = new Lab({ addons: METRICS_ADDONS, nodes: [makeNode('a'), makeNode('b')] }).run(40_000);
    lab.issue({ type: 'fault', fault: { kind: 'NodeDown', node: 'b' } }).run(40_000);
    expect(run(lab, 'top node').stdout).toMatch(/\na .*\nb +<unknown> +<unknown> +<unknown> +<unknown> +\n$/);
  });

  it('costs a cluster that has nothing to do two messages a node every 15 seconds', () => {
    const lab = new Lab({ addons: METRICS_ADDONS }).apply(makePod('web')).run(60_000);
    const { length } = lab.records;
    lab.run(60_000);
    const own = lab.records
      .slice(length)
      .filter(({ from, to }) => [from, to].some((one) => one === 'metrics-server'));
    expect(own.length).toBe(8);
    expect(own.every(({ verb }) => verb === 'scrape' || verb === 'metrics')).toBe(true);
    expect(lab.world.queue.foreground).toBe(0);
  });
});
