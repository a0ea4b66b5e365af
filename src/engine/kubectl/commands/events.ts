// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/events/events.go, event_printer.go
import { findResource, type K8sEvent, type KubeObject } from '../../../api/index.ts';
import type { ApiResponse } from '../../apiserver/messages.ts';
import { intervalOf } from '../describe/events.ts';
import type { FlagSpecs } from '../flags.ts';
import { listOf, toJson, toYaml } from '../print/document.ts';
import { type Output, parseOutput } from '../print/output.ts';
import { formatRows, oneLine, widthsOf } from '../print/table.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, listFlag, type Runner, textFlag, type Verb } from '../verb.ts';

export interface EventsCommand {
  readonly kind: 'events';
  readonly namespace: string | undefined;
  /** In lower case; empty for all of them. */
  readonly types: readonly string[];
  readonly output: Output;
  readonly noHeaders: boolean;
  readonly isWatching: boolean;
  /** Column widths of what has been printed; empty before the header. */
  readonly widths: readonly number[];
}

const FLAGS: FlagSpecs = {
  'all-namespaces': { type: 'bool', short: 'A' },
  for: { type: 'string' },
  types: { type: 'slice' },
  watch: { type: 'bool', short: 'w' },
  'no-headers': { type: 'bool' },
  output: { type: 'string', short: 'o' },
  'chunk-size': { type: 'int', hasNoEffect: true },
};

export const EVENTS: Verb = {
  name: 'events',
  usage: '[--for TYPE/NAME] [--types=Normal,Warning] [--watch]',
  flags: FLAGS,
  begin,
};

function begin(call: Call, session: Session): Begun {
  const { flags } = call;
  const output = parseOutput(textFlag(flags, 'output') ?? '', 'events');
  if (typeof output === 'string') return output;
  if (output.type === 'name' || output.type === 'jsonpath' || output.type === 'go-template') {
    return `Podscope does not model kubectl events -o ${output.type} yet`;
  }
  const types = listFlag(flags, 'types').map((type) => type.toLowerCase());
  if (types.some((type) => type !== 'normal' && type !== 'warning')) {
    return 'valid --types are Normal or Warning';
  }
  const fieldSelector = selectorFor(textFlag(flags, 'for'));
  if (typeof fieldSelector !== 'string') return fieldSelector.error;
  const namespace = flags['all-namespaces'] === true ? undefined : call.namespace;
  const isWatching = flags.watch === true;
  const options = { fieldSelector: fieldSelector === '' ? undefined : fieldSelector };
  session.send({ verb: isWatching ? 'watch' : 'list', resource: 'events', namespace, options });
  const noHeaders = flags['no-headers'] === true;
  return { kind: 'events', namespace, types, output, noHeaders, isWatching, widths: [] };
}

function selectorFor(object: string | undefined): string | { readonly error: string } {
  if (object === undefined || object === '') return '';
  const parts = object.split('/');
  if (parts.length > 2) {
    return { error: 'arguments in resource/name form may not have more than one slash' };
  }
  const [type = '', name] = parts;
  if (name === undefined) return { error: '--for must be in resource/name form' };
  const info = findResource(type);
  if (info === undefined) {
    return { error: `the server doesn't have a resource type ${JSON.stringify(type)}` };
  }
  return `involvedObject.kind=${info.kind},involvedObject.name=${name}`;
}

export const EVENTS_RUNNER: Runner<EventsCommand> = {
  onResponse(command, response, session) {
    if (response.status !== undefined) session.fail({ status: response.status });
    else if (command.isWatching) return command;
    else printList(command, response, session);
    session.finish();
    return command;
  },

  onWatch(command, { event, object }, session) {
    if (event !== 'ADDED' && event !== 'MODIFIED') return command;
    if (!isWanted(command, object as K8sEvent)) return command;
    if (command.output.type !== 'table') {
      write(command.output, object, session);
      return command;
    }
    return printRows(command, [object as K8sEvent], session);
  },
};

function isWanted({ types }: EventsCommand, { type = '' }: K8sEvent): boolean {
  return types.length === 0 || types.includes(type.toLowerCase());
}

function printList(command: EventsCommand, response: ApiResponse, session: Session): void {
  const events = ((response.items ?? []) as readonly K8sEvent[]).filter((event) => isWanted(command, event));
  if (events.length === 0) {
    const where = command.namespace === undefined ? '' : ` in ${command.namespace} namespace`;
    session.warn(`No events found${where}.`);
    return;
  }
  const sorted = [...events].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0));
  if (command.output.type === 'table') printRows(command, sorted, session);
  else write(command.output, { ...(listOf(sorted) as object), kind: 'EventList' }, session);
}

/** When it was last seen, as text that sorts by time. */
function timeOf({ series, lastTimestamp, eventTime }: K8sEvent): string {
  const time = series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? '';
  // Whole seconds come before fractions of the same second.
  return time.replace(/Z$/, '');
}

function printRows(command: EventsCommand, events: readonly K8sEvent[], session: Session): EventsCommand {
  const everywhere = command.namespace === undefined;
  const rows = events.map((event) => [
    ...(everywhere ? [event.metadata.namespace ?? ''] : []),
    intervalOf(event, session.nowMs),
    oneLine(event.type ?? ''),
    oneLine(event.reason ?? ''),
    `${event.involvedObject.kind ?? ''}/${event.involvedObject.name ?? ''}`,
    oneLine((event.message ?? '').trim()),
  ]);
  const header = [...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
  const isFirst = command.widths.length === 0;
  const shown = isFirst && !command.noHeaders ? [header, ...rows] : rows;
  const widths = widthsOf(shown, command.widths);
  session.write(formatRows(shown, widths));
  return { ...command, widths };
}

function write(output: Output, value: KubeObject | object, session: Session): void {
  session.write(output.type === 'json' ? toJson(value) : toYaml(value));
}
