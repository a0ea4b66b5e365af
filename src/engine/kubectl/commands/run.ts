// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/run/run.go
// Differs: the Pod is not attached to: -i, -t, --rm and --attach are not modelled; nor are --overrides and --expose.
import type { FlagSpecs } from '../flags.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, listFlag, textFlag, usageError, type Verb } from '../verb.ts';
import { writtenNamespace } from './create/maker.ts';
import { beginCreate, OUTPUT_FLAGS } from './create.ts';

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
  ...OUTPUT_FLAGS,
};

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
  const restart = textFlag(flags, 'restart') ?? 'Always';
  if (!['Always', 'OnFailure', 'Never'].includes(restart)) {
    return usageError('run', `invalid restart policy: ${restart}`);
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
