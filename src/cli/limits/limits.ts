import {
  KINDS,
  type KindInfo,
  SUBRESOURCE_KINDS,
  UNMODELLED_FIELDS,
  UNMODELLED_KINDS,
  type UnmodelledField,
  type UnmodelledLevel,
} from '../../api/index.ts';
import { UNMODELLED_VERBS, VERBS } from '../../engine/kubectl/commands/index.ts';
import type { Verb } from '../../engine/kubectl/verb.ts';
import { DEFAULT_PLUGINS } from '../../engine/scheduler/plugins/registry.ts';
import { DEFAULT_CLUSTER, KUBERNETES_VERSION } from '../../timeline/index.ts';
import type { ModelHeader } from './headers.ts';

const LEVELS: readonly { readonly level: UnmodelledLevel; readonly title: string; readonly text: string }[] =
  [
    {
      level: 'refused',
      title: 'Refused',
      text: 'The object is stored, but what uses the field does not run and says so.',
    },
    { level: 'simplified', title: 'Simplified', text: 'It has an effect, but less than in Kubernetes.' },
    { level: 'ignored', title: 'Stored without effect', text: 'It is kept and shown, and nothing reads it.' },
  ];

/** Extension points of the scheduler by the method that implements each. */
const EXTENSION_POINTS: readonly (readonly [string, string])[] = [
  ['preEnqueue', 'PreEnqueue'],
  ['sortKey', 'QueueSort'],
  ['preFilter', 'PreFilter'],
  ['filter', 'Filter'],
  ['postFilter', 'PostFilter'],
  ['preScore', 'PreScore'],
  ['score', 'Score'],
  ['reserve', 'Reserve'],
  ['permit', 'Permit'],
  ['preBind', 'PreBind'],
  ['bind', 'Bind'],
];

/** `docs/limits.md`: what is modelled, simplified and refused, told by the code that does it. */
export function limitsDocument(headers: readonly ModelHeader[]): string {
  const parts = [
    '# What is modelled, and what is not',
    'This file is generated from the code by `src/cli/limits`; do not edit it.\n' +
      'To write it anew: `npx vitest run src/cli/limits -u`.',
    `The model is Kubernetes ${KUBERNETES_VERSION}. A manifest that uses something in the tables below is told so on its line.`,
    '## Kinds that are modelled',
    table(['Kind', 'apiVersion', 'Subresources'], KINDS.map(kindRow)),
    `Bodies of subresources: ${SUBRESOURCE_KINDS.map(({ kind }) => kind).join(', ')}.`,
    '## Kinds that are refused',
    'They exist in Kubernetes and are refused with a clear message, never ignored.',
    table(['apiVersion', 'Kinds'], refusedKinds()),
    '## Fields',
    ...LEVELS.flatMap(({ level, title, text }) => {
      const fields = UNMODELLED_FIELDS.filter((field) => field.level === level);
      return fields.length === 0
        ? []
        : [`### ${title}`, text, table(['Kind', 'Field', 'What that means'], fields.map(fieldRow))];
    }),
    '## The scheduler',
    'The plugins of the default profile, in the order in which they run at each extension point.',
    table(['Plugin', 'Weight', 'Extension points'], DEFAULT_PLUGINS.map(pluginRow)),
    '## kubectl',
    'The commands that are modelled, with the flags they take besides `--namespace` and `--help`. ' +
      'Flags in brackets are accepted and change nothing.',
    table(
      ['Command', 'Arguments', 'Flags'],
      VERBS.filter(({ aliasOf }) => aliasOf === undefined).map(verbRow),
    ),
    `Not modelled: ${UNMODELLED_VERBS.join(', ')}. Nor is anything a shell does with a line, such as pipes and redirections.`,
    '## The default cluster',
    table(['Node', 'Capacity', 'Taints'], DEFAULT_CLUSTER.map(nodeRow)),
    '## Where the model differs from upstream',
    'Told by each file that models a part of Kubernetes.',
    ...areas(headers).flatMap(([area, files]) => [
      `### ${area}`,
      table(['File', 'Upstream', 'Difference'], files.map(headerRow)),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function kindRow({ kind, apiVersion, subresources }: KindInfo): string[] {
  return [kind, apiVersion, subresources.join(', ')];
}

function refusedKinds(): string[][] {
  const byVersion = new Map<string, string[]>();
  for (const { apiVersion, kind } of UNMODELLED_KINDS) {
    byVersion.set(apiVersion, [...(byVersion.get(apiVersion) ?? []), kind]);
  }
  return [...byVersion].map(([apiVersion, kinds]) => [apiVersion, kinds.join(', ')]);
}

function fieldRow({ kind, path, values, text }: UnmodelledField): string[] {
  const only = values === undefined ? '' : ` = ${values.join(', ')}`;
  return [
    kind === '*' ? 'every kind' : kind,
    path === '' ? 'the kind itself' : `\`${path}${only}\``,
    text.en,
  ];
}

function pluginRow({ plugin, weight }: (typeof DEFAULT_PLUGINS)[number]): string[] {
  const points = EXTENSION_POINTS.filter(([method]) => method in plugin).map(([, name]) => name);
  return [plugin.name, 'score' in plugin ? String(weight) : '', points.join(', ')];
}

function verbRow({ name, usage, flags }: Verb): string[] {
  const words = Object.entries(flags).map(([flag, { short, hasNoEffect }]) => {
    const text = `\`--${flag}\`${short === undefined ? '' : ` \`-${short}\``}`;
    return hasNoEffect ? `(${text})` : text;
  });
  return [name, usage === '' ? '' : `\`${usage}\``, words.join(', ')];
}

function nodeRow({ metadata, status, spec }: (typeof DEFAULT_CLUSTER)[number]): string[] {
  const capacity = Object.entries(status?.capacity ?? {}).map(([name, amount]) => `${name} ${amount}`);
  const taints = (spec?.taints ?? []).map(
    ({ key, value, effect }) => `\`${key}${value ? `=${value}` : ''}:${effect}\``,
  );
  return [metadata.name ?? '', capacity.join(', '), taints.join(', ')];
}

/** Files that differ, by the folder below `src/engine` or `src`. */
function areas(headers: readonly ModelHeader[]): [string, ModelHeader[]][] {
  const byArea = new Map<string, ModelHeader[]>();
  for (const header of headers) {
    if (header.differs === '') continue;
    const [, top = '', second = ''] = header.file.split('/');
    const area = top === 'engine' ? second : top;
    byArea.set(area, [...(byArea.get(area) ?? []), header]);
  }
  return [...byArea].sort(([a], [b]) => (a < b ? -1 : 1));
}

function headerRow({ file, models, differs }: ModelHeader): string[] {
  return [`\`${file.replace(/^src\//, '')}\``, models.map((model) => `\`${model}\``).join('<br>'), differs];
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
