// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/describe/describe.go
import type { KubeObject, Status } from '../../../api/index.ts';
import type { ApiResponse } from '../../apiserver/messages.ts';
import { describeObject, neededFor } from '../describe/index.ts';
import type { FlagSpecs } from '../flags.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, type Runner, scopeOf, type Verb } from '../verb.ts';
import { askNext, parseResources, type Query, takeAnswer, type Visit, visitOf } from '../visit.ts';

export interface DescribeCommand {
  readonly kind: 'describe';
  readonly visit: Visit;
  readonly stage: 'find' | 'find by prefix' | 'describe';
  /** As given; undefined when it was not, and then events are shown for a single object only. */
  readonly showEvents: boolean | undefined;
  /** `TYPE NAME` was given: what no object is called may be what some begin with. */
  readonly prefix: string | undefined;
  readonly objects: readonly KubeObject[];
  /** The object being described. */
  readonly at: number;
  readonly needed: readonly Query[];
  /** Answers to `needed` so far. */
  readonly asked: number;
  readonly related: readonly KubeObject[];
  /** What the server said instead of something needed. */
  readonly missing: string;
  /** What it said of the name, when that may be a prefix. */
  readonly notFound: Status | undefined;
  readonly where: string;
}

const FLAGS: FlagSpecs = {
  'all-namespaces': { type: 'bool', short: 'A' },
  selector: { type: 'string', short: 'l' },
  'show-events': { type: 'bool' },
  'chunk-size': { type: 'int', hasNoEffect: true },
};

export const DESCRIBE: Verb = {
  name: 'describe',
  usage: '(TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  flags: FLAGS,
  begin,
};

function begin(call: Call, session: Session): Begun {
  const { args, flags, namespace } = call;
  if (args.length === 0) {
    return 'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n';
  }
  const parsed = parseResources(args, scopeOf(call), true);
  if (!parsed.ok) return parsed.error;
  const [, prefix] = args;
  const command: DescribeCommand = {
    kind: 'describe',
    visit: visitOf(parsed.queries),
    stage: 'find',
    showEvents: flags['show-events'] as boolean | undefined,
    prefix: args.length === 2 && !args[0]?.includes('/') ? prefix : undefined,
    objects: [],
    at: -1,
    needed: [],
    asked: 0,
    related: [],
    missing: '',
    notFound: undefined,
    where: flags['all-namespaces'] === true ? '' : ` in ${namespace} namespace.`,
  };
  askNext(command.visit, session);
  return command;
}

export const DESCRIBE_RUNNER: Runner<DescribeCommand> = {
  onResponse(command, response, session) {
    switch (command.stage) {
      case 'find':
        return find(command, response, session);
      case 'find by prefix':
        return findByPrefix(command, response, session);
      case 'describe':
        return ask(
          {
            ...command,
            asked: command.asked + 1,
            related: [...command.related, ...(response.items ?? (response.object ? [response.object] : []))],
            missing: response.status?.message ?? command.missing,
          },
          session,
        );
    }
  },
};

function find(command: DescribeCommand, response: ApiResponse, session: Session): DescribeCommand {
  const query = command.visit.queries[command.visit.at];
  if (command.prefix !== undefined && response.code === 404 && query !== undefined) {
    const { name: _, ...list } = query;
    session.send({ verb: 'list', resource: list.resource, namespace: list.namespace });
    return { ...command, stage: 'find by prefix', notFound: response.status };
  }
  const visit = takeAnswer(command.visit, response, session);
  const next = { ...command, visit };
  if (askNext(visit, session)) return next;
  if (visit.found.length === 0 && !visit.failed) {
    session.warn(`No resources found${command.where}`);
  }
  const showEvents = command.showEvents ?? (visit.found.length <= 1 && !visit.failed);
  return describeNext({ ...next, stage: 'describe', showEvents, objects: visit.found }, session);
}

function findByPrefix(command: DescribeCommand, response: ApiResponse, session: Session): DescribeCommand {
  const { prefix = '' } = command;
  const objects = (response.items ?? []).filter(({ metadata }) => metadata.name?.startsWith(prefix));
  if (objects.length === 0) {
    if (command.notFound !== undefined) session.fail({ status: command.notFound });
    session.finish();
    return command;
  }
  const showEvents = command.showEvents ?? false;
  return describeNext({ ...command, stage: 'describe', showEvents, objects }, session);
}

function describeNext(command: DescribeCommand, session: Session): DescribeCommand {
  const at = command.at + 1;
  const object = command.objects[at];
  if (object === undefined) {
    session.finish();
    return command;
  }
  const needed = neededFor(object, command.showEvents === true);
  return ask({ ...command, at, needed, asked: 0, related: [], missing: '' }, session);
}

/** Asks for what is still needed, and then prints the object. */
function ask(command: DescribeCommand, session: Session): DescribeCommand {
  const query = command.needed[command.asked];
  if (query !== undefined) {
    const { resource, namespace, name, labelSelector, fieldSelector } = query;
    session.send(
      name === undefined
        ? { verb: 'list', resource, namespace, options: { labelSelector, fieldSelector } }
        : { verb: 'get', resource, namespace, name },
    );
    return command;
  }
  const object = command.objects[command.at] as KubeObject;
  const related = { objects: command.related, missing: command.missing };
  const text = describeObject(object, related, command.showEvents === true, session.nowMs);
  // Those found by the beginning of their name are followed by a blank line, others are preceded by two.
  if (command.visit.found.length === 0) session.write(`${text}\n`);
  else session.write(command.at === 0 ? text : `\n\n${text}`);
  return describeNext(command, session);
}
