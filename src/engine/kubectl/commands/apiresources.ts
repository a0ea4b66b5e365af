// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/apiresources/apiresources.go, apiversions.go
// Differs: kubectl asks nobody, as with a fresh discovery cache; only the resources that are modelled are listed.
import { KINDS, type KindInfo } from '../../../api/index.ts';
import type { FlagSpecs } from '../flags.ts';
import { formatRows } from '../print/table.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, textFlag, usageError, type Verb } from '../verb.ts';

const VERBS_OF_ALL = 'create,delete,deletecollection,get,list,patch,update,watch';

const FLAGS: FlagSpecs = {
  'api-group': { type: 'string' },
  namespaced: { type: 'bool' },
  'no-headers': { type: 'bool' },
  output: { type: 'string', short: 'o' },
  'sort-by': { type: 'string' },
};

export const API_RESOURCES: Verb = { name: 'api-resources', usage: '[flags]', flags: FLAGS, begin };

function begin({ args, flags }: Call, session: Session): Begun {
  if (args.length > 0) {
    return usageError('api-resources', `unexpected arguments: [${args.join(' ')}]`);
  }
  const output = textFlag(flags, 'output') ?? '';
  if (!['', 'wide', 'name'].includes(output)) return `--output ${output} is not available`;
  const sorting = textFlag(flags, 'sort-by') ?? '';
  if (!['', 'name', 'kind'].includes(sorting)) return '--sort-by accepts only name or kind';
  const group = textFlag(flags, 'api-group');
  const kinds = KINDS.filter(
    (info) =>
      (group === undefined || info.group === group) &&
      (flags.namespaced === undefined || info.namespaced === flags.namespaced),
  ).sort((a, b) => compare(a, b, sorting));
  if (output === 'name') {
    for (const { resource, group: own } of kinds) session.print(own === '' ? resource : `${resource}.${own}`);
  } else {
    const isWide = output === 'wide';
    const header = [
      'NAME',
      'SHORTNAMES',
      'APIVERSION',
      'NAMESPACED',
      'KIND',
      ...(isWide ? ['VERBS', 'CATEGORIES'] : []),
    ];
    const rows = kinds.map((info) => [
      info.resource,
      info.shortNames.join(','),
      info.apiVersion,
      String(info.namespaced),
      info.kind,
      ...(isWide ? [verbsOf(info), info.inAll ? 'all' : ''] : []),
    ]);
    session.write(formatRows(flags['no-headers'] === true ? rows : [header, ...rows]));
  }
  session.finish();
  return undefined;
}

function verbsOf({ kind }: KindInfo): string {
  // Services and Namespaces cannot be deleted by a collection.
  return kind === 'Namespace' ? VERBS_OF_ALL.replace('deletecollection,', '') : VERBS_OF_ALL;
}

function compare(a: KindInfo, b: KindInfo, sorting: string): number {
  const key = ({ group, resource, kind }: KindInfo): string =>
    sorting === 'kind' ? kind : sorting === 'name' ? resource : `${group}\n${resource}`;
  return key(a) < key(b) ? -1 : 1;
}

export const API_VERSIONS: Verb = {
  name: 'api-versions',
  usage: '',
  flags: {},
  begin(_, session) {
    for (const version of [...new Set(KINDS.map(({ apiVersion }) => apiVersion))].sort()) {
      session.print(version);
    }
    session.finish();
    return undefined;
  },
};
