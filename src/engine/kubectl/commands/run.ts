// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/run/run.go
// Differs: --overrides and --expose are not modelled.
import type { FlagSpecs } from '../flags.ts';
import { joiningOf } from '../reach.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, listFlag, numberFlag, textFlag, usageError, type Verb } from '../verb.ts';
import { writtenNamespace } from './create/maker.ts';
import { beginCreate, OUTPUT_FLAGS } from './create.ts';
import { beginRun } from './runattached.ts';

const FLAGS: FlagSpecs = {
  image: { type: 'string' },
  'image-pull-policy': { type: 'string' },
  labels: { type: 'string', short: 'l' },
  annotations: { type: 'list' },
  port: { type: 'string' },
  restart: { type: 'string' },
  env: { type: 'list' },
  command: { type: 'bool' },
  privileged: { type: 'bool' },
  stdin: { type: 'bool', short: 'i' },
  tty: { type: 'bool', short: 't' },
  attach: { type: 'bool' },
  rm: { type: 'bool' },
  quiet: { type: 'bool', short: 'q' },
  'leave-stdin-open': { type: 'bool' },
  'pod-running-timeout': { type: 'duration' },
  ...OUTPUT_FLAGS,
};

const RUNNING_TIMEOUT_MS = 60_000;

export const RUN: Verb = {
  name: 'run',
  usage: 'NAME --image=image [--env="key=value"] [--port=port] [--command] -- [COMMAND] [args...]',
  flags: FLAGS,
  begin,
};

/** The Pod of `kubectl run NAME --image=IMAGE [-- ARG…]`. */
function begin(call: Call, session: Session): Begun {
  const { args, argsBeforeDash, flags } = call;
  const [name, ...command] = args;
  if (name === undefined || argsBeforeDash === 0) return usageError('run', 'NAME is required for run');
  const image = textFlag(flags, 'image');
  if (image === undefined) return 'required flag(s) "image" not set';
  const stdin = flags.stdin === true;
  const tty = flags.tty === true;
  if (tty && !stdin) return '-i/--stdin is required for containers with -t/--tty=true';
  const restart = textFlag(flags, 'restart') ?? (stdin ? 'OnFailure' : 'Always');
  if (!['Always', 'OnFailure', 'Never'].includes(restart)) {
    return usageError('run', `invalid restart policy: ${restart}`);
  }
  const attaches = flags.attach === undefined ? stdin : flags.attach === true;
  const removes = flags.rm === true;
  if (removes && !attaches) return '--rm should only be used for attached containers';
  if (attaches && !['none', undefined].includes(textFlag(flags, 'dry-run'))) {
    return "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)";
  }
  const labels = pairsOf(textFlag(flags, 'labels')?.split(',') ?? [`run=${name}`], 'label');
  if (typeof labels === 'string') return labels;
  const annotations = pairsOf(listFlag(flags, 'annotations'), 'annotation');
  if (typeof annotations === 'string') return annotations;
  const env: { name: string; value: string }[] = [];
  for (const pair of listFlag(flags, 'env')) {
    const equals = pair.indexOf('=');
    if (equals <= 0) return `invalid env: ${pair}`;
    env.push({ name: pair.slice(0, equals), value: pair.slice(equals + 1) });
  }
  const port = textFlag(flags, 'port');
  const pullPolicy = textFlag(flags, 'image-pull-policy');
  const container = {
    ...(command.length > 0 && (flags.command === true ? { command } : { args: command })),
    ...(env.length > 0 && { env }),
    image,
    ...(pullPolicy && { imagePullPolicy: pullPolicy }),
    name,
    ...(port !== undefined && { ports: [{ containerPort: Number(port) }] }),
    resources: {},
    ...(flags.privileged === true && { securityContext: { privileged: true } }),
    ...(stdin && { stdin }),
    ...(stdin && flags['leave-stdin-open'] !== true && { stdinOnce: true }),
    ...(tty && { tty }),
  };
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      ...writtenNamespace(call),
      labels,
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: restart },
    status: {},
  };
  if (attaches) {
    const waitsForEnd = flags['leave-stdin-open'] !== true && restart !== 'Always';
    return beginRun(
      {
        pod: { namespace: call.namespace, name },
        joining: { ...joiningOf(flags), container: '' },
        removes,
        end: !waitsForEnd ? null : restart === 'Never' ? 'completed' : 'succeeded',
        timeoutMs: numberFlag(flags, 'pod-running-timeout') ?? RUNNING_TIMEOUT_MS,
      },
      object,
      session,
    );
  }
  return beginCreate([{ object, complaint: '' }], flags, session, { verb: 'run' });
}

function pairsOf(pairs: readonly string[], what: string): Record<string, string> | string {
  const map: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals <= 0) return `unexpected ${what} spec: ${pair}`;
    map[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return map;
}
