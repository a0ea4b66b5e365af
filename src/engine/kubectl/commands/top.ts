// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/top/top_pod.go, top_node.go, pkg/metricsutil/metrics_printer.go
// Differs: whether there is a metrics API is seen from the answer to the request, not asked first; swap is not shown.
import {
  addQuantities,
  type KubeObject,
  milliValue,
  type Node,
  type Pod,
  value,
} from '../../../api/index.ts';
import type { ApiResponse } from '../../apiserver/messages.ts';
import { timeMsOf } from '../../kernel/timestamp.ts';
import type { FlagSpecs } from '../flags.ts';
import { alignTabs } from '../print/tabwriter.ts';
import { refuse } from '../reach.ts';
import type { Request, Session } from '../task.ts';
import { type Begun, type Call, type Runner, scopeOf, textFlag, usageError, type Verb } from '../verb.ts';

interface Usage {
  readonly cpu: string;
  readonly memory: string;
}

interface PodMetrics extends KubeObject {
  readonly containers: readonly { readonly name: string; readonly usage: Usage }[];
}

interface NodeMetrics extends KubeObject {
  readonly usage: Usage;
}

export interface TopCommand {
  readonly kind: 'top';
  readonly of: 'pods' | 'nodes';
  readonly stage:
    | 'metrics'
    /** There are none: why is seen from the Pods. */
    | 'why'
    /** What the nodes have, to say what part of it is used. */
    | 'nodes';
  /** '' for all. */
  readonly name: string;
  /** The one meant; and whether it is all of them. */
  readonly namespace: string;
  readonly all: boolean;
  readonly options: NonNullable<Request['options']>;
  readonly show: {
    readonly headers: boolean;
    readonly containers: boolean;
    readonly sum: boolean;
    readonly sortBy: '' | 'cpu' | 'memory';
  };
  readonly nodes: readonly NodeMetrics[];
}

const FLAGS: FlagSpecs = {
  selector: { type: 'string', short: 'l' },
  'sort-by': { type: 'string' },
  'no-headers': { type: 'bool' },
};

const POD_FLAGS: FlagSpecs = {
  ...FLAGS,
  'field-selector': { type: 'string' },
  'all-namespaces': { type: 'bool', short: 'A' },
  containers: { type: 'bool' },
  sum: { type: 'bool' },
};

/** `top pod`, `top node`, and as these may be called, too. */
export const TOP_VERBS: readonly Verb[] = (
  [
    ['pods', POD_FLAGS, ['pod', 'pods', 'po']],
    ['nodes', FLAGS, ['node', 'nodes', 'no']],
  ] as const
).flatMap(([of, flags, names]) =>
  names.map(
    (name, index): Verb => ({
      name: `top ${name}`,
      aliasOf: index === 0 ? undefined : `top ${names[0]}`,
      usage: '[NAME | -l label]',
      flags,
      begin: (call, session) => begin(of, call, session),
    }),
  ),
);

function begin(of: TopCommand['of'], call: Call, session: Session): Begun {
  const { args, flags } = call;
  const [name = '', ...more] = args;
  const verb = of === 'pods' ? 'pod' : 'node';
  if (more.length > 0) return usageError(`top ${verb}`, `${verb} [NAME | -l label]`);
  const sortBy = textFlag(flags, 'sort-by') ?? '';
  if (sortBy !== '' && sortBy !== 'cpu' && sortBy !== 'memory') return '--sort-by accepts only cpu or memory';
  const { namespace, labelSelector, fieldSelector } = scopeOf(call);
  if (name !== '' && (labelSelector ?? fieldSelector) !== undefined) {
    return `only one of NAME or ${of === 'pods' ? 'selector' : '--selector'} can be provided`;
  }
  const command: TopCommand = {
    kind: 'top',
    of,
    stage: 'metrics',
    name,
    namespace: call.namespace,
    all: namespace === undefined,
    options: { labelSelector, fieldSelector },
    show: {
      headers: flags['no-headers'] !== true,
      containers: flags.containers === true,
      sum: flags.sum === true,
      sortBy,
    },
    nodes: [],
  };
  send(command, `${of}.metrics.k8s.io`, namespace, session);
  return command;
}

function send(
  { of, name, options }: TopCommand,
  resource: string,
  namespace: string | undefined,
  session: Session,
): void {
  const where = of === 'pods' ? { namespace } : {};
  session.send(
    name === '' ? { verb: 'list', resource, ...where, options } : { verb: 'get', resource, ...where, name },
  );
}

export const TOP_RUNNER: Runner<TopCommand> = {
  onResponse(command, response, session) {
    if (response.status !== undefined) {
      // The answer to a name that is not there says more.
      const isUnknown = command.stage === 'metrics' && response.status.details?.kind === undefined;
      if (isUnknown && response.code === 404) return refuse(command, 'Metrics API not available', session);
      session.fail({ status: response.status });
      session.finish();
      return command;
    }
    const items = itemsOf(response);
    switch (command.stage) {
      case 'metrics':
        if (command.of === 'nodes') {
          if (items.length === 0) return refuse(command, 'metrics not available yet', session);
          send(command, 'nodes', undefined, session);
          return { ...command, stage: 'nodes', nodes: items as readonly NodeMetrics[] };
        }
        if (items.length === 0) {
          send(command, 'pods', command.namespace, session);
          return { ...command, stage: 'why' };
        }
        printPods(items as readonly PodMetrics[], command, session);
        break;
      case 'why':
        return why(command, items as readonly Pod[], session);
      case 'nodes':
        printNodes(command, items as readonly Node[], session);
    }
    session.finish();
    return command;
  },
};

function itemsOf({ object, items = [] }: ApiResponse): readonly KubeObject[] {
  return object === undefined ? items : [object];
}

/** How long there may be no metrics of a Pod. */
const CREATION_DELAY_MS = 120_000;

function why(command: TopCommand, pods: readonly Pod[], session: Session): TopCommand {
  if (pods.length === 0) {
    session.warn(
      command.all ? 'No resources found' : `No resources found in ${command.namespace} namespace.`,
    );
    session.finish();
    return command;
  }
  for (const { metadata } of pods) {
    const ageMs = session.nowMs - timeMsOf(metadata.creationTimestamp ?? '');
    if (ageMs <= CREATION_DELAY_MS) continue;
    const text = `Metrics not available for pod ${metadata.namespace}/${metadata.name}, age: ${goDuration(ageMs)}`;
    return refuse(command, text, session);
  }
  return refuse(command, 'metrics not available yet', session);
}

/** As Go prints a time.Duration: `2m5.3s`. */
function goDuration(durationMs: number): string {
  const minutes = Math.floor(durationMs / 60_000);
  const hours = Math.floor(minutes / 60);
  const seconds = `${(durationMs % 60_000) / 1000}s`;
  return `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes % 60}m` : ''}${seconds}`;
}

type Row = { readonly name: string; readonly usage: Usage };

/** By what is asked for, the most first; else by name. */
function sorted<T extends { readonly row: Row }>(
  list: readonly T[],
  sortBy: TopCommand['show']['sortBy'],
  byName: (a: T, b: T) => number,
): T[] {
  const amount = ({ row }: T) => (sortBy === 'cpu' ? milliValue(row.usage.cpu) : value(row.usage.memory));
  return [...list].sort((a, b) => (sortBy === '' ? 0 : amount(b) - amount(a)) || byName(a, b));
}

const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);

const MIB = 1024 ** 2;

const cells = ({ cpu, memory }: Usage): string[] => [
  `${milliValue(cpu)}m`,
  `${Math.trunc(value(memory) / MIB)}Mi`,
];

function write(lines: readonly (readonly string[])[], session: Session): void {
  session.write(
    alignTabs(lines.map((line) => `${line.map((cell) => `${cell}\t`).join('')}\n`).join(''), 3, 6),
  );
}

function printPods(metrics: readonly PodMetrics[], { all, show }: TopCommand, session: Session): void {
  const head = [...(all ? ['NAMESPACE'] : []), ...(show.containers ? ['POD'] : [])];
  const width = head.length + 3;
  const lines: string[][] = show.headers ? [[...head, 'NAME', 'CPU(cores)', 'MEMORY(bytes)']] : [];
  const pods = metrics.map(({ metadata, containers }) => {
    const usage = containers.reduce(
      (sum, one) => ({
        cpu: addQuantities(sum.cpu, one.usage.cpu),
        memory: addQuantities(sum.memory, one.usage.memory),
      }),
      { cpu: '0', memory: '0' },
    );
    return { row: { name: metadata.name ?? '', usage }, namespace: metadata.namespace ?? '', containers };
  });
  const byName = (a: (typeof pods)[number], b: (typeof pods)[number]) =>
    (all ? compare(a.namespace, b.namespace) : 0) || compare(a.row.name, b.row.name);
  for (const { row, namespace, containers } of sorted(pods, show.sortBy, byName)) {
    const first = all ? [namespace] : [];
    if (!show.containers) {
      lines.push([...first, row.name, ...cells(row.usage)]);
      continue;
    }
    const inside = containers.map((one) => ({ row: one }));
    for (const one of sorted(inside, show.sortBy, (a, b) => compare(a.row.name, b.row.name))) {
      lines.push([...first, row.name, one.row.name, ...cells(one.row.usage)]);
    }
  }
  if (show.sum) {
    const total = pods.reduce(
      (sum, { row: { usage } }) => ({
        cpu: addQuantities(sum.cpu, usage.cpu),
        memory: addQuantities(sum.memory, usage.memory),
      }),
      { cpu: '0', memory: '0' },
    );
    lines.push([...new Array<string>(width - 2).fill(''), '________', '________']);
    lines.push([...new Array<string>(width - 2).fill(''), ...cells(total)]);
  }
  write(lines, session);
}

function printNodes({ nodes, show }: TopCommand, all: readonly Node[], session: Session): void {
  const lines: string[][] = show.headers
    ? [['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)']]
    : [];
  const rows = nodes.map(({ metadata, usage }) => ({ row: { name: metadata.name ?? '', usage } }));
  for (const { row } of sorted(rows, show.sortBy, (a, b) => compare(a.row.name, b.row.name))) {
    const { cpu = '0', memory = '0' } =
      all.find(({ metadata }) => metadata.name === row.name)?.status?.allocatable ?? {};
    const percent = (used: string, of: string): string => {
      const whole = milliValue(of);
      return `${whole === 0 ? 0 : Math.trunc((milliValue(used) / whole) * 100)}%`;
    };
    const [cores = '', bytes = ''] = cells(row.usage);
    lines.push([row.name, cores, percent(row.usage.cpu, cpu), bytes, percent(row.usage.memory, memory)]);
  }
  // Of others nothing is known.
  for (const { metadata } of all) {
    if (rows.some(({ row }) => row.name === metadata.name)) continue;
    lines.push([metadata.name ?? '', '<unknown>', '<unknown>', '<unknown>', '<unknown>']);
  }
  write(lines, session);
}
