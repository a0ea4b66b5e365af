// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/expose/expose.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/polymorphichelpers/mapbasedselectorforobject.go, portsforobject.go
// Differs: --overrides is not modelled.
import type {
  Container,
  ContainerPort,
  Deployment,
  KubeObject,
  Pod,
  Service,
  ServicePort,
} from '../../../api/index.ts';
import type { FlagSpecs } from '../flags.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, type Flags, type Runner, textFlag, usageError, type Verb } from '../verb.ts';
import { askNext, parseResources, takeAnswer, type Visit, visitOf } from '../visit.ts';
import { writtenNamespace } from './create/maker.ts';
import { beginCreate, type NewObject, OUTPUT_FLAGS } from './create.ts';

export interface ExposeCommand {
  readonly kind: 'expose';
  readonly visit: Visit;
  readonly flags: Flags;
  readonly namespace: { readonly namespace?: string };
}

const FLAGS: FlagSpecs = {
  name: { type: 'string' },
  port: { type: 'string' },
  'target-port': { type: 'string' },
  protocol: { type: 'string' },
  type: { type: 'string' },
  selector: { type: 'string' },
  labels: { type: 'string', short: 'l' },
  'cluster-ip': { type: 'string' },
  'external-ip': { type: 'string' },
  'load-balancer-ip': { type: 'string' },
  'session-affinity': { type: 'string' },
  ...OUTPUT_FLAGS,
};

export const EXPOSE: Verb = {
  name: 'expose',
  usage: 'TYPE NAME [--port=port] [--target-port=number-or-name] [--name=name] [--type=type]',
  flags: FLAGS,
  begin,
};

function begin(call: Call, session: Session): Begun {
  const { args, flags, namespace } = call;
  const parsed = parseResources(args, { namespace }, false);
  if (!parsed.ok) return usageError('expose', parsed.error);
  const visit = visitOf(parsed.queries);
  askNext(visit, session);
  return { kind: 'expose', visit, flags, namespace: writtenNamespace(call) };
}

export const EXPOSE_RUNNER: Runner<ExposeCommand> = {
  onResponse(command, response, session) {
    const visit = takeAnswer(command.visit, response, session);
    const next = { ...command, visit };
    if (askNext(visit, session)) return next;
    const services: NewObject[] = [];
    for (const object of visit.found) {
      const service = serviceFor(object, command);
      if (typeof service === 'string') session.fail({ text: service });
      else services.push({ object: service, complaint: '' });
    }
    if (services.length > 0) {
      const begun = beginCreate(services, command.flags, session, { verb: 'expose', done: 'exposed' });
      if (begun !== undefined && typeof begun !== 'string') return begun;
      if (typeof begun === 'string') session.fail({ text: begun });
    }
    session.finish();
    return next;
  },
};

function serviceFor(object: KubeObject, { flags, namespace }: ExposeCommand): Service | string {
  if (!['Pod', 'Service', 'Deployment', 'ReplicaSet'].includes(object.kind)) {
    return `cannot expose a ${object.kind}`;
  }
  const selector = selectorOf(object, textFlag(flags, 'selector'));
  if (typeof selector === 'string') return usageError('expose', selector);
  const isHeadless = textFlag(flags, 'cluster-ip') === 'None';
  const ports = portsOf(object, flags);
  if (ports.length === 0 && !isHeadless) {
    return usageError('expose', "couldn't find port via --port flag or introspection");
  }
  const labels = textFlag(flags, 'labels');
  const ownLabels = labels === undefined ? object.metadata.labels : pairs(labels);
  const type = textFlag(flags, 'type');
  const clusterIP = textFlag(flags, 'cluster-ip');
  const externalIP = textFlag(flags, 'external-ip');
  const loadBalancerIP = textFlag(flags, 'load-balancer-ip');
  const sessionAffinity = textFlag(flags, 'session-affinity');
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: textFlag(flags, 'name') ?? object.metadata.name?.slice(0, 63),
      ...namespace,
      ...(ownLabels !== undefined && { labels: ownLabels }),
    },
    spec: {
      ...(ports.length > 0 && { ports: [...ports] }),
      selector,
      ...(type !== undefined && { type: type as NonNullable<Service['spec']['type']> }),
      ...(clusterIP !== undefined && { clusterIP }),
      ...(externalIP !== undefined && { externalIPs: [externalIP] }),
      ...(loadBalancerIP !== undefined && { loadBalancerIP }),
      ...(sessionAffinity !== undefined && { sessionAffinity: sessionAffinity as 'None' | 'ClientIP' }),
    },
    status: { loadBalancer: {} },
  };
}

function pairs(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((pair): [string, string] => {
      const [key = '', value = ''] = pair.split(/=(.*)/s);
      return [key, value];
    }),
  );
}

function selectorOf(object: KubeObject, given: string | undefined): Record<string, string> | string {
  if (given !== undefined) return pairs(given);
  const complaint = (text: string): string =>
    `couldn't retrieve selectors via --selector flag or introspection: ${text}`;
  switch (object.kind) {
    case 'Pod':
      return object.metadata.labels ?? complaint('the pod has no labels and cannot be exposed');
    case 'Service':
      return (object as Service).spec.selector ?? complaint('the service has no pod selector set');
    default: {
      const { selector } = (object as Deployment).spec;
      if (selector.matchExpressions?.length) {
        return complaint(
          `couldn't convert expressions - "${JSON.stringify(selector.matchExpressions)}" to map-based selector format`,
        );
      }
      return selector.matchLabels ?? {};
    }
  }
}

function portsOf(object: KubeObject, flags: Flags): readonly ServicePort[] {
  const known = portsIn(object);
  const given = textFlag(flags, 'port');
  const numbers = given === undefined ? known.map(({ port }) => port) : given.split(',').map(Number);
  const target = textFlag(flags, 'target-port');
  return numbers.map((port, index) => ({
    ...(numbers.length > 1 && { name: `port-${index + 1}` }),
    port,
    protocol: (textFlag(flags, 'protocol') ??
      known.find((one) => one.port === port)?.protocol ??
      'TCP') as NonNullable<ServicePort['protocol']>,
    targetPort: target === undefined ? port : /^\d+$/.test(target) ? Number(target) : target,
  }));
}

function portsIn(object: KubeObject): readonly { port: number; protocol: string | undefined }[] {
  if (object.kind === 'Service') {
    return ((object as Service).spec.ports ?? []).map(({ port, protocol }) => ({ port, protocol }));
  }
  const spec = object.kind === 'Pod' ? (object as Pod).spec : (object as Deployment).spec.template.spec;
  return spec.containers.flatMap(({ ports = [] }: Container) =>
    ports.map(({ containerPort, protocol }: ContainerPort) => ({ port: containerPort, protocol })),
  );
}
