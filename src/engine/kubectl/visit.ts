// Models kubernetes@v1.36.0 staging/src/k8s.io/cli-runtime/pkg/resource/builder.go
import {
  findResource,
  findUnmodelledResource,
  KINDS,
  type KindInfo,
  type KubeObject,
} from '../../api/index.ts';
import type { ApiResponse } from '../apiserver/messages.ts';
import { resourceInfo } from '../apiserver/state.ts';
import type { Request, Session } from './task.ts';

/** One thing to ask the API server for. */
export interface Query {
  readonly resource: string;
  readonly namespace: string | undefined;
  /** Absent: a list. */
  readonly name?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** The queries of a command, asked one after the other. */
export interface Visit {
  readonly queries: readonly Query[];
  readonly at: number;
  readonly found: readonly KubeObject[];
  /** A query was refused. */
  readonly failed: boolean;
  readonly ignoreNotFound: boolean;
}

export interface Scope {
  /** Undefined with `--all-namespaces`. */
  readonly namespace: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** `--all` was given. */
  readonly all?: boolean | undefined;
}

export type QueriesResult =
  | { readonly ok: true; readonly queries: readonly Query[] }
  | { readonly ok: false; readonly error: string };

/** Reads `TYPE NAME…`, `TYPE/NAME …`, `TYPE,TYPE` and `TYPE` with selectors. */
export function parseResources(args: readonly string[], scope: Scope, allowList: boolean): QueriesResult {
  const [first] = args;
  if (first === undefined)
    return { ok: false, error: 'resource(s) were provided, but no name was specified' };
  if (args.some((arg) => arg.includes('/'))) return parsePairs(args, scope);
  const infos: KindInfo[] = [];
  for (const type of first.split(',')) {
    const found = findType(type);
    if (typeof found === 'string') return { ok: false, error: found };
    infos.push(...found);
  }
  const names = args.slice(1);
  if (names.length > 0 && (scope.all || scope.labelSelector || scope.fieldSelector)) {
    return {
      ok: false,
      error: scope.all
        ? 'name cannot be provided when a selector is specified'
        : 'name cannot be provided when a selector is specified',
    };
  }
  if (names.length > 0) {
    const queries = infos.flatMap((info) => names.map((name) => queryOf(info, scope, name)));
    if (scope.namespace === undefined && infos.some((info) => info.namespaced)) {
      return {
        ok: false,
        error: 'a resource cannot be retrieved by name across all namespaces',
      };
    }
    return { ok: true, queries };
  }
  if (!allowList && !scope.all && !scope.labelSelector && !scope.fieldSelector) {
    return { ok: false, error: 'resource(s) were provided, but no name was specified' };
  }
  return { ok: true, queries: infos.map((info) => queryOf(info, scope, undefined)) };
}

function parsePairs(args: readonly string[], scope: Scope): QueriesResult {
  const queries: Query[] = [];
  for (const arg of args) {
    const slash = arg.indexOf('/');
    if (slash < 0) {
      return {
        ok: false,
        error: `there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'`,
      };
    }
    const type = arg.slice(0, slash);
    const name = arg.slice(slash + 1);
    if (type === '' || name === '' || name.includes('/')) {
      return { ok: false, error: 'arguments in resource/name form may not have more than one slash' };
    }
    const found = findType(type);
    if (typeof found === 'string') return { ok: false, error: found };
    queries.push(...found.map((info) => queryOf(info, scope, name)));
  }
  return { ok: true, queries };
}

function queryOf(info: KindInfo, scope: Scope, name: string | undefined): Query {
  return {
    resource: info.resource,
    namespace: info.namespaced ? scope.namespace : undefined,
    name,
    labelSelector: scope.labelSelector,
    fieldSelector: scope.fieldSelector,
  };
}

/** The kinds a type argument means, or why it means none. */
export function findType(type: string): readonly KindInfo[] | string {
  if (type === 'all') return KINDS.filter((info) => info.inAll).sort(byAllOrder);
  const info = findResource(type);
  if (info !== undefined) return [info];
  const missing = `the server doesn't have a resource type ${JSON.stringify(type)}`;
  return findUnmodelledResource(type) === undefined
    ? missing
    : `${missing}\nPodscope does not model ${type} yet.`;
}

const ALL_ORDER: readonly string[] = ['pods', 'services', 'deployments', 'replicasets'];

function byAllOrder(a: KindInfo, b: KindInfo): number {
  return ALL_ORDER.indexOf(a.resource) - ALL_ORDER.indexOf(b.resource);
}

export function visitOf(queries: readonly Query[], ignoreNotFound = false): Visit {
  return { queries, at: 0, found: [], failed: false, ignoreNotFound };
}

/** Sends the next query; false when all have been answered. */
export function askNext(visit: Visit, session: Session): boolean {
  const query = visit.queries[visit.at];
  if (query === undefined) return false;
  session.send(requestOf(query));
  return true;
}

function requestOf(query: Query): Request {
  const { resource, namespace, name, labelSelector, fieldSelector } = query;
  return name === undefined
    ? { verb: 'list', resource, namespace, options: { labelSelector, fieldSelector } }
    : { verb: 'get', resource, namespace, name };
}

/** Takes an answer in: what was found is kept, a failure is told at the end. */
export function takeAnswer(visit: Visit, response: ApiResponse, session: Session): Visit {
  const next = { ...visit, at: visit.at + 1 };
  if (response.status !== undefined) {
    if (!(visit.ignoreNotFound && response.code === 404)) {
      session.fail({ status: explainSelector(response, visit) });
      return { ...next, failed: true };
    }
    return next;
  }
  const found = response.items ?? (response.object === undefined ? [] : [response.object]);
  return { ...next, found: [...visit.found, ...found] };
}

/** kubectl says which list a selector was for. */
function explainSelector(response: ApiResponse, visit: Visit): NonNullable<ApiResponse['status']> {
  const status = response.status as NonNullable<ApiResponse['status']>;
  const query = visit.queries[visit.at];
  if (query === undefined || query.name !== undefined || status.reason !== 'BadRequest') return status;
  const info = resourceInfo(query.resource);
  const group =
    info === undefined || info.group === '' ? `/${info?.version}` : `${info.group}/${info.version}`;
  return {
    ...status,
    message:
      `Unable to find "${group}, Resource=${query.resource}" that match label selector ` +
      `${JSON.stringify(query.labelSelector ?? '')}, field selector ${JSON.stringify(query.fieldSelector ?? '')}: ` +
      `${status.message}`,
  };
}
