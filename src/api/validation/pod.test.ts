import { describe, expect, it } from 'vitest';
import { applyDefaults } from '../defaults/index.ts';
import type { Container, Pod, PodSpec } from '../types/index.ts';
import { fieldErrorMessage } from './field.ts';
import { validateCreate, validationFailure } from './index.ts';

function makePod(spec: Partial<PodSpec> = {}, container: Partial<Container> = {}, name = 'web'): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'nginx:1', ...container }], ...spec },
  };
}

/** What the server would say about creating it, one line per error. */
function complaints(pod: Pod): string[] {
  return validateCreate(applyDefaults(pod)).map(fieldErrorMessage);
}

const LABEL_MESSAGE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN_MESSAGE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const KEY_MESSAGE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE_MESSAGE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

describe('a Pod that is right', () => {
  it('has no errors', () => {
    expect(complaints(makePod())).toEqual([]);
  });

  it('may use everything at once', () => {
    const pod = makePod(
      {
        volumes: [
          { name: 'data', persistentVolumeClaim: { claimName: 'claim' } },
          { name: 'config', configMap: { name: 'cm', items: [{ key: 'a', path: 'a/b' }] } },
          { name: 'secret', secret: { secretName: 's' } },
          { name: 'host', hostPath: { path: '/data', type: 'DirectoryOrCreate' } },
          { name: 'scratch' },
          {
            name: 'down',
            downwardAPI: { items: [{ path: 'l', fieldRef: { fieldPath: 'metadata.labels' } }] },
          },
        ],
        initContainers: [
          { name: 'first', image: 'busybox:1', command: ['true'] },
          {
            name: 'sidecar',
            image: 'envoy:1',
            restartPolicy: 'Always',
            readinessProbe: { tcpSocket: { port: 1 } },
          },
        ],
        tolerations: [
          { operator: 'Exists' },
          { key: 'k', value: 'v', effect: 'NoExecute', tolerationSeconds: 3 },
        ],
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchExpressions: [{ key: 'cores', operator: 'Gt', values: ['3'] }] },
                { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] },
              ],
            },
          },
        },
        hostAliases: [{ ip: '127.0.0.1', hostnames: ['foo.local'] }],
        topologySpreadConstraints: [
          { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {} },
        ],
      },
      {
        ports: [{ name: 'http', containerPort: 80 }],
        env: [
          { name: 'A', value: '1' },
          { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
        ],
        envFrom: [{ configMapRef: { name: 'cm' } }],
        resources: { requests: { cpu: '100m' }, limits: { cpu: '1', 'example.com/gpu': '1' } },
        volumeMounts: [
          { name: 'data', mountPath: '/data' },
          { name: 'config', mountPath: '/etc/config', subPath: 'a' },
        ],
        livenessProbe: { httpGet: { port: 'http' } },
        lifecycle: { preStop: { sleep: { seconds: 3 } } },
      },
    );
    expect(complaints(pod)).toEqual([]);
  });
});

describe('names and metadata', () => {
  it.each([
    ['Web', `metadata.name: Invalid value: "Web": ${SUBDOMAIN_MESSAGE}`],
    ['web_1', `metadata.name: Invalid value: "web_1": ${SUBDOMAIN_MESSAGE}`],
    ['', 'metadata.name: Required value: name or generateName is required'],
  ])('name %j', (name, message) => {
    expect(complaints(makePod({}, {}, name))).toEqual([message]);
  });

  it('labels and annotations', () => {
    const pod = makePod();
    pod.metadata.labels = { 'a b': 'x', ok: '-bad-' };
    pod.metadata.annotations = { 'a/b/c': '' };
    expect(complaints(pod)).toEqual([
      `metadata.labels: Invalid value: "a b": ${KEY_MESSAGE}`,
      `metadata.labels: Invalid value: "-bad-": ${VALUE_MESSAGE}`,
      "metadata.annotations: Invalid value: \"a/b/c\": a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ]);
  });

  it('container and volume names', () => {
    expect(complaints(makePod({ volumes: [{ name: 'Data' }, { name: '' }] }, { name: 'My_App' }))).toEqual([
      `spec.volumes[0].name: Invalid value: "Data": ${LABEL_MESSAGE}`,
      'spec.volumes[1].name: Required value',
      `spec.containers[0].name: Invalid value: "My_App": ${LABEL_MESSAGE}`,
    ]);
  });
});

describe('one mistake, one complaint', () => {
  const cases: [string, Pod, string[]][] = [
    ['no containers', makePod({ containers: [] }), ['spec.containers: Required value']],
    ['no image', makePod({}, { image: undefined }), ['spec.containers[0].image: Required value']],
    [
      'image with a space',
      makePod({}, { image: 'nginx:1 ' }),
      ['spec.containers[0].image: Invalid value: "nginx:1 ": must not have leading or trailing whitespace'],
    ],
    [
      'two containers of one name',
      makePod({
        containers: [
          { name: 'a', image: 'x:1' },
          { name: 'a', image: 'y:1' },
        ],
      }),
      ['spec.containers[1].name: Duplicate value: "a"'],
    ],
    [
      'init container named like a container',
      makePod({ initContainers: [{ name: 'c', image: 'x:1' }] }),
      ['spec.initContainers[0].name: Duplicate value: "c"'],
    ],
    [
      'mount without its volume',
      makePod({}, { volumeMounts: [{ name: 'shard-data', mountPath: '/d' }] }),
      ['spec.containers[0].volumeMounts[0].name: Not found: "shard-data"'],
    ],
    [
      'two mounts at one place',
      makePod(
        { volumes: [{ name: 'a' }, { name: 'b' }] },
        {
          volumeMounts: [
            { name: 'a', mountPath: '/d' },
            { name: 'b', mountPath: '/d' },
          ],
        },
      ),
      ['spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/d": must be unique'],
    ],
    [
      'two volume sources',
      makePod({ volumes: [{ name: 'v', emptyDir: {}, hostPath: { path: '/d' } }] }),
      ['spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type'],
    ],
    [
      'two volumes of one name',
      makePod({ volumes: [{ name: 'v' }, { name: 'v' }] }),
      ['spec.volumes[1].name: Duplicate value: "v"'],
    ],
    [
      'hostPath type',
      makePod({ volumes: [{ name: 'v', hostPath: { path: '/d', type: 'Dir' as 'Directory' } }] }),
      [
        'spec.volumes[0].hostPath.type: Unsupported value: "Dir": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
      ],
    ],
    [
      'port out of range',
      makePod({}, { ports: [{ containerPort: 70000 }] }),
      [
        'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      ],
    ],
    [
      'port name too long',
      makePod({}, { ports: [{ name: 'averyveryverylongname', containerPort: 80 }] }),
      [
        'spec.containers[0].ports[0].name: Invalid value: "averyveryverylongname": must be no more than 15 characters',
      ],
    ],
    [
      'protocol',
      makePod({}, { ports: [{ containerPort: 80, protocol: 'tcp' as 'TCP' }] }),
      [
        'spec.containers[0].ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"',
      ],
    ],
    [
      'one host port twice',
      makePod(
        {},
        {
          ports: [
            { containerPort: 80, hostPort: 8888 },
            { containerPort: 81, hostPort: 8888 },
          ],
        },
      ),
      ['spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//8888"'],
    ],
    [
      'host network with another host port',
      makePod({ hostNetwork: true }, { ports: [{ containerPort: 80, hostPort: 8080 }] }),
      [
        'spec.containers[0].ports[0].hostPort: Invalid value: 8080: must match `containerPort` when `hostNetwork` is true',
      ],
    ],
    [
      'request above limit',
      makePod({}, { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
      [
        'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
      ],
    ],
    [
      'negative request',
      makePod({}, { resources: { requests: { memory: '-1Gi' } } }),
      [
        'spec.containers[0].resources.requests[memory]: Invalid value: "-1Gi": must be greater than or equal to 0',
      ],
    ],
    [
      'unknown resource',
      makePod({}, { resources: { requests: { gpu: '1' } } }),
      [
        'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
        'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource for containers',
      ],
    ],
    [
      'half an extended resource',
      makePod({}, { resources: { limits: { 'example.com/gpu': '500m' } } }),
      [
        'spec.containers[0].resources.limits[example.com/gpu]: Invalid value: "500m": must be an integer',
        'spec.containers[0].resources.requests[example.com/gpu]: Invalid value: "500m": must be an integer',
      ],
    ],
    [
      'restartPolicy',
      makePod({ restartPolicy: 'always' as 'Always' }),
      ['spec.restartPolicy: Unsupported value: "always": supported values: "Always", "OnFailure", "Never"'],
    ],
    [
      'imagePullPolicy',
      makePod({}, { imagePullPolicy: 'ifNotPresent' as 'Always' }),
      [
        'spec.containers[0].imagePullPolicy: Unsupported value: "ifNotPresent": supported values: "Always", "IfNotPresent", "Never"',
      ],
    ],
    [
      'env without a name',
      makePod({}, { env: [{ name: '', value: 'x' }] }),
      ['spec.containers[0].env[0].name: Required value'],
    ],
    [
      'env with an equals sign',
      makePod({}, { env: [{ name: 'A=B' }] }),
      [
        'spec.containers[0].env[0].name: Invalid value: "A=B": a valid environment variable name must consist only of printable ASCII characters other than \'=\'',
      ],
    ],
    [
      'env with value and source',
      makePod(
        {},
        { env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
      ),
      [
        'spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
      ],
    ],
    [
      'env from an unknown field',
      makePod({}, { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.foo' } } }] }),
      [
        'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.foo": error converting fieldPath: field label not supported: metadata.foo',
      ],
    ],
    [
      'probe without a handler',
      makePod({}, { livenessProbe: { periodSeconds: 5 } }),
      ['spec.containers[0].livenessProbe: Required value: must specify a handler type'],
    ],
    [
      'probe with two handlers',
      makePod({}, { readinessProbe: { exec: { command: ['x'] }, tcpSocket: { port: 1 } } }),
      ['spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type'],
    ],
    [
      'liveness with two successes',
      makePod({}, { livenessProbe: { exec: { command: ['x'] }, successThreshold: 2 } }),
      ['spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1'],
    ],
    [
      'negative delay',
      makePod({}, { startupProbe: { exec: { command: ['x'] }, initialDelaySeconds: -1 } }),
      [
        'spec.containers[0].startupProbe.initialDelaySeconds: Invalid value: -1: must be greater than or equal to 0',
      ],
    ],
    [
      'probe on a plain init container',
      makePod({ initContainers: [{ name: 'i', image: 'x:1', livenessProbe: { exec: { command: ['x'] } } }] }),
      [
        'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
      ],
    ],
    [
      'sleep longer than the grace period',
      makePod({ terminationGracePeriodSeconds: 5 }, { lifecycle: { preStop: { sleep: { seconds: 9 } } } }),
      [
        'spec.containers[0].lifecycle.preStop.sleep: Invalid value: 9: must be non-negative and less than terminationGracePeriodSeconds (5)',
      ],
    ],
    [
      'toleration without key and operator',
      makePod({ tolerations: [{ effect: 'NoSchedule' }] }),
      [
        'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ],
    ],
    [
      'toleration Exists with a value',
      makePod({ tolerations: [{ key: 'k', operator: 'Exists', value: 'v' }] }),
      ['spec.tolerations[0].operator: Invalid value: "v": value must be empty when `operator` is \'Exists\''],
    ],
    [
      'toleration operator',
      makePod({ tolerations: [{ key: 'k', operator: 'Gt', value: '1' }] }),
      ['spec.tolerations[0].operator: Unsupported value: "Gt": supported values: "Equal", "Exists"'],
    ],
    [
      'toleration effect',
      makePod({ tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoSchedul' as 'NoSchedule' }] }),
      [
        'spec.tolerations[0].effect: Unsupported value: "NoSchedul": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
      ],
    ],
    [
      'tolerationSeconds for NoSchedule',
      makePod({
        tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 1 }],
      }),
      [
        'spec.tolerations[0].effect: Invalid value: "NoSchedule": effect must be \'NoExecute\' when `tolerationSeconds` is set',
      ],
    ],
    [
      'no node selector term',
      makePod({
        affinity: {
          nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } },
        },
      }),
      [
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term',
      ],
    ],
    [
      'node selector operator',
      makePod({
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 101,
                preference: { matchExpressions: [{ key: 'k', operator: 'in' as 'In', values: ['v'] }] },
              },
            ],
          },
        },
      }),
      [
        'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 101: must be in the range 1-100',
        'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].operator: Invalid value: "in": not a valid selector operator',
      ],
    ],
    [
      'Pod affinity without a topology key',
      makePod({
        affinity: {
          podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: '' }] },
        },
      }),
      [
        'spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value: can not be empty',
        'spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: "": name part must be non-empty',
        `spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: "": ${KEY_MESSAGE}`,
      ],
    ],
    [
      'host alias',
      makePod({ hostAliases: [{ ip: '1.2.3' }] }),
      [
        'spec.hostAliases[0].ip: Invalid value: "1.2.3": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      ],
    ],
    [
      'shared and host PID together',
      makePod({ shareProcessNamespace: true, hostPID: true }),
      [
        'spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled',
      ],
    ],
    [
      'node name while gated',
      makePod({ nodeName: 'n', schedulingGates: [{ name: 'wait' }] }),
      ['spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared'],
    ],
    [
      'dnsPolicy None without servers',
      makePod({ dnsPolicy: 'None' }),
      ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    ],
    [
      'Pod-level request below the containers',
      makePod({ resources: { requests: { cpu: '1' } } }, { resources: { requests: { cpu: '2' } } }),
      [
        'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2',
      ],
    ],
    [
      'activeDeadlineSeconds',
      makePod({ activeDeadlineSeconds: 0 }),
      ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'],
    ],
  ];

  it.each(cases)('%s', (_title, pod, messages) => {
    expect(complaints(pod)).toEqual(messages);
  });
});

describe('the answer', () => {
  it('is a Status 422 with one cause per error', () => {
    const pod = applyDefaults(makePod({ restartPolicy: 'x' as 'Always' }, { image: '' }));
    expect(validationFailure(pod, validateCreate(pod))).toEqual({
      apiVersion: 'v1',
      kind: 'Status',
      metadata: {},
      status: 'Failure',
      reason: 'Invalid',
      code: 422,
      message:
        'Pod "web" is invalid: [spec.containers[0].image: Required value, spec.restartPolicy: Unsupported value: "x": supported values: "Always", "OnFailure", "Never"]',
      details: {
        name: 'web',
        kind: 'Pod',
        causes: [
          { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.containers[0].image' },
          {
            reason: 'FieldValueNotSupported',
            message: 'Unsupported value: "x": supported values: "Always", "OnFailure", "Never"',
            field: 'spec.restartPolicy',
          },
        ],
      },
    });
  });

  it('has no brackets round a single error', () => {
    const pod = applyDefaults(makePod({}, { image: '' }));
    expect(validationFailure(pod, validateCreate(pod))?.message).toBe(
      'Pod "web" is invalid: spec.containers[0].image: Required value',
    );
  });

  it('is nothing when all is well', () => {
    const pod = applyDefaults(makePod());
    expect(validationFailure(pod, validateCreate(pod))).toBeUndefined();
  });
});
