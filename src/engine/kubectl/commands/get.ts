// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/get/get.go
// Differs: --watch and the template outputs (jsonpath, custom-columns, go-template) are not modelled yet.
import { formatLabels, type KubeObject, kindOf } from '../../../api/index.ts';
import type { ApiResponse } from '../../apiserver/messages.ts';
import type { FlagSpecs, FlagValue } from '../flags.ts';
import { printedKind, printedName } from '../names.ts';
import { columnsOf } from '../print/columns.ts';
import { listOf, toJson, toYaml } from '../print/document.ts';
import { formatRows, oneLine } from '../print/table.ts';
import type { Session } from '../task.ts';
import { askNext, parseResources, takeAnswer, type Visit, visitOf } from '../visit.ts';

export interface GetCommand {
  readonly kind: 'get';
  readonly visit: Visit;
  readonly output: string;
  readonly showNamespace: boolean;
  readonly showKind: boolean;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
  readonly noHeaders: boolean;
  /** One object was asked for by name, so it is not wrapped in a List. */
  readonly single: boolean;
  readonly where: string;
}

export const GET_FLAGS: FlagSpecs = {
  output: { type: 'string', short: 'o' },
  'all-namespaces': { type: 'bool', short: 'A' },
  selector: { type: 'string', short: 'l' },
  'field-selector': { type: 'string' },
  'show-labels': { type: 'bool' },
  'show-kind': { type: 'bool' },
  'label-columns': { type: 'list', short: 'L' },
  'no-headers': { type: 'bool' },
  'ignore-not-found': { type: 'bool' },
  watch: { type: 'bool', short: 'w' },
  'sort-by': { type: 'string' },
};

const OUTPUTS: readonly string[] = ['', 'wide', 'yaml', 'json', 'name'];
const UNMODELLED_OUTPUTS: readonly string[] = [
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
  'custom-columns',
  'custom-columns-file',
  'go-template',
  'go-template-file',
  'template',
  'templatefile',
];

export function beginGet(
  args: readonly string[],
  flags: Readonly<Record<string, FlagValue>>,
  namespace: string,
  session: Session,
): GetCommand | string {
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
  if (flags.watch === true) return 'Podscope does not model kubectl get --watch yet';
  if (flags['sort-by'] !== undefined) return 'Podscope does not model kubectl get --sort-by yet';
  const output = String(flags.output ?? '');
  if (!OUTPUTS.includes(output)) {
    const format = output.split('=')[0] as string;
    if (UNMODELLED_OUTPUTS.includes(format)) return `Podscope does not model kubectl get -o ${format} yet`;
    return (
      `unable to match a printer suitable for the output format ${JSON.stringify(output)}, allowed formats are: ` +
      'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,' +
      'jsonpath-file,name,template,templatefile,wide,yaml,kyaml'
    );
  }
  const everywhere = flags['all-namespaces'] === true;
  const parsed = parseResources(
    args,
    {
      namespace: everywhere ? undefined : namespace,
      labelSelector: flags.selector as string | undefined,
      fieldSelector: flags['field-selector'] as string | undefined,
    },
    true,
  );
  if (!parsed.ok) return parsed.error;
  const { queries } = parsed;
  const types = new Set(queries.map((query) => query.resource));
  return {
    kind: 'get',
    visit: visitOf(queries, flags['ignore-not-found'] === true),
    output,
    showNamespace: everywhere,
    showKind: flags['show-kind'] === true || types.size > 1,
    showLabels: flags['show-labels'] === true,
    labelColumns: ((flags['label-columns'] as readonly string[] | undefined) ?? []).flatMap((list) =>
      list.split(','),
    ),
    noHeaders: flags['no-headers'] === true,
    single: queries.length === 1 && queries[0]?.name !== undefined,
    where:
      queries.some((query) => query.namespace !== undefined) && !everywhere
        ? ` in ${namespace} namespace`
        : '',
  };
}

export function continueGet(command: GetCommand, response: ApiResponse, session: Session): GetCommand {
  const next = { ...command, visit: takeAnswer(command.visit, response, session) };
  if (askNext(next.visit, session)) return next;
  print(next, session);
  session.finish();
  return next;
}

function print(command: GetCommand, session: Session): void {
  const { found } = command.visit;
  switch (command.output) {
    case 'json':
    case 'yaml': {
      if (found.length === 0 && command.single) return;
      const value = command.single ? found[0] : listOf(found);
      session.write(command.output === 'json' ? toJson(value) : toYaml(value));
      return;
    }
    case 'name':
      for (const object of found) session.print(printedName(object));
      return;
    default:
      if (found.length > 0) session.write(tables(command, session.nowMs));
      else if (!command.visit.failed && command.visit.queries.some((query) => query.name === undefined)) {
        session.warn(`No resources found${command.where}${command.where === '' ? '' : '.'}`);
      }
  }
}

/** One table per kind, in the order asked for. */
function tables(command: GetCommand, nowMs: number): string {
  const groups = new Map<string, KubeObject[]>();
  for (const object of command.visit.found) {
    const resource = kindOf(object)?.resource ?? object.kind;
    const list = groups.get(resource);
    if (list === undefined) groups.set(resource, [object]);
    else list.push(object);
  }
  return [...groups].map(([resource, objects]) => table(command, resource, objects, nowMs)).join('\n');
}

function table(command: GetCommand, resource: string, objects: readonly KubeObject[], nowMs: number): string {
  const columns = columnsOf(resource, command.output === 'wide');
  const namespaced =
    command.showNamespace && objects.some((object) => object.metadata.namespace !== undefined);
  const header = [
    ...(namespaced ? ['NAMESPACE'] : []),
    ...columns.map((column) => column.name),
    ...command.labelColumns.map((key) => (key.split('/').pop() ?? key).toUpperCase()),
    ...(command.showLabels ? ['LABELS'] : []),
  ];
  const rows = objects.map((object) => [
    ...(namespaced ? [object.metadata.namespace ?? ''] : []),
    ...columns.map((column) => {
      const cell = oneLine(column.value(object, nowMs));
      return column.name === 'NAME' && command.showKind ? `${printedKind(object)}/${cell}` : cell;
    }),
    ...command.labelColumns.map((key) => object.metadata.labels?.[key] ?? ''),
    ...(command.showLabels ? [formatLabels(object.metadata.labels)] : []),
  ]);
  return formatRows(command.noHeaders ? rows : [header, ...rows]);
}
