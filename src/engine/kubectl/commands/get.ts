// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/get/get.go
// Differs: columns are made by kubectl here, not by the API server; --raw, -f and -k are not modelled.
import { findResource, formatLabels, type KubeObject, kindOf } from '../../../api/index.ts';
import type { ApiResponse, WatchEvent } from '../../apiserver/messages.ts';
import type { FlagSpecs } from '../flags.ts';
import { fillTemplate } from '../jsonpath/evaluate.ts';
import { printedKind, printedName } from '../names.ts';
import { columnsOf } from '../print/columns.ts';
import { customRow } from '../print/customColumns.ts';
import { listOf, toJson, toYaml } from '../print/document.ts';
import { fillGoTemplate, type Output, parseOutput, withTemplate } from '../print/output.ts';
import { sortBy } from '../print/sort.ts';
import { formatRows, oneLine, widthsOf } from '../print/table.ts';
import type { Session } from '../task.ts';
import {
  type Begun,
  type Call,
  type Flags,
  listFlag,
  type Runner,
  scopeOf,
  textFlag,
  type Verb,
} from '../verb.ts';
import { askNext, parseResources, takeAnswer, type Visit, visitOf } from '../visit.ts';

export interface GetCommand {
  readonly kind: 'get';
  readonly visit: Visit;
  readonly output: Output;
  readonly showNamespace: boolean;
  readonly showKind: boolean;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
  readonly noHeaders: boolean;
  readonly sortBy: string;
  /** One object was asked for by name, so it is not wrapped in a List. */
  readonly single: boolean;
  readonly where: string;
  readonly watch: 'no' | 'after listing' | 'only';
  readonly outputWatchEvents: boolean;
  /** The watch has begun. */
  readonly isWatching: boolean;
  /** Column widths of what a watch has printed, which the next rows keep; empty before the header. */
  readonly widths: readonly number[];
}

const FLAGS: FlagSpecs = {
  output: { type: 'string', short: 'o' },
  'all-namespaces': { type: 'bool', short: 'A' },
  selector: { type: 'string', short: 'l' },
  'field-selector': { type: 'string' },
  'show-labels': { type: 'bool' },
  'show-kind': { type: 'bool' },
  'label-columns': { type: 'slice', short: 'L' },
  'no-headers': { type: 'bool' },
  'ignore-not-found': { type: 'bool' },
  watch: { type: 'bool', short: 'w' },
  'watch-only': { type: 'bool' },
  'output-watch-events': { type: 'bool' },
  'sort-by': { type: 'string' },
  template: { type: 'string' },
  'chunk-size': { type: 'int', hasNoEffect: true },
};

export const GET: Verb = {
  name: 'get',
  usage: '(TYPE [NAME | -l label] | TYPE/NAME ...)',
  flags: FLAGS,
  begin,
};

function begin(call: Call, session: Session): Begun {
  const { args, flags, namespace } = call;
  if (args.length === 0) {
    session.warn(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of ' +
        'supported resources.\n',
    );
    return (
      'Required resource not specified.\n' +
      'Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\n' +
      "See 'kubectl get -h' for help and examples"
    );
  }
  const output = parseOutput(outputFlag(flags));
  if (typeof output === 'string') return output;
  if (flags['show-labels'] === true && output.type !== 'table') {
    return `--show-labels option cannot be used with ${textFlag(flags, 'output')} printer`;
  }
  const watch = flags['watch-only'] === true ? 'only' : flags.watch === true ? 'after listing' : 'no';
  if (flags['output-watch-events'] === true && watch === 'no') {
    return "--output-watch-events option can only be used with --watch or --watch-only\nSee 'kubectl get -h' for help and examples";
  }
  const everywhere = flags['all-namespaces'] === true;
  const parsed = parseResources(args, scopeOf(call), true);
  if (!parsed.ok) return parsed.error;
  const { queries } = parsed;
  const types = new Set(queries.map((query) => query.resource));
  const sorting = textFlag(flags, 'sort-by') ?? '';
  if (watch !== 'no') {
    if (sorting !== '') session.warn('warning: --watch or --watch-only requested, --sort-by will be ignored');
    if (types.size > 1) return 'you may only specify a single resource type';
    if (queries.length > 1) {
      return `watch is only supported on individual resources and resource collections - ${queries.length} resources were found`;
    }
  }
  const command: GetCommand = {
    kind: 'get',
    visit: visitOf(queries, flags['ignore-not-found'] === true),
    output,
    showNamespace: everywhere,
    showKind: flags['show-kind'] === true || types.size > 1,
    showLabels: flags['show-labels'] === true,
    labelColumns: listFlag(flags, 'label-columns'),
    noHeaders: flags['no-headers'] === true,
    sortBy: watch === 'no' ? sorting : '',
    single: queries.length === 1 && queries[0]?.name !== undefined,
    where:
      queries.some((query) => query.namespace !== undefined) && !everywhere
        ? ` in ${namespace} namespace`
        : '',
    watch,
    outputWatchEvents: flags['output-watch-events'] === true,
    isWatching: false,
    widths: [],
  };
  askNext(command.visit, session);
  return command;
}

/** What `-o` says, with the template that `--template` gives apart from it; without `-o` that is Go's. */
function outputFlag(flags: Flags): string {
  const output = textFlag(flags, 'output') ?? '';
  const template = textFlag(flags, 'template') ?? '';
  if (template === '' || (output !== '' && !/^(go-template|template|jsonpath)$/.test(output))) return output;
  return `${output === '' ? 'go-template' : output}=${template}`;
}

export const GET_RUNNER: Runner<GetCommand> = {
  onResponse(command, response, session) {
    if (command.isWatching) {
      if (response.status === undefined) return command;
      session.fail({ status: response.status });
      session.finish();
      return command;
    }
    const next = { ...command, visit: takeAnswer(command.visit, response, session) };
    if (command.watch !== 'no') return beginWatch(next, response, session);
    if (askNext(next.visit, session)) return next;
    print(next, session);
    session.finish();
    return next;
  },

  onWatch(command, event, session) {
    return event.event === 'BOOKMARK' ? command : printWatched(command, [event.object], event.event, session);
  },
};

/** Prints what there is and asks for what changes after that. */
function beginWatch(command: GetCommand, response: ApiResponse, session: Session): GetCommand {
  const [query] = command.visit.queries;
  if (query === undefined || response.status !== undefined) {
    session.finish();
    return command;
  }
  const { resource, namespace, name, labelSelector, fieldSelector } = query;
  const resourceVersion = response.resourceVersion ?? response.object?.metadata.resourceVersion;
  const options = { labelSelector, fieldSelector, resourceVersion };
  session.send({ verb: 'watch', resource, namespace, name, options });
  const next: GetCommand = { ...command, isWatching: true };
  const { found } = command.visit;
  return command.watch === 'only' || found.length === 0 ? next : printWatched(next, found, 'ADDED', session);
}

/** Objects as a watch prints them: the header once, then a row each; or document after document. */
function printWatched(
  command: GetCommand,
  objects: readonly KubeObject[],
  event: WatchEvent['event'],
  session: Session,
): GetCommand {
  const { output, outputWatchEvents } = command;
  switch (output.type) {
    case 'table':
    case 'custom-columns': {
      const { header, row } = tableOf(command, resourceOf(objects[0] as KubeObject));
      const rows = objects.map((object) => [
        ...(outputWatchEvents ? [event] : []),
        ...row(object, session.nowMs),
      ]);
      const isFirst = command.widths.length === 0;
      const shown =
        isFirst && !command.noHeaders ? [outputWatchEvents ? ['EVENT', ...header] : header, ...rows] : rows;
      const widths = widthsOf(shown, command.widths);
      session.write(formatRows(shown, widths));
      return { ...command, widths };
    }
    default: {
      let isFirst = command.widths.length === 0;
      for (const object of objects) {
        const value = outputWatchEvents ? { type: event, object } : object;
        if (output.type === 'yaml' && !isFirst) session.write('---\n');
        isFirst = false;
        writeValue(output, value, object, session);
      }
      return { ...command, widths: [0] };
    }
  }
}

function print(command: GetCommand, session: Session): void {
  const { visit, output, single } = command;
  let { found } = visit;
  if (command.sortBy !== '' && !single) {
    const sorted = sortBy(found, command.sortBy);
    if (typeof sorted === 'string') {
      session.fail({ text: sorted });
      return;
    }
    found = sorted;
  }
  if (output.type === 'table' || output.type === 'custom-columns') {
    if (found.length > 0) session.write(tables(command, found, session.nowMs));
    else if (!visit.failed && visit.queries.some((query) => query.name === undefined)) {
      if (output.type === 'custom-columns') session.write(tables(command, [], session.nowMs));
      else session.warn(`No resources found${command.where}${command.where === '' ? '' : '.'}`);
    }
    return;
  }
  if (output.type === 'name') {
    for (const object of found) session.print(printedName(object));
    return;
  }
  const [only] = found;
  if (single && only === undefined) return;
  const value = single ? only : listOf(found);
  writeValue(output, value, only, session);
}

/** One document. */
function writeValue(output: Output, value: unknown, object: KubeObject | undefined, session: Session): void {
  switch (output.type) {
    case 'json':
      session.write(toJson(value));
      return;
    case 'yaml':
      session.write(toYaml(value));
      return;
    case 'name':
      if (object !== undefined) session.print(printedName(object));
      return;
    case 'jsonpath': {
      const text = withTemplate(output.template, value, () => fillTemplate(output.pieces, value));
      if (typeof text === 'string') session.write(text);
      else session.fail({ text: text.error });
      return;
    }
    case 'go-template': {
      const { text, error } = fillGoTemplate(output.template, value);
      session.write(text);
      if (error !== '') session.fail({ text: error });
    }
  }
}

function resourceOf(object: KubeObject): string {
  return kindOf(object)?.resource ?? object.kind;
}

/** One table per kind, in the order asked for. */
function tables(command: GetCommand, found: readonly KubeObject[], nowMs: number): string {
  if (command.output.type === 'custom-columns') {
    const { header, row } = tableOf(command, '');
    const rows = found.map((object) => row(object, nowMs));
    return formatRows(command.noHeaders ? rows : [header, ...rows]);
  }
  const groups = new Map<string, KubeObject[]>();
  for (const object of found) {
    const resource = resourceOf(object);
    const list = groups.get(resource);
    if (list === undefined) groups.set(resource, [object]);
    else list.push(object);
  }
  return [...groups]
    .map(([resource, objects]) => {
      const { header, row } = tableOf(command, resource);
      const rows = objects.map((object) => row(object, nowMs));
      return formatRows(command.noHeaders ? rows : [header, ...rows]);
    })
    .join('\n');
}

interface Table {
  readonly header: readonly string[];
  readonly row: (object: KubeObject, nowMs: number) => readonly string[];
}

function tableOf(command: GetCommand, resource: string): Table {
  const { output, labelColumns, showLabels } = command;
  if (output.type === 'custom-columns') {
    const { columns } = output;
    return {
      header: columns.map(({ header }) => header),
      row: (object) => customRow(columns, object),
    };
  }
  const columns = columnsOf(resource, output.type === 'table' && output.isWide);
  const hasNamespace = command.showNamespace && findResource(resource)?.namespaced === true;
  return {
    header: [
      ...(hasNamespace ? ['NAMESPACE'] : []),
      ...columns.map((column) => column.name),
      ...labelColumns.map((key) => (key.split('/').pop() ?? key).toUpperCase()),
      ...(showLabels ? ['LABELS'] : []),
    ],
    row: (object, nowMs) => [
      ...(hasNamespace ? [object.metadata.namespace ?? ''] : []),
      ...columns.map((column) => {
        const cell = oneLine(column.value(object, nowMs));
        return column.name === 'NAME' && command.showKind ? `${printedKind(object)}/${cell}` : cell;
      }),
      ...labelColumns.map((key) => object.metadata.labels?.[key] ?? ''),
      ...(showLabels ? [formatLabels(object.metadata.labels)] : []),
    ],
  };
}
