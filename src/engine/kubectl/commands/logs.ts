// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/logs/logs.go, pkg/polymorphichelpers/logsforobject.go
import type { Pod } from '../../../api/index.ts';
import type { ConnectOptions } from '../../apiserver/messages.ts';
import { microTimestamp, timeMsOf } from '../../kernel/timestamp.ts';
import { containersOf, defaultContainer, findContainer } from '../containers.ts';
import type { FlagSpecs } from '../flags.ts';
import { reach } from '../reach.ts';
import { beginTarget, type Target } from '../target.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, numberFlag, type Runner, textFlag, usageError, type Verb } from '../verb.ts';

/** One container whose log is read. */
interface Source {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

export interface LogsCommand {
  readonly kind: 'logs';
  /** Null with a selector, whose Pods have been asked for at once. */
  readonly target: Target | null;
  readonly namespace: string;
  /** '' for the default one. */
  readonly container: string;
  readonly allContainers: boolean;
  /** Every Pod of a workload, and not the best one. */
  readonly allPods: boolean;
  readonly options: ConnectOptions;
  readonly prefix: boolean;
  readonly ignoreErrors: boolean;
  readonly maxFollowed: number;
  /** Those still to be read, one after the other; with --follow all at once. */
  readonly waiting: readonly Source[];
  /** Those being read, by the number of their stream. */
  readonly reading: Readonly<Record<string, Source>>;
}

const FLAGS: FlagSpecs = {
  follow: { type: 'bool', short: 'f' },
  previous: { type: 'bool', short: 'p' },
  container: { type: 'string', short: 'c' },
  'all-containers': { type: 'bool' },
  'all-pods': { type: 'bool' },
  tail: { type: 'int' },
  since: { type: 'duration' },
  'since-time': { type: 'string' },
  'limit-bytes': { type: 'int' },
  'pod-running-timeout': { type: 'duration', hasNoEffect: true },
  'insecure-skip-tls-verify-backend': { type: 'bool', hasNoEffect: true },
  timestamps: { type: 'bool' },
  prefix: { type: 'bool' },
  selector: { type: 'string', short: 'l' },
  'ignore-errors': { type: 'bool' },
  'max-log-requests': { type: 'int' },
};

export const LOGS: Verb = {
  name: 'logs',
  usage: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  flags: FLAGS,
  begin,
};

const USAGE =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n" +
  'POD or TYPE/NAME is a required argument for the logs command';

/** With a selector only so many lines of each container. */
const SELECTOR_TAIL = 10;

function begin(call: Call, session: Session): Begun {
  const { args, flags, namespace } = call;
  const selector = textFlag(flags, 'selector') ?? '';
  const [first, inline] = args;
  if (args.length > 2 || (first === undefined && selector === '')) return usageError('logs', USAGE);
  if (args.length === 1 && selector !== '') {
    return usageError('logs', 'only a selector (-l) or a POD name is allowed');
  }
  const given = textFlag(flags, 'container');
  const allContainers = flags['all-containers'] === true;
  const container = inline ?? given ?? '';
  if (allContainers && container !== '') {
    return `--all-containers=true should not be specified with container name ${container}`;
  }
  if (given !== undefined && inline !== undefined) {
    return 'only one of -c or an inline [CONTAINER] arg is allowed';
  }
  const sinceMs = numberFlag(flags, 'since') ?? 0;
  if (sinceMs < 0) return '--since must be greater than 0';
  const sinceTime = textFlag(flags, 'since-time') ?? '';
  if (sinceTime !== '' && sinceMs !== 0)
    return 'at most one of `sinceTime` or `sinceSeconds` may be specified';
  const sinceTimeMs = sinceTime === '' ? null : rfc3339Ms(sinceTime);
  if (sinceTimeMs !== null && Number.isNaN(sinceTimeMs)) {
    const format = '2006-01-02T15:04:05Z07:00';
    return `parsing time ${JSON.stringify(sinceTime)} as "${format}": cannot parse ${JSON.stringify(sinceTime)} as "2006"`;
  }
  const limitBytes = numberFlag(flags, 'limit-bytes') ?? 0;
  if (limitBytes < 0) return '--limit-bytes must be greater than 0';
  const tail = numberFlag(flags, 'tail');
  if (tail !== undefined && tail < -1) return '--tail must be greater than or equal to -1';
  const tailLines = tail ?? (selector === '' ? -1 : SELECTOR_TAIL);
  const options: ConnectOptions = {
    ...(flags.follow === true && { follow: true }),
    ...(flags.previous === true && { previous: true }),
    ...(flags.timestamps === true && { timestamps: true }),
    ...(tailLines >= 0 && { tailLines }),
    ...(sinceTimeMs !== null && { sinceTime: microTimestamp(sinceTimeMs) }),
    ...(limitBytes > 0 && { limitBytes }),
    ...(sinceMs !== 0 && { sinceSeconds: Math.round(sinceMs / 1000) }),
  };
  const command: LogsCommand = {
    kind: 'logs',
    target: null,
    namespace,
    container,
    allContainers,
    allPods: flags['all-pods'] === true,
    options,
    prefix: flags.prefix === true || flags['all-pods'] === true,
    ignoreErrors: flags['ignore-errors'] === true,
    maxFollowed: numberFlag(flags, 'max-log-requests') ?? 5,
    waiting: [],
    reading: {},
  };
  if (selector !== '' || first === undefined) {
    session.send({ verb: 'list', resource: 'pods', namespace, options: { labelSelector: selector } });
    return command;
  }
  const target = beginTarget(first, namespace, session);
  return typeof target === 'string' ? target : { ...command, target };
}

/** A time with `Z` or an offset such as `+08:00`, in virtual milliseconds; NaN when it is none. */
function rfc3339Ms(text: string): number {
  const [, time = '', zone = 'Z'] = /^(.*?)(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const [sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d\d):(\d\d)$/.exec(zone)?.slice(1) ?? [];
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return timeMsOf(`${time}Z`) - (sign === '-' ? -offsetMs : offsetMs);
}

export const LOGS_RUNNER: Runner<LogsCommand> = {
  onResponse(command, response, session) {
    const { target } = command;
    if (target !== null) {
      return reach(command, target, response, session, (pods) => {
        if (pods.length > 1 && !command.allPods) {
          session.warn(`Found ${pods.length} pods, using pod/${pods[0]?.metadata.name}`);
        }
        return read(command, command.allPods ? pods : pods.slice(0, 1), session);
      });
    }
    if (response.status !== undefined) {
      session.fail({ status: response.status });
      session.finish();
      return command;
    }
    const pods = (response.items ?? []) as readonly Pod[];
    if (pods.length === 0) session.warn(`No resources found in ${command.namespace} namespace.`);
    return read(command, pods, session);
  },

  onStream(command, { number, text, exitCode, status }, session) {
    const source = command.reading[number];
    if (source === undefined) return command;
    if (text !== '') session.write(command.prefix ? prefixed(text, source) : text);
    if (exitCode === undefined) return command;
    const { [number]: _, ...reading } = command.reading;
    if (status !== undefined) {
      if (!command.ignoreErrors) {
        session.fail({ status });
        session.finish();
        return command;
      }
      session.print(`error: ${status.message ?? ''}`);
    }
    return readNext({ ...command, reading }, session);
  },
};

const prefixed = (text: string, { pod, container }: Source): string =>
  text.replace(/^(?=.)/gm, `[pod/${pod}/${container}] `);

function read(command: LogsCommand, pods: readonly Pod[], session: Session): LogsCommand {
  const waiting: Source[] = [];
  for (const pod of pods) {
    const { name = '', namespace = '' } = pod.metadata;
    if (command.allContainers) {
      for (const container of containersOf(pod))
        waiting.push({ namespace, pod: name, container: container.name });
      continue;
    }
    const container = command.container === '' ? defaultContainer(pod, session) : command.container;
    if (findContainer(pod, container) === undefined) {
      session.fail({ text: `container ${container} is not valid for pod ${name}` });
      session.finish();
      return command;
    }
    waiting.push({ namespace, pod: name, container });
  }
  const { follow } = command.options;
  if (follow && waiting.length > 1 && waiting.length > command.maxFollowed) {
    session.fail({
      text:
        `you are attempting to follow ${waiting.length} log streams, but maximum allowed concurrency is ` +
        `${command.maxFollowed}, use --max-log-requests to increase the limit`,
    });
    session.finish();
    return command;
  }
  return readNext({ ...command, target: null, waiting }, session);
}

function readNext(command: LogsCommand, session: Session): LogsCommand {
  let { waiting, reading } = command;
  const { options } = command;
  while (waiting.length > 0 && (options.follow === true || Object.keys(reading).length === 0)) {
    const [source] = waiting as [Source];
    const { namespace, pod, container } = source;
    const number = session.connect({
      namespace,
      name: pod,
      subresource: 'log',
      options: { ...options, container },
    });
    reading = { ...reading, [number]: source };
    waiting = waiting.slice(1);
  }
  if (Object.keys(reading).length === 0) session.finish();
  return { ...command, waiting, reading };
}
