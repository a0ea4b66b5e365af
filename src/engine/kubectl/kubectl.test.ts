import { describe, expect, it } from 'vitest';
import { KUBECTL_COMMANDS } from '../../api/index.ts';
import { makeDeployment, makeNode, makePod } from '../testing/builders.ts';
import { Cluster } from '../testing/kubectl.ts';
import { VERBS } from './commands/index.ts';
import type { KubectlOutput } from './kubectl.ts';

/** A cluster with a node and two Pods, one of them on it. */
function cluster(): Cluster {
  const made = new Cluster();
  made.addNode(makeNode('node-1'));
  made.apply(makePod('web', { labels: { app: 'web' } }), makePod('db', { nodeName: 'node-1' }));
  return made;
}

const shown = ({ stdout, stderr, exitCode }: KubectlOutput) => `${stdout}${stderr}exit ${exitCode}`;

describe('kubectl', () => {
  const cases: [line: string, output: string][] = [
    [
      'get pods',
      'NAME   READY   STATUS    RESTARTS   AGE\ndb     0/1     Pending   0          0s\nweb    0/1     Pending   0          0s\nexit 0',
    ],
    ['get pod -l app=web --no-headers', 'web   0/1   Pending   0     0s\nexit 0'],
    ['get pods --field-selector spec.nodeName=node-1 -o name', 'pod/db\nexit 0'],
    [
      'get po/web no/node-1',
      'NAME      READY   STATUS    RESTARTS   AGE\npod/web   0/1     Pending   0          0s\n\nNAME          STATUS   ROLES    AGE   VERSION\nnode/node-1   Ready    <none>   0s    \nexit 0',
    ],
    [
      'get pods web --show-labels -A',
      'error: a resource cannot be retrieved by name across all namespaces\nexit 1',
    ],
    [
      'get pod web --show-labels',
      'NAME   READY   STATUS    RESTARTS   AGE   LABELS\nweb    0/1     Pending   0          0s    app=web\nexit 0',
    ],
    [
      'get pods -L app,tier -n default',
      'NAME   READY   STATUS    RESTARTS   AGE   APP   TIER\ndb     0/1     Pending   0          0s          \nweb    0/1     Pending   0          0s    web   \nexit 0',
    ],
    ['get pods -n kube-system', 'No resources found in kube-system namespace.\nexit 0'],
    ['get pv', 'No resources found\nexit 0'],
    [
      'get pod web nope',
      'NAME   READY   STATUS    RESTARTS   AGE\nweb    0/1     Pending   0          0s\nError from server (NotFound): pods "nope" not found\nexit 1',
    ],
    ['get pod nope --ignore-not-found', 'exit 0'],
    ['get unicorns', 'error: the server doesn\'t have a resource type "unicorns"\nexit 1'],
    [
      'get jobs',
      'error: the server doesn\'t have a resource type "jobs"\nPodscope does not model jobs yet.\nexit 1',
    ],
    ['get pods -o jsonpath={.items[*].metadata.name}', 'db webexit 0'],
    [
      'get pods -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\t"}{.status.phase}{"\\n"}{end}\'',
      'db\tPending\nweb\tPending\nexit 0',
    ],
    ['get pod web -o jsonpath={.spec.containers[0].image}', 'nginx:1.27exit 0'],
    ['get pods -o jsonpath={.items[', 'error: error parsing jsonpath {.items[, unterminated array\nexit 1'],
    [
      'get pods -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName,IMAGES:.spec.containers[*].image',
      'NAME   NODE     IMAGES\ndb     node-1   nginx:1.27\nweb    <none>   nginx:1.27\nexit 0',
    ],
    [
      'get pods -o custom-columns=NAME',
      'error: unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>\nexit 1',
    ],
    [
      'get pods -o go-template=\'{{range .items}}{{.metadata.name}} {{.status.phase}}{{"\\n"}}{{end}}\'',
      'db Pending\nweb Pending\nexit 0',
    ],
    [
      'get pods -o go-template={{.items}',
      "error: error parsing template {{.items}, template: output:1: bad character U+007D '}'\nexit 1",
    ],
    ['get pods --sort-by=.metadata.labels.app -o name', 'pod/db\npod/web\nexit 0'],
    ['get pods --sort-by={.spec.nodeName} -o name', 'pod/web\npod/db\nexit 0'],
    [
      'get pods --sort-by=.spec.nope',
      'error: couldn\'t find any field with path "{.spec.nope}" in the list of objects\nexit 1',
    ],
    ['-n kube-system get pods', 'No resources found in kube-system namespace.\nexit 0'],
    ['get sa', 'NAME      AGE\ndefault   0s\nexit 0'],
    ['get pods,nodes -w', 'error: you may only specify a single resource type\nexit 1'],
    ['get pods --nope', "error: unknown flag: --nope\nSee 'kubectl get --help' for usage.\nexit 1"],
    [
      'get pods --field-selector foo=bar',
      'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "foo=bar": field label not supported: foo\nexit 1',
    ],
    ['taint nodes node-1 k=v:NoSchedule', 'node/node-1 tainted\nexit 0'],
    ['taint node/node-1 k=v:NoSchedule', 'node/node-1 tainted\nexit 0'],
    ['taint nodes --all k:NoExecute', 'node/node-1 tainted\nexit 0'],
    ['taint nodes node-1 k:NoExecute-', 'error: taint "k:NoExecute" not found\nexit 1'],
    [
      'taint nodes node-1 k=v:Sometimes',
      'error: invalid taint effect: Sometimes, unsupported taint effect\nexit 1',
    ],
    ['taint pods web k:NoExecute', 'error: invalid resource type pods, only node(s) is supported\nexit 1'],
    ['taint nodes node-1', 'error: at least one taint update is required\nexit 1'],
    [
      'taint nodes k:NoExecute',
      'error: one or more resources must be specified as <resource> <name>\nexit 1',
    ],
    ['label pod web tier=front', 'pod/web labeled\nexit 0'],
    ['label pod web app=web', 'pod/web not labeled\nexit 0'],
    ['label pod web app-', 'pod/web unlabeled\nexit 0'],
    ['label pod web nope-', 'label "nope" not found.\npod/web not labeled\nexit 0'],
    ['label pod web app=x', "error: 'app' already has a value (web), and --overwrite is false\nexit 1"],
    ['label pod web app=x --overwrite', 'pod/web labeled\nexit 0'],
    ['label pods --all tier=x', 'pod/db labeled\npod/web labeled\nexit 0'],
    ['label pod web', 'error: at least one label update is required\nexit 1'],
    ['label pod web a=b a-', 'error: can not both modify and remove a label in the same command\nexit 1'],
    ['annotate pod web note="two words"', 'pod/web annotated\nexit 0'],
    ['cordon node-1', 'node/node-1 cordoned\nexit 0'],
    ['uncordon node-1', 'node/node-1 already uncordoned\nexit 0'],
    ['cordon nope', 'Error from server (NotFound): nodes "nope" not found\nexit 1'],
    ['scale deploy/d --replicas=3', 'Error from server (NotFound): deployments.apps "d" not found\nexit 1'],
    ['scale pod/web --replicas=3', 'error: the server could not find the requested resource\nexit 1'],
    ['scale deploy/d', 'error: required flag(s) "replicas" not set\nexit 1'],
    ['set image pod/web app=nginx:2', 'pod/web image updated\nexit 0'],
    ['set image pod/web other=nginx:2', 'error: unable to find container named "other"\nexit 1'],
    ['create ns team', 'namespace/team created\nexit 0'],
    ['create ns default', 'Error from server (AlreadyExists): namespaces "default" already exists\nexit 1'],
    ['create configmap c --from-literal=a=b', 'configmap/c created\nexit 0'],
    ['create cm kube --from-literal=a', 'error: invalid literal source a, expected key=value\nexit 1'],
    ['create cm c -n nope', 'error: failed to create configmap: namespaces "nope" not found\nexit 1'],
    ['create deployment d --image=nginx', 'deployment.apps/d created\nexit 0'],
    ['create job j', 'error: Podscope does not model kubectl create job yet\nexit 1'],
    ['run x --image=busybox -- sleep 1', 'pod/x created\nexit 0'],
    ['run x', 'error: required flag(s) "image" not set\nexit 1'],
    ['delete pod web', 'pod "web" deleted from default namespace\nexit 0'],
    ['delete pods -l app=web', 'pod "web" deleted from default namespace\nexit 0'],
    ['delete pods -l app=nope', 'No resources found\nexit 0'],
    ['delete node node-1', 'node "node-1" deleted\nexit 0'],
    ['delete pod nope', 'Error from server (NotFound): pods "nope" not found\nexit 1'],
    ['delete pod', 'error: resource(s) were provided, but no name was specified\nexit 1'],
    [
      'delete ns default',
      'Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted\nexit 1',
    ],
    [
      'delete pod db --force',
      'pod "db" force deleted from default namespace\nWarning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\nexit 0',
    ],
    [
      'proxy web',
      'error: unknown command "proxy" for "kubectl"\nPodscope does not model kubectl proxy yet.\nexit 1',
    ],
    ['frobnicate', 'error: unknown command "frobnicate" for "kubectl"\nexit 1'],
    [
      'get pods | wc -l',
      "error: the shell's | is not modelled here; run one kubectl command at a time\nexit 1",
    ],
  ];
  it.each(cases)('%s', (line, output) => {
    expect(shown(cluster().kubectl(line))).toBe(output);
  });

  it('keeps what it printed, by command, up to 200', () => {
    const made = cluster();
    const output = made.kubectl('kubectl get pods');
    expect(output.line).toBe('kubectl get pods');
    for (let i = 0; i < 205; i++) made.kubectl('frobnicate');
    expect(made.outputs()).toHaveLength(200);
    expect(made.outputs()[0]?.line).toBe('kubectl frobnicate');
    expect(new Set(made.outputs().map(({ id }) => id)).size).toBe(200);
  });

  it('runs commands beside each other', () => {
    const made = cluster();
    for (const line of ['get pods -o name', 'get nodes -o name', 'label pod web x=y']) {
      made.post({ from: 'user', to: 'kubectl', verb: 'run', body: { type: 'kubectl', line } });
    }
    made.settle();
    expect(
      made
        .outputs()
        .slice(-3)
        .map(({ stdout }) => stdout),
    ).toEqual(['pod/db\npod/web\n', 'node/node-1\n', 'pod/web labeled\n']);
  });

  it('is still waiting while it has no answer', () => {
    const made = cluster();
    made.post({ from: 'user', to: 'kubectl', verb: 'run', body: { type: 'kubectl', line: 'get pods' } });
    made.step();
    expect(made.outputs().at(-1)).toMatchObject({ stdout: '', exitCode: null });
  });
});

it('has the commands that the api says it has', () => {
  const names = VERBS.filter(({ aliasOf }) => aliasOf === undefined).map(({ name }) => name);
  expect(names.sort()).toEqual([...KUBECTL_COMMANDS].sort());
});

describe('kubectl taint', () => {
  it('adds, changes and removes', () => {
    const made = cluster();
    const taints = () => (made.object('nodes', 'node-1') as { spec?: { taints?: unknown } }).spec?.taints;
    made.kubectl('taint nodes node-1 a=1:NoSchedule b:NoExecute');
    expect(made.kubectl('taint nodes node-1 a=2:NoSchedule').stderr).toBe(
      'error: node node-1 already has a taint(s) with same effect(s) and --overwrite is false\n',
    );
    expect(made.kubectl('taint nodes node-1 a=2:NoSchedule --overwrite').stdout).toBe(
      'node/node-1 modified\n',
    );
    expect(taints()).toEqual([
      { key: 'a', value: '2', effect: 'NoSchedule' },
      { key: 'b', effect: 'NoExecute' },
    ]);
    expect(made.kubectl('taint nodes node-1 c:NoSchedule a-').stdout).toBe('node/node-1 modified\n');
    expect(made.kubectl('taint nodes node-1 c- b:NoExecute-').stdout).toBe('node/node-1 untainted\n');
    expect(taints()).toBeUndefined();
  });
});

describe('kubectl delete', () => {
  it('waits until the Pod is gone', () => {
    const made = cluster();
    made.kubectl('delete pod db');
    expect(made.outputs().at(-1)).toMatchObject({
      stdout: 'pod "db" deleted from default namespace\n',
      exitCode: null,
    });
    const options = { gracePeriodSeconds: 0 };
    made.request({ verb: 'delete', resource: 'pods', namespace: 'default', name: 'db', options });
    expect(made.outputs().at(-1)?.exitCode).toBe(0);
  });

  it.each([
    ['--wait=false', 30],
    ['--grace-period=5 --wait=false', 5],
    ['--grace-period=0 --wait=false', 1],
    ['--now --wait=false', 1],
  ])('%s', (flags, seconds) => {
    const made = cluster();
    expect(made.kubectl(`delete pod db ${flags}`).exitCode).toBe(0);
    expect(made.object('pods', 'default/db')?.metadata.deletionGracePeriodSeconds).toBe(seconds);
  });
});

describe('kubectl drain', () => {
  const gone = (made: Cluster, name: string) => {
    const options = { gracePeriodSeconds: 0 };
    made.request({ verb: 'delete', resource: 'pods', namespace: 'default', name, options });
  };

  it('cordons the node and evicts what a controller will replace', () => {
    const made = cluster();
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'u', controller: true };
    made.kubectl('delete pod db --force');
    made.create(makePod('r-1', { nodeName: 'node-1', metadata: { ownerReferences: [owner] } }), 'pods');
    made.kubectl('drain node-1');
    expect(made.outputs().at(-1)).toMatchObject({
      stdout: 'node/node-1 cordoned\nevicting pod default/r-1\n',
      exitCode: null,
    });
    gone(made, 'r-1');
    expect(shown(made.outputs().at(-1) as KubectlOutput)).toBe(
      'node/node-1 cordoned\nevicting pod default/r-1\npod/r-1 evicted\nnode/node-1 drained\nexit 0',
    );
  });

  it('does not evict what nobody would replace, unless forced', () => {
    const made = cluster();
    expect(shown(made.kubectl('drain node-1'))).toBe(
      'node/node-1 cordoned\n' +
        'error: unable to drain node "node-1" due to error: cannot delete Pods that declare no controller (use --force to override): default/db, continuing command...\n' +
        'There are pending nodes to be drained:\n node-1\n' +
        'error: cannot delete Pods that declare no controller (use --force to override): default/db\n' +
        'exit 1',
    );
    made.kubectl('drain node-1 --force');
    gone(made, 'db');
    expect(made.outputs().at(-1)).toMatchObject({
      stdout: 'node/node-1 already cordoned\nevicting pod default/db\npod/db evicted\nnode/node-1 drained\n',
      stderr: 'Warning: deleting Pods that declare no controller: default/db\n',
      exitCode: 0,
    });
  });
});

describe('kubectl scale and set image', () => {
  it('change a Deployment', () => {
    const made = new Cluster();
    made.apply(makeDeployment('d', 1));
    expect(made.kubectl('scale deployment d --replicas=3').stdout).toBe('deployment.apps/d scaled\n');
    expect(made.kubectl('scale deployment d --replicas=4 --current-replicas=1').stderr).toBe(
      'error: Expected replicas to be 1, was 3\n',
    );
    expect(made.kubectl('set image deploy/d *=nginx:2').stdout).toBe('deployment.apps/d image updated\n');
    expect(made.object('deployments', 'default/d')).toMatchObject({
      spec: { replicas: 3, template: { spec: { containers: [{ image: 'nginx:2' }] } } },
    });
  });
});
