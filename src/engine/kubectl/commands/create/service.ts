// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/create/create_service.go
import { isValidPortName, type ServicePort } from '../../../../api/index.ts';
import { type Call, listFlag, numberFlag, textFlag } from '../../verb.ts';
import { type Maker, writtenNamespace } from './maker.ts';

const PORTS = { tcp: { type: 'slice' } } as const;

export const CLUSTER_IP: Maker = {
  names: ['service clusterip', 'svc clusterip'],
  usage: 'NAME [--tcp=<port>:<targetPort>]',
  flags: { ...PORTS, clusterip: { type: 'string' } },
  make(name, call) {
    const clusterIP = textFlag(call.flags, 'clusterip');
    const ports = portsOf(call, clusterIP === 'None');
    if (typeof ports === 'string') return ports;
    return service(name, call, ports, { type: 'ClusterIP', ...(clusterIP && { clusterIP }) });
  },
};

export const NODE_PORT: Maker = {
  names: ['service nodeport', 'svc nodeport'],
  usage: 'NAME [--tcp=port:targetPort]',
  flags: { ...PORTS, 'node-port': { type: 'int' } },
  make(name, call) {
    const ports = portsOf(call, false);
    if (typeof ports === 'string') return ports;
    const nodePort = numberFlag(call.flags, 'node-port');
    const withNodePort = nodePort ? ports.map((port) => ({ ...port, nodePort })) : ports;
    return service(name, call, withNodePort, { type: 'NodePort' });
  },
};

export const LOAD_BALANCER: Maker = {
  names: ['service loadbalancer', 'svc loadbalancer'],
  usage: 'NAME [--tcp=port:targetPort]',
  flags: PORTS,
  make(name, call) {
    const ports = portsOf(call, false);
    return typeof ports === 'string' ? ports : service(name, call, ports, { type: 'LoadBalancer' });
  },
};

export const EXTERNAL_NAME: Maker = {
  names: ['service externalname', 'svc externalname'],
  usage: 'NAME --external-name external.name',
  flags: { ...PORTS, 'external-name': { type: 'string' } },
  make(name, call) {
    const externalName = textFlag(call.flags, 'external-name');
    if (externalName === undefined) return 'required flag(s) "external-name" not set';
    const ports = portsOf(call, true);
    if (typeof ports === 'string') return ports;
    return service(name, call, ports, { type: 'ExternalName', externalName });
  },
};

function service(
  name: string,
  call: Call,
  ports: readonly ServicePort[],
  spec: Readonly<Record<string, unknown>>,
): ReturnType<Maker['make']> {
  const labels = { app: name };
  const type = String(spec.type).toLowerCase();
  const object = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, ...writtenNamespace(call), labels },
    spec: { ...spec, selector: labels, ...(ports.length > 0 && { ports }) },
    status: { loadBalancer: {} },
  };
  return { object, complaint: `failed to create ${type} service` };
}

function portsOf({ flags }: Call, mayBeNone: boolean): readonly ServicePort[] | string {
  const ports: ServicePort[] = [];
  const specs = listFlag(flags, 'tcp');
  if (specs.length === 0 && !mayBeNone) return 'at least one tcp port specifier must be provided';
  for (const spec of specs) {
    const [first = '', second] = spec.split(':');
    const port = Number(first);
    if (!/^\d+$/.test(first) || port < 1 || port > 65_535) {
      return `strconv.Atoi: parsing ${JSON.stringify(first)}: invalid syntax`;
    }
    const target = second ?? first;
    if (!/^\d+$/.test(target)) {
      const errors = isValidPortName(target);
      if (errors.length > 0) return errors.join(',');
    }
    ports.push({
      name: spec.replace(':', '-'),
      port,
      protocol: 'TCP',
      targetPort: /^\d+$/.test(target) ? Number(target) : target,
    });
  }
  return ports;
}
