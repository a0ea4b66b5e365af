import { describe, expect, it } from 'vitest';
import type { Deployment, KubeObject } from '../../../api/index.ts';
import type { ApiServerState } from '../../apiserver/state.ts';
import { cacheOf } from '../../apiserver/state.ts';
import { everyWatcher } from '../../apiserver/watch.ts';
import { makeDeployment, makeNode, makePod } from '../../testing/builders.ts';
import { Cluster } from '../../testing/kubectl.ts';
import type { KubectlOutput } from '../kubectl.ts';

const shown = ({ stdout, stderr, exitCode }: KubectlOutput) => `${stdout}${stderr}exit ${exitCode}`;

const FILES = {
  'nginx.conf': 'events {}\n',
  'conf/a.conf': 'a\n',
  'conf/b.conf': 'b\n',
  'app.env': '# settings\nCOLOUR=blue\n\nSIZE=\n',
  'pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: filed\nspec:\n  containers:\n  - name: app\n    image: nginx\n',
  'two.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: two\n  namespace: kube-system\n',
  'job.yaml': 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: j\n',
  'broken.yaml': 'apiVersion: v1\nkind: Pod\n  metadata: {}\n',
};

describe('commands with files', () => {
  const cases: [line: string, output: string][] = [
    ['create configmap c --from-file=nginx.conf', 'configmap/c created\nexit 0'],
    [
      'create configmap c --from-file=nope.conf',
      'error: error reading nope.conf: no such file or directory\nexit 1',
    ],
    ['create configmap c --from-file=a=b=c', "error: key names or file paths cannot contain '='\nexit 1"],
    ['create configmap c --from-file=x=conf', 'error: cannot give a key name for a directory path\nexit 1'],
    [
      'create cm c --from-file=nginx.conf --from-literal=nginx.conf=x',
      'error: cannot add key "nginx.conf", another key by that name already exists in Data for ConfigMap "c"\nexit 1',
    ],
    [
      'create cm c --from-env-file=app.env --from-literal=a=b',
      'error: from-env-file cannot be combined with from-file or from-literal\nexit 1',
    ],
    [
      'create cm c --from-file=conf --from-file=web.conf=./nginx.conf --dry-run=client -o yaml',
      'apiVersion: v1\ndata:\n  a.conf: |\n    a\n  b.conf: |\n    b\n  web.conf: |\n    events {}\nkind: ConfigMap\nmetadata:\n  name: c\nexit 0',
    ],
    ['create cm c --from-env-file=app.env -o jsonpath={.data}', '{"COLOUR":"blue","SIZE":""}exit 0'],
    ['create secret generic s --from-file=nginx.conf', 'secret/s created\nexit 0'],
    [
      'create secret generic s --from-literal=password=hunter2 --dry-run=client -o yaml',
      'apiVersion: v1\ndata:\n  password: aHVudGVyMg==\nkind: Secret\nmetadata:\n  name: s\nexit 0',
    ],
    ['apply -f pod.yaml', 'pod/filed created\nexit 0'],
    ['apply -f pod.yaml -n kube-system', 'pod/filed created\nexit 0'],
    ['apply -f two.yaml', 'configmap/one created\nconfigmap/two created\nexit 0'],
    [
      'apply -f two.yaml -n default',
      'configmap/one created\nerror: the namespace from the provided object "kube-system" does not match the namespace "default". You must pass \'--namespace=kube-system\' to perform this operation.\nexit 1',
    ],
    ['apply -f nope.yaml', 'error: the path "nope.yaml" does not exist\nexit 1'],
    ['apply -f -', 'error: no objects passed to apply\nexit 1'],
    ['apply', 'error: must specify one of -f and -k\nexit 1'],
    [
      'apply -f job.yaml',
      'error: resource mapping not found for name: "j" namespace: "" from "job.yaml": no matches for kind "Job" in version "batch/v1"\nPodscope does not model Job (batch/v1) yet.\nexit 1',
    ],
    ['create -f pod.yaml', 'pod/filed created\nexit 0'],
    ['create -f two.yaml -f pod.yaml -o name', 'configmap/one\nconfigmap/two\npod/filed\nexit 0'],
    ['delete -f pod.yaml', 'Error from server (NotFound): pods "filed" not found\nexit 1'],
  ];
  it.each(cases)('%s', (line, output) => {
    expect(shown(new Cluster().kubectl(line, FILES))).toBe(output);
  });

  it('a text that is no YAML is told with its place', () => {
    expect(new Cluster().kubectl('apply -f broken.yaml', FILES).stderr).toMatch(
      /^error: error parsing broken\.yaml: error converting YAML to JSON: yaml: line 2: /,
    );
  });

  it('a ConfigMap holds the text of the file', () => {
    const cluster = new Cluster();
    cluster.kubectl('create configmap nginx-config --from-file=nginx.conf', FILES);
    expect(cluster.object('configmaps', 'default/nginx-config')).toMatchObject({
      data: { 'nginx.conf': 'events {}\n' },
    });
  });

  it('says what a refused file was', () => {
    const cluster = new Cluster();
    cluster.kubectl('create -f pod.yaml', FILES);
    expect(cluster.kubectl('create -f pod.yaml', FILES).stderr).toBe(
      'Error from server (AlreadyExists): error when creating "pod.yaml": pods "filed" already exists\n',
    );
  });
});

describe('commands that make and show objects', () => {
  function cluster(): Cluster {
    const made = new Cluster();
    made.apply(
      makeNode('node-1'),
      makePod('web', {
        labels: { app: 'web' },
        containers: [{ ports: [{ containerPort: 80 }, { containerPort: 443 }] }],
      }),
      makePod('bare'),
      makeDeployment('d'),
    );
    return made;
  }
  const cases: [line: string, output: string][] = [
    ['run x --image=nginx --dry-run=client', 'pod/x created (dry run)\nexit 0'],
    [
      'run x --image=nginx --port=80 --env=A=b --labels=app=x --restart=Never --dry-run=client -o yaml -- -g daemon',
      'apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    app: x\n  name: x\nspec:\n  containers:\n  - args:\n    - -g\n    - daemon\n    env:\n    - name: A\n      value: b\n    image: nginx\n    name: x\n    ports:\n    - containerPort: 80\n    resources: {}\n  dnsPolicy: ClusterFirst\n  restartPolicy: Never\nstatus: {}\nexit 0',
    ],
    ['run x --image=nginx --command -- sleep 1', 'pod/x created\nexit 0'],
    ['run x --image=nginx --expose', 'error: Podscope does not model kubectl run --expose yet\nexit 1'],
    ['get pods --context=prod', 'error: Podscope does not model kubectl get --context yet\nexit 1'],
    [
      'create configmap c --append-hash',
      'error: Podscope does not model kubectl create configmap --append-hash yet\nexit 1',
    ],
    ['run x -z', "error: unknown shorthand flag: 'z' in -z\nSee 'kubectl run --help' for usage.\nexit 1"],
    ['create serviceaccount robot', 'serviceaccount/robot created\nexit 0'],
    ['expose pod web', 'service/web exposed\nexit 0'],
    [
      'expose pod web --port=80 --target-port=8080 --type=NodePort --name=front --dry-run=client -o yaml',
      'apiVersion: v1\nkind: Service\nmetadata:\n  labels:\n    app: web\n  name: front\nspec:\n  ports:\n  - port: 80\n    protocol: TCP\n    targetPort: 8080\n  selector:\n    app: web\n  type: NodePort\nstatus:\n  loadBalancer: {}\nexit 0',
    ],
    [
      'expose pod bare --port=80',
      "error: couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed\nSee 'kubectl expose -h' for help and examples\nexit 1",
    ],
    [
      'expose deployment d',
      "error: couldn't find port via --port flag or introspection\nSee 'kubectl expose -h' for help and examples\nexit 1",
    ],
    ['expose node node-1 --port=1', 'error: cannot expose a Node\nexit 1'],
    [
      'create service clusterip s --tcp=80:8080 --dry-run=client -o yaml',
      'apiVersion: v1\nkind: Service\nmetadata:\n  labels:\n    app: s\n  name: s\nspec:\n  ports:\n  - name: 80-8080\n    port: 80\n    protocol: TCP\n    targetPort: 8080\n  selector:\n    app: s\n  type: ClusterIP\nstatus:\n  loadBalancer: {}\nexit 0',
    ],
    ['create service nodeport s', 'error: at least one tcp port specifier must be provided\nexit 1'],
    [
      'create deployment x --image=docker.io/library/redis:7@sha256:1 --port=6379 -o jsonpath={.spec.template.spec.containers[0].name}',
      'redisexit 0',
    ],
    ['create secret tls t', 'error: Podscope does not model kubectl create secret tls yet\nexit 1'],
    [
      'create namespace',
      "error: exactly one NAME is required, got 0\nSee 'kubectl create namespace -h' for help and examples\nexit 1",
    ],
    ['patch pod web -p \'{"metadata":{"labels":{"a":"b"}}}\'', 'pod/web patched\nexit 0'],
    ["patch pod web -p 'metadata: {labels: {app: web}}'", 'pod/web patched (no change)\nexit 0'],
    [
      "patch pod web --type=json -p '[]'",
      'error: Podscope does not model kubectl patch --type=json yet\nexit 1',
    ],
    [
      'patch pod web',
      'error: must specify --patch or --patch-file containing the contents of the patch\nexit 1',
    ],
    ['label pod web --list', 'app=web\nexit 0'],
    [
      'api-resources --api-group=apps',
      'NAME          SHORTNAMES   APIVERSION   NAMESPACED   KIND\ndeployments   deploy       apps/v1      true         Deployment\nreplicasets   rs           apps/v1      true         ReplicaSet\nexit 0',
    ],
    [
      'api-resources -o name --namespaced=false',
      'namespaces\nnodes\npersistentvolumes\npriorityclasses.scheduling.k8s.io\nstorageclasses.storage.k8s.io\nexit 0',
    ],
    ['version', 'Client Version: v1.36.0\nKustomize Version: v5.8.1\nServer Version: v1.36.0\nexit 0'],
    ['version --client', 'Client Version: v1.36.0\nKustomize Version: v5.8.1\nexit 0'],
    ['explain unicorn', 'error: the server doesn\'t have a resource type "unicorn"\nexit 1'],
    ['explain pod.spec.nope', 'error: field "nope" does not exist\nexit 1'],
    ['describe pod nope', 'Error from server (NotFound): pods "nope" not found\nexit 1'],
    ['describe pods -n kube-system', 'No resources found in kube-system namespace.\nexit 0'],
    ['events', 'No events found in default namespace.\nexit 0'],
    ['events -A --types=Loud', 'error: valid --types are Normal or Warning\nexit 1'],
    ['events --for=web', 'error: --for must be in resource/name form\nexit 1'],
    [
      'rollout status',
      "error: required resource not specified\nSee 'kubectl rollout status -h' for help and examples\nexit 1",
    ],
    ['rollout status pod/web', 'error: no status viewer has been implemented for "Pod"\nexit 1'],
    ['rollout pause deploy/d', 'deployment.apps/d paused\nexit 0'],
    ['rollout resume deploy/d', 'error: deployments.apps "d" is not paused\nexit 1'],
    ['rollout restart deploy/d', 'deployment.apps/d restarted\nexit 0'],
    ['rollout history deploy/d', 'deployment.apps/d \nNo rollout history found.\nexit 0'],
    ['wait pod/web', 'error: unrecognized condition: ""\nexit 1'],
    ['wait pod/nope --for=condition=Ready', 'Error from server (NotFound): pods "nope" not found\nexit 1'],
    ['wait pod/nope --for=delete', 'exit 0'],
    ['wait pods -l no=pe --for=condition=Ready', 'error: no matching resources found\nexit 1'],
    [
      'wait pod/web --for=condition=Ready --timeout=5s',
      'error: timed out waiting for the condition on pods/web\nexit 1',
    ],
    [
      'wait pods --all --for=condition=Ready --timeout=5s',
      'timed out waiting for the condition on pods/bare\ntimed out waiting for the condition on pods/web\nexit 1',
    ],
    ["wait pod/web --for=jsonpath='{.status.phase}'=pending", 'pod/web condition met\nexit 0'],
    ["wait pod/web --for=jsonpath='{.metadata.labels.app}'", 'pod/web condition met\nexit 0'],
    ['wait pod/web --for=condition=Ready --timeout=0', 'error: condition not met for pods/web\nexit 1'],
    ['wait pod/web --for=create', 'pod/web condition met\nexit 0'],
    ['get pods -A --field-selector=status.phase=Pending -o name', 'pod/bare\npod/web\nexit 0'],
  ];
  it.each(cases)('%s', (line, output) => {
    expect(shown(cluster().kubectl(line))).toBe(output);
  });

  it('describes what a prefix means, with a blank line after each', () => {
    const made = cluster();
    made.apply(makePod('web-2'));
    made.kubectl('delete pod web --force');
    const { stdout } = made.kubectl('describe pod we');
    expect(stdout).toMatch(/^Name: {13}web-2\n/);
    expect(stdout).toMatch(/\n\n$/);
    expect(stdout).not.toContain('Events:');
  });

  it('describes several objects with two blank lines between, without Events', () => {
    const { stdout } = cluster().kubectl('describe pods');
    expect(stdout.match(/\n\n\nName: {13}web\n/)).not.toBeNull();
    expect(stdout).not.toContain('Events:');
  });

  it('leaves the text of explain to whoever shows it', () => {
    expect(cluster().kubectl('explain deploy.spec.template --recursive')).toMatchObject({
      stdout: '',
      explained: { apiVersion: 'apps/v1', kind: 'Deployment', path: ['spec', 'template'], recursive: true },
      exitCode: 0,
    });
  });

  it('asks for help in its own words', () => {
    expect(cluster().kubectl('kubectl get -h').stdout).toMatch(/^Usage:\n {2}kubectl get \(TYPE /);
    expect(cluster().kubectl('help').stdout).toContain('  kubectl drain NODE\n');
  });
});

describe('watches', () => {
  const watchers = (made: Cluster): number => {
    let count = 0;
    const state = made.state<ApiServerState>('apiserver');
    for (const resource of ['pods', 'events']) {
      everyWatcher(cacheOf(state, resource).watchers, ({ client }) => {
        if (client === 'kubectl') count++;
      });
    }
    return count;
  };

  it('print what comes beside later commands, until Ctrl-C', () => {
    const made = new Cluster();
    made.apply(makePod('a'));
    const { id } = made.kubectl('get pods -w');
    const output = () => made.outputs().find((one) => one.id === id) as KubectlOutput;
    expect(shown(output())).toBe(
      'NAME   READY   STATUS    RESTARTS   AGE\na      0/1     Pending   0          0s\nexit null',
    );
    made.apply(makePod('a-longer-name'));
    made.kubectl('delete pod a --force');
    expect(output().stdout).toBe(
      'NAME   READY   STATUS    RESTARTS   AGE\n' +
        'a      0/1     Pending   0          0s\n' +
        'a-longer-name   0/1     Pending   0          0s\n' +
        'a               0/1     Pending   0          0s\n',
    );
    expect(watchers(made)).toBe(1);
    made.interrupt(id);
    expect(output().exitCode).toBe(1);
    expect(watchers(made)).toBe(0);
    made.apply(makePod('late'));
    expect(output().stdout).not.toContain('late');
    made.interrupt(id);
    expect(output().exitCode).toBe(1);
  });

  it.each([
    ['get pods -w --no-headers', 'a     0/1   Pending   0     0s\nb     0/1   Pending   0     0s\n'],
    [
      'get pods --watch-only --output-watch-events',
      'EVENT   NAME   READY   STATUS    RESTARTS   AGE\nADDED   b      0/1     Pending   0          0s\n',
    ],
    ['get pods -w -o name', 'pod/a\npod/b\n'],
    ['get pod a -w -o jsonpath={.metadata.name}', 'a'],
    ['get pods -w -o custom-columns=N:.metadata.name', 'N\na\nb\n'],
  ])('%s', (line, stdout) => {
    const made = new Cluster();
    made.apply(makePod('a'));
    const { id } = made.kubectl(line);
    made.apply(makePod('b'));
    expect(made.outputs().find((output) => output.id === id)?.stdout).toBe(stdout);
  });

  it('of several kinds or several names are refused', () => {
    expect(new Cluster().kubectl('get pod a b -w').stderr).toBe(
      'error: watch is only supported on individual resources and resource collections - 2 resources were found\n',
    );
  });

  it('wait for a condition as long as it takes, within the timeout', () => {
    const made = new Cluster();
    made.apply(makePod('a'));
    made.post({
      from: 'user',
      to: 'kubectl',
      verb: 'run',
      body: { type: 'kubectl', line: 'wait pod/a --for=condition=Ready' },
    });
    made.run(1000);
    const object = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };
    made.request({
      verb: 'patch',
      patchType: 'strategic',
      resource: 'pods',
      namespace: 'default',
      name: 'a',
      subresource: 'status',
      object,
    });
    expect(shown(made.outputs().at(-1) as KubectlOutput)).toBe('pod/a condition met\nexit 0');
    expect(watchers(made)).toBe(0);
    // The deadline that nobody waits for any more does not keep the run going.
    expect(made.nowMs).toBeLessThan(2500);
  });

  it('time out at their deadline', () => {
    const made = new Cluster();
    made.apply(makePod('a'));
    const { nowMs } = made;
    expect(made.kubectl('wait pod/a --for=condition=Ready --timeout=7s').exitCode).toBe(1);
    expect(made.nowMs - nowMs).toBeGreaterThanOrEqual(7000);
    expect(made.nowMs - nowMs).toBeLessThan(7010);
  });

  it('events come as they are written', () => {
    const made = new Cluster();
    const { id } = made.kubectl('events -w --for pod/a');
    const write = (name: string, involved: string) =>
      made.create(
        {
          apiVersion: 'v1',
          kind: 'Event',
          metadata: { name, namespace: 'default' },
          involvedObject: { kind: 'Pod', name: involved, namespace: 'default' },
          type: 'Normal',
          reason: 'Pulled',
          message: 'Pulled it',
          count: 1,
          firstTimestamp: '2026-01-01T00:00:00Z',
          lastTimestamp: '2026-01-01T00:00:00Z',
        } as KubeObject,
        'events',
      );
    write('one', 'a');
    write('two', 'b');
    expect(made.outputs().find((output) => output.id === id)?.stdout).toBe(
      'LAST SEEN   TYPE     REASON   OBJECT   MESSAGE\n0s          Normal   Pulled   Pod/a    Pulled it\n',
    );
  });
});

describe('rollouts', () => {
  it('undo goes back to the template of an older ReplicaSet', () => {
    const made = new Cluster();
    made.apply(makeDeployment('d'));
    const deployment = made.object<Deployment>('deployments', 'default/d') as Deployment;
    for (const [revision, image] of [
      ['1', 'nginx:1'],
      ['2', 'nginx:2'],
    ] as const) {
      made.create(
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          metadata: {
            name: `d-${revision}`,
            namespace: 'default',
            annotations: {
              'deployment.kubernetes.io/revision': revision,
              ...(revision === '2' && { 'kubernetes.io/change-cause': 'newer' }),
            },
            ownerReferences: [
              {
                apiVersion: 'apps/v1',
                kind: 'Deployment',
                name: 'd',
                uid: deployment.metadata.uid as string,
                controller: true,
              },
            ],
          },
          spec: {
            replicas: 0,
            selector: { matchLabels: { app: 'd', 'pod-template-hash': revision } },
            template: {
              metadata: { labels: { app: 'd', 'pod-template-hash': revision } },
              spec: { containers: [{ name: 'app', image }] },
            },
          },
        } as KubeObject,
        'replicasets',
      );
    }
    expect(made.kubectl('rollout history deploy d').stdout).toBe(
      'deployment.apps/d \nREVISION  CHANGE-CAUSE\n1         <none>\n2         newer\n\n',
    );
    expect(made.kubectl('rollout history deploy d --revision=2').stdout).toMatch(
      /^deployment\.apps\/d with revision #2\nPod Template:\n {2}Labels: {2}app=d\n {11}pod-template-hash=2\n/,
    );
    expect(made.kubectl('rollout undo deploy d --to-revision=7').stderr).toBe(
      'error: unable to find specified revision 7 in history\n',
    );
    expect(made.kubectl('rollout undo deploy d').stdout).toBe('deployment.apps/d rolled back\n');
    expect(made.object<Deployment>('deployments', 'default/d')?.spec.template).toMatchObject({
      metadata: { labels: { app: 'd' } },
      spec: { containers: [{ image: 'nginx:1' }] },
    });
  });
});
