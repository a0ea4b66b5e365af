// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/wait/wait.go
import { type KubeObject, kindOf } from '../../../api/index.ts';
import type { FlagSpecs } from '../flags.ts';
import { findValues, goText } from '../jsonpath/evaluate.ts';
import { JsonPathError, type Piece, parseTemplate, relaxed } from '../jsonpath/parse.ts';
import { objectName, printedName } from '../names.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, numberFlag, type Runner, scopeOf, textFlag, type Verb } from '../verb.ts';
import { askNext, parseResources, type Query, takeAnswer, type Visit, visitOf } from '../visit.ts';

/** What is waited for. */
type Condition =
  | { readonly type: 'delete' | 'create' }
  | { readonly type: 'condition'; readonly name: string; readonly status: string }
  | { readonly type: 'jsonpath'; readonly pieces: readonly Piece[]; readonly value: string };

export interface WaitCommand {
  readonly kind: 'wait';
  readonly condition: Condition;
  readonly visit: Visit;
  readonly stage: 'find' | 'wait';
  readonly timeoutMs: number;
  /** Of the objects found, the one that is waited for; of the names, when they need not exist yet. */
  readonly at: number;
  readonly last: KubeObject | undefined;
}

const FLAGS: FlagSpecs = {
  for: { type: 'string' },
  timeout: { type: 'duration' },
  all: { type: 'bool' },
  'all-namespaces': { type: 'bool', short: 'A' },
  selector: { type: 'string', short: 'l' },
  'field-selector': { type: 'string' },
};

const DEFAULT_TIMEOUT_MS = 30_000;
const WEEK_MS = 168 * 3_600_000;

export const WAIT: Verb = {
  name: 'wait',
  usage:
    "(TYPE NAME | TYPE/NAME | TYPE [(-l label | --all)]) [--for=create|delete|condition=NAME[=VALUE]|jsonpath='{}'[=VALUE]]",
  flags: FLAGS,
  begin,
};

function begin(call: Call, session: Session): Begun {
  const condition = parseCondition(textFlag(call.flags, 'for') ?? '');
  if (typeof condition === 'string') return condition;
  const parsed = parseResources(call.args, scopeOf(call), false);
  if (!parsed.ok) return parsed.error;
  const given = numberFlag(call.flags, 'timeout') ?? DEFAULT_TIMEOUT_MS;
  const timeoutMs = given < 0 ? WEEK_MS : given;
  const isForDelete = condition.type === 'delete';
  const command: WaitCommand = {
    kind: 'wait',
    condition,
    visit: visitOf(parsed.queries, isForDelete),
    stage: 'find',
    timeoutMs,
    at: -1,
    last: undefined,
  };
  if (timeoutMs > 0) session.after(timeoutMs);
  // What is to be created need not be there.
  if (condition.type === 'create') return waitNext({ ...command, stage: 'wait' }, session);
  askNext(command.visit, session);
  return command;
}

function parseCondition(text: string): Condition | string {
  const lower = text.toLowerCase();
  if (lower === 'delete' || lower === 'create') return { type: lower };
  if (text.startsWith('condition=')) {
    const [name = '', status = 'true'] = text.slice('condition='.length).split(/=(.*)/s);
    return { type: 'condition', name, status };
  }
  if (!text.startsWith('jsonpath=')) return `unrecognized condition: ${JSON.stringify(text)}`;
  const parts = text.slice('jsonpath='.length).split(/(?<!=)=(?!=)/);
  if (parts.length > 2) {
    return "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'";
  }
  const [path = '', value] = parts;
  const template = relaxed(path);
  if (template === undefined) {
    return `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`;
  }
  if (template === '') return 'jsonpath expression cannot be empty';
  const trimmed = value?.replace(/^['"]+|['"]+$/g, '');
  if (trimmed === '') {
    return "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3";
  }
  const parsed = parseTemplate(template);
  return parsed.ok ? { type: 'jsonpath', pieces: parsed.pieces, value: trimmed ?? '' } : parsed.error;
}

export const WAIT_RUNNER: Runner<WaitCommand> = {
  onResponse(command, response, session) {
    if (command.stage === 'find') {
      const visit = takeAnswer(command.visit, response, session);
      if (askNext(visit, session)) return { ...command, visit };
      if (visit.found.length === 0 && !visit.failed && command.condition.type !== 'delete') {
        session.fail({ text: 'no matching resources found' });
      }
      return waitNext({ ...command, visit, stage: 'wait' }, session);
    }
    if (response.status !== undefined) {
      session.fail({ status: response.status });
      return waitNext(command, session);
    }
    // What exists was sent before this answer; nothing seen means that there is nothing.
    if (command.condition.type === 'delete' && command.last === undefined) {
      session.print(`${printedName(command.visit.found[command.at] as KubeObject)} condition met`);
      return waitNext(command, session);
    }
    if (command.timeoutMs > 0) return command;
    session.fail({ text: `condition not met for ${nameAt(command, command.at)}` });
    return waitNext(command, session);
  },

  onWatch(command, { event, object }, session) {
    if (event === 'BOOKMARK') return command;
    const next = { ...command, last: object };
    if (!isMet(command, event === 'DELETED', object)) return next;
    session.print(`${printedName(object)} condition met`);
    return waitNext(next, session);
  },

  onTimer(command, session) {
    for (let at = Math.max(command.at, 0); at < sizeOf(command); at++) {
      session.fail({ text: `timed out waiting for the condition on ${nameAt(command, at)}` });
    }
    if (command.stage === 'find') session.fail({ text: 'timed out waiting for the condition' });
    session.finish();
    return command;
  },
};

function sizeOf({ condition, visit }: WaitCommand): number {
  return condition.type === 'create' ? visit.queries.length : visit.found.length;
}

/** `pods/web`. */
function nameAt({ condition, visit }: WaitCommand, at: number): string {
  if (condition.type === 'create') {
    const { resource, name = '' } = visit.queries[at] as Query;
    return `${resource}/${name}`;
  }
  return objectName(visit.found[at] as KubeObject);
}

/** One object is waited for after the other; the timeout is for all of them together. */
function waitNext(command: WaitCommand, session: Session): WaitCommand {
  const at = command.at + 1;
  const next: WaitCommand = { ...command, at, last: undefined };
  if (at >= sizeOf(command)) {
    session.finish();
    return next;
  }
  if (command.condition.type === 'create') {
    const { resource, namespace, name } = command.visit.queries[at] as Query;
    session.send({ verb: 'watch', resource, namespace, name });
    return next;
  }
  const object = command.visit.found[at] as KubeObject;
  const { name, namespace } = object.metadata;
  session.send({ verb: 'watch', resource: kindOf(object)?.resource ?? '', namespace, name });
  return next;
}

function isMet({ condition, visit, at }: WaitCommand, isDeleted: boolean, object: KubeObject): boolean {
  switch (condition.type) {
    case 'delete':
      return isDeleted || object.metadata.uid !== visit.found[at]?.metadata.uid;
    case 'create':
      return !isDeleted;
    case 'condition':
      return !isDeleted && hasCondition(object, condition.name, condition.status);
    case 'jsonpath':
      return !isDeleted && hasValue(object, condition);
  }
}

interface WithConditions {
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly observedGeneration?: number;
    }[];
  };
}

/** What was observed of an older generation does not count. */
function hasCondition(object: KubeObject, name: string, status: string): boolean {
  const { conditions, observedGeneration } = (object as WithConditions).status ?? {};
  const found = conditions?.find(({ type }) => type.toLowerCase() === name.toLowerCase());
  if (found === undefined) return false;
  const { generation = 0 } = object.metadata;
  const seen = found.observedGeneration ?? observedGeneration;
  if (seen !== undefined && seen < generation) return false;
  return found.status.toLowerCase() === status.toLowerCase();
}

function hasValue(object: KubeObject, { pieces, value }: Extract<Condition, { type: 'jsonpath' }>): boolean {
  let found: unknown[];
  try {
    found = findValues(pieces, object);
  } catch (error) {
    if (error instanceof JsonPathError) return false;
    throw error;
  }
  if (value === '') return found.length > 0;
  return found.length === 1 && goText(found[0]).toLowerCase() === value.toLowerCase();
}
