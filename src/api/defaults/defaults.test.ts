import { describe, expect, it } from 'vitest';
import type {
  Container,
  Deployment,
  Namespace,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  Secret,
  Service,
  StorageClass,
} from '../types/index.ts';
import { applyDefaults, withDefaultTolerationSeconds } from './index.ts';

function pod(spec: Partial<Pod['spec']> = {}, container: Partial<Container> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'web', image: 'nginx', ...container }], ...spec },
  };
}

function firstContainer(of: Pod): Container {
  const [container] = of.spec.containers;
  if (container === undefined) throw new Error('no container');
  return container;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) deepFreeze(child);
    Object.freeze(value);
  }
  return value;
}

describe('Pod', () => {
  it('gets what the API server fills in', () => {
    expect(applyDefaults(pod())).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web' },
      spec: {
        containers: [
          {
            name: 'web',
            image: 'nginx',
            resources: {},
            terminationMessagePath: '/dev/termination-log',
            terminationMessagePolicy: 'File',
            imagePullPolicy: 'Always',
          },
        ],
        restartPolicy: 'Always',
        terminationGracePeriodSeconds: 30,
        dnsPolicy: 'ClusterFirst',
        securityContext: {},
        schedulerName: 'default-scheduler',
        enableServiceLinks: true,
      },
    });
  });

  it('leaves the argument alone', () => {
    const frozen = deepFreeze(
      pod(
        { hostNetwork: true, volumes: [{ name: 'v' }], initContainers: [{ name: 'i', image: 'a:1' }] },
        { ports: [{ containerPort: 80 }], resources: { limits: { cpu: '1' } }, livenessProbe: { exec: {} } },
      ),
    );
    expect(() => applyDefaults(frozen)).not.toThrow();
  });

  it('is a fixed point', () => {
    const once = applyDefaults(
      pod({ hostNetwork: true, volumes: [{ name: 'v' }] }, { resources: { limits: { cpu: '0.5' } } }),
    );
    expect(applyDefaults(once)).toEqual(once);
  });

  it.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    ['localhost:5000/nginx', 'Always'],
    ['localhost:5000/nginx:2', 'IfNotPresent'],
    [`nginx@sha256:${'a'.repeat(64)}`, 'IfNotPresent'],
    ['NotAnImage!', 'IfNotPresent'],
  ])('image %s is pulled %s', (image, policy) => {
    expect(firstContainer(applyDefaults(pod({}, { image }))).imagePullPolicy).toBe(policy);
  });

  it('asks for what it limits', () => {
    const container = firstContainer(
      applyDefaults(
        pod({}, { resources: { limits: { cpu: '0.5', memory: '1Gi' }, requests: { cpu: '0.1' } } }),
      ),
    );
    expect(container.resources).toEqual({
      limits: { cpu: '500m', memory: '1Gi' },
      requests: { cpu: '100m', memory: '1Gi' },
    });
  });

  it('puts container ports on the host with hostNetwork', () => {
    const container = firstContainer(
      applyDefaults(
        pod({ hostNetwork: true }, { ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }] }),
      ),
    );
    expect(container.ports).toEqual([
      { containerPort: 80, hostPort: 80, protocol: 'TCP' },
      { containerPort: 81, hostPort: 81, protocol: 'TCP' },
    ]);
  });

  it('fills probes and HTTP actions', () => {
    const container = firstContainer(
      applyDefaults(
        pod(
          {},
          {
            livenessProbe: { httpGet: { port: 80 } },
            lifecycle: { preStop: { httpGet: { port: 80, path: '/bye', scheme: 'HTTPS' } } },
          },
        ),
      ),
    );
    expect(container.livenessProbe).toEqual({
      httpGet: { port: 80, path: '/', scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    });
    expect(container.lifecycle?.preStop?.httpGet).toEqual({ port: 80, path: '/bye', scheme: 'HTTPS' });
  });

  it.each([
    [{ name: 'v' }, { name: 'v', emptyDir: {} }],
    [
      { name: 'v', hostPath: { path: '/d' } },
      { name: 'v', hostPath: { path: '/d', type: '' } },
    ],
    [
      { name: 'v', configMap: { name: 'c' } },
      { name: 'v', configMap: { name: 'c', defaultMode: 420 } },
    ],
    [
      { name: 'v', secret: { secretName: 's' } },
      { name: 'v', secret: { secretName: 's', defaultMode: 420 } },
    ],
    [
      { name: 'v', persistentVolumeClaim: { claimName: 'c' } },
      { name: 'v', persistentVolumeClaim: { claimName: 'c' } },
    ],
  ])('volume %j', (given, expected) => {
    expect(applyDefaults(pod({ volumes: [given] })).spec.volumes).toEqual([expected]);
  });

  it('keeps both names of the service account equal', () => {
    const { spec } = applyDefaults(pod({ serviceAccount: 'robot' }));
    expect(spec.serviceAccountName).toBe('robot');
  });

  it('fills Pod-level requests from the containers, then from the limits', () => {
    const { spec } = applyDefaults(
      pod(
        { resources: { limits: { cpu: '2', memory: '2Gi' } } },
        { resources: { requests: { cpu: '500m' } } },
      ),
    );
    expect(spec.resources?.requests).toEqual({ cpu: '500m', memory: '2Gi' });
  });
});

describe('other kinds', () => {
  it('Service', () => {
    const service: Service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's' },
      spec: { ports: [{ port: 80 }], selector: { app: 'x' } },
    };
    expect(applyDefaults(service).spec).toEqual({
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      selector: { app: 'x' },
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
    });
  });

  it('NodePort Service', () => {
    const service: Service = { apiVersion: 'v1', kind: 'Service', metadata: {}, spec: { type: 'NodePort' } };
    expect(applyDefaults(service).spec.externalTrafficPolicy).toBe('Cluster');
  });

  it('Deployment does not turn limits into requests in its template', () => {
    const deployment: Deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: {
        selector: { matchLabels: { app: 'x' } },
        template: {
          spec: { containers: [{ name: 'c', image: 'a:1', resources: { limits: { cpu: '1' } } }] },
        },
      },
    };
    const { spec } = applyDefaults(deployment);
    expect(spec).toMatchObject({
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
    });
    expect(spec.template.spec.containers[0]?.resources).toEqual({ limits: { cpu: '1' } });
    expect(spec.template.spec.enableServiceLinks).toBeUndefined();
    expect(spec.template.spec.restartPolicy).toBe('Always');
  });

  it('PersistentVolume and claim', () => {
    const volume: PersistentVolume = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'pv' },
      spec: { capacity: { storage: '1.5Gi' }, hostPath: { path: '/d' } },
    };
    expect(applyDefaults(volume)).toMatchObject({
      spec: {
        capacity: { storage: '1536Mi' },
        persistentVolumeReclaimPolicy: 'Retain',
        volumeMode: 'Filesystem',
        hostPath: { path: '/d', type: '' },
      },
      status: { phase: 'Pending' },
    });
    const claim: PersistentVolumeClaim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'c' },
      spec: {},
    };
    expect(applyDefaults(claim)).toMatchObject({
      spec: { volumeMode: 'Filesystem' },
      status: { phase: 'Pending' },
    });
  });

  it('Namespace, Secret, StorageClass', () => {
    const namespace: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } };
    expect(applyDefaults(namespace).metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'n' });
    const secret: Secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } };
    expect(applyDefaults(secret).type).toBe('Opaque');
    const storageClass: StorageClass = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'sc' },
      provisioner: 'p',
    };
    expect(applyDefaults(storageClass)).toMatchObject({
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'Immediate',
    });
  });
});

describe('admission tolerations', () => {
  const notReady = {
    key: 'node.kubernetes.io/not-ready',
    operator: 'Exists' as const,
    effect: 'NoExecute' as const,
    tolerationSeconds: 300,
  };
  const unreachable = { ...notReady, key: 'node.kubernetes.io/unreachable' };

  it('adds both to a Pod without any', () => {
    expect(withDefaultTolerationSeconds(undefined)).toEqual([notReady, unreachable]);
  });

  it('respects one that is there', () => {
    const own = { ...notReady, tolerationSeconds: 5 };
    expect(withDefaultTolerationSeconds([own])).toEqual([own, unreachable]);
  });

  it('adds none to a Pod that tolerates everything', () => {
    expect(withDefaultTolerationSeconds([{ operator: 'Exists' }])).toEqual([{ operator: 'Exists' }]);
  });

  it('adds both beside a toleration of another effect', () => {
    expect(withDefaultTolerationSeconds([{ operator: 'Exists', effect: 'NoSchedule' }])).toHaveLength(3);
  });
});
