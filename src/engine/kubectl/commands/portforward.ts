// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/portforward/portforward.go, staging/src/k8s.io/client-go/tools/portforward/portforward.go
// Differs: one request a connection, from the console's own curl; ports are numbers; a Service is not forwarded to.
import type { Pod } from '../../../api/index.ts';
import type { FlagSpecs } from '../flags.ts';
import { beginTarget, type Target, takeTarget } from '../target.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, type Runner, usageError, type Verb } from '../verb.ts';

interface ForwardedPort {
  readonly local: number;
  readonly remote: number;
}

export interface PortForwardCommand {
  readonly kind: 'port-forward';
  readonly target: Target;
  /** The Pod; '' until it is known. */
  readonly pod: string;
  readonly ports: readonly ForwardedPort[];
}

const FLAGS: FlagSpecs = { 'pod-running-timeout': { type: 'duration', hasNoEffect: true } };

export const PORT_FORWARD: Verb = {
  name: 'port-forward',
  usage: 'TYPE/NAME [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  flags: FLAGS,
  begin,
};

function begin({ args, namespace }: Call, session: Session): Begun {
  const [name, ...specs] = args;
  if (name === undefined || specs.length === 0) {
    return usageError('port-forward', 'TYPE/NAME and list of ports are required for port-forward');
  }
  const ports: ForwardedPort[] = [];
  for (const spec of specs) {
    const [, local, remote = local] = /^(\d+)(?::(\d+))?$/.exec(spec) ?? [];
    if (local === undefined) return `Podscope does not model the port ${JSON.stringify(spec)}: give numbers`;
    ports.push({ local: Number(local), remote: Number(remote) });
  }
  const target = beginTarget(name, namespace, session);
  if (typeof target === 'string') return target;
  if (target.resource === 'services') return 'Podscope does not model kubectl port-forward to a Service yet';
  return { kind: 'port-forward', target, pod: '', ports };
}

export const PORT_FORWARD_RUNNER: Runner<PortForwardCommand> = {
  onResponse(command, response, session) {
    const reached = takeTarget(command.target, response, session);
    if (reached === null) {
      session.finish();
      return command;
    }
    if ('target' in reached) return { ...command, target: reached.target };
    const { metadata, status } = reached.pods[0] as Pod;
    if (status?.phase !== 'Running') {
      session.fail({
        text: `unable to forward port because pod is not running. Current status=${status?.phase}`,
      });
      session.finish();
      return command;
    }
    const taken = session.forwards().map(({ local }) => local);
    const free = command.ports.filter(({ local }) => !taken.includes(local));
    for (const { local } of command.ports) {
      if (free.some((port) => port.local === local)) continue;
      const used = (listen: string) =>
        `unable to create listener: Error listen ${listen}:${local}: bind: address already in use`;
      session.warn(
        `Unable to listen on port ${local}: Listeners failed to create with the following errors: ` +
          `[${used('tcp4 127.0.0.1')} ${used('tcp6 [::1]')}]`,
      );
    }
    if (free.length === 0) {
      const asked = command.ports.map(({ local, remote }) => `{${local} ${remote}}`).join(' ');
      session.fail({ text: `unable to listen on any of the requested ports: [${asked}]` });
      session.finish();
      return command;
    }
    for (const { local, remote } of free) {
      session.print(`Forwarding from 127.0.0.1:${local} -> ${remote}`);
      session.print(`Forwarding from [::1]:${local} -> ${remote}`);
    }
    return { ...command, pod: metadata.name ?? '', ports: free };
  },
};
