// Models kubernetes@v1.36.0 pkg/apis/core/v1/defaults.go (Pod, PodSpec, Container, Probe)
import { extend } from '../extend.ts';
import { defaultPullPolicy } from '../images.ts';
import type {
  Container,
  HTTPGetAction,
  LifecycleHandler,
  Pod,
  PodSpec,
  PodTemplateSpec,
  Probe,
} from '../types/index.ts';
import { defaultPodLevelResources, roundResourceList, roundResources } from './resources.ts';
import { defaultVolume } from './volumes.ts';

export const DEFAULT_TERMINATION_GRACE_PERIOD_SECONDS = 30;
export const DEFAULT_SCHEDULER_NAME = 'default-scheduler';
export const DEFAULT_TERMINATION_MESSAGE_PATH = '/dev/termination-log';

export function defaultPod(pod: Pod): Pod {
  const spec = defaultPodSpec(pod.spec ?? { containers: [] });
  const containers = spec.containers.map(requestsFromLimits);
  const initContainers = spec.initContainers?.map(requestsFromLimits);
  const withRequests: PodSpec = { ...spec, containers, ...(initContainers && { initContainers }) };
  const podLevel = defaultPodLevelResources({ spec: withRequests });
  const hostPorts = withRequests.hostNetwork === true;
  return {
    ...pod,
    spec: extend(withRequests, {
      enableServiceLinks: withRequests.enableServiceLinks ?? true,
      ...(podLevel && { resources: podLevel }),
      ...(hostPorts && { containers: containers.map(portsOnHost) }),
      ...(hostPorts && initContainers && { initContainers: initContainers.map(portsOnHost) }),
    }),
  };
}

/** What both a Pod and a Pod template get. */
export function defaultPodSpec(spec: PodSpec): PodSpec {
  const account = spec.serviceAccountName || spec.serviceAccount;
  return extend(spec, {
    containers: (spec.containers ?? []).map(defaultContainer),
    ...(spec.volumes && { volumes: spec.volumes.map(defaultVolume) }),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(defaultContainer) }),
    ...(spec.ephemeralContainers && { ephemeralContainers: spec.ephemeralContainers.map(defaultContainer) }),
    restartPolicy: spec.restartPolicy || 'Always',
    terminationGracePeriodSeconds:
      spec.terminationGracePeriodSeconds ?? DEFAULT_TERMINATION_GRACE_PERIOD_SECONDS,
    dnsPolicy: spec.dnsPolicy || 'ClusterFirst',
    // The old and the new name of one field are kept equal.
    ...(account && { serviceAccountName: account, serviceAccount: account }),
    securityContext: spec.securityContext ?? {},
    schedulerName: spec.schedulerName || DEFAULT_SCHEDULER_NAME,
    ...(spec.overhead && { overhead: roundResourceList(spec.overhead) }),
    ...(spec.resources && { resources: roundResources(spec.resources) }),
  });
}

export function defaultTemplate(template: PodTemplateSpec): PodTemplateSpec {
  return { ...template, spec: defaultPodSpec(template.spec ?? { containers: [] }) };
}

function defaultContainer<T extends Container>(container: T): T {
  return extend(container, {
    resources: roundResources(container.resources ?? {}),
    ...(container.ports && {
      ports: container.ports.map((port) => extend(port, { protocol: port.protocol || ('TCP' as const) })),
    }),
    ...(container.env && { env: container.env.map(defaultEnv) }),
    ...(container.livenessProbe && { livenessProbe: defaultProbe(container.livenessProbe) }),
    ...(container.readinessProbe && { readinessProbe: defaultProbe(container.readinessProbe) }),
    ...(container.startupProbe && { startupProbe: defaultProbe(container.startupProbe) }),
    ...(container.lifecycle && {
      lifecycle: {
        ...container.lifecycle,
        ...(container.lifecycle.postStart && { postStart: defaultHandler(container.lifecycle.postStart) }),
        ...(container.lifecycle.preStop && { preStop: defaultHandler(container.lifecycle.preStop) }),
      },
    }),
    terminationMessagePath: container.terminationMessagePath || DEFAULT_TERMINATION_MESSAGE_PATH,
    terminationMessagePolicy: container.terminationMessagePolicy || 'File',
    imagePullPolicy: container.imagePullPolicy || defaultPullPolicy(container.image ?? ''),
  });
}

type Env = NonNullable<Container['env']>[number];

function defaultEnv(env: Env): Env {
  const source = env.valueFrom;
  if (source?.fieldRef) {
    return {
      ...env,
      valueFrom: {
        ...source,
        fieldRef: { ...source.fieldRef, apiVersion: source.fieldRef.apiVersion || 'v1' },
      },
    };
  }
  if (source?.resourceFieldRef && source.resourceFieldRef.divisor === undefined) {
    return {
      ...env,
      valueFrom: { ...source, resourceFieldRef: { ...source.resourceFieldRef, divisor: '0' } },
    };
  }
  return env;
}

function defaultProbe(probe: Probe): Probe {
  return extend(probe, {
    ...(probe.httpGet && { httpGet: defaultHttpGet(probe.httpGet) }),
    ...(probe.grpc && { grpc: { ...probe.grpc, service: probe.grpc.service ?? '' } }),
    timeoutSeconds: probe.timeoutSeconds || 1,
    periodSeconds: probe.periodSeconds || 10,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
  });
}

function defaultHandler(handler: LifecycleHandler): LifecycleHandler {
  return handler.httpGet ? { ...handler, httpGet: defaultHttpGet(handler.httpGet) } : handler;
}

function defaultHttpGet(action: HTTPGetAction): HTTPGetAction {
  return { ...action, path: action.path || '/', scheme: action.scheme || 'HTTP' };
}

/** A container that limits a resource without asking for it asks for the limit; only in Pods, not in templates. */
function requestsFromLimits(container: Container): Container {
  const limits = container.resources?.limits;
  if (limits === undefined) return container;
  return {
    ...container,
    resources: { ...container.resources, requests: { ...limits, ...container.resources?.requests } },
  };
}

function portsOnHost(container: Container): Container {
  if (container.ports === undefined) return container;
  return {
    ...container,
    ports: container.ports.map((port) => ({ ...port, hostPort: port.hostPort || port.containerPort })),
  };
}
