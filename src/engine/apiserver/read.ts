// Models kubernetes@v1.36.0 staging/src/k8s.io/apiserver/pkg/endpoints/handlers/get.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/apiserver/pkg/storage/cacher/cacher.go (Watch)
// Differs: lists are not cut into pages.
import {
  badRequestStatus,
  expiredStatus,
  type FieldRequirement,
  type KubeObject,
  notFoundStatus,
} from '../../api/index.ts';
import { get, scan, scanPrefix } from '../kernel/table.ts';
import { type Answer, type Call, ok, refuse } from './call.ts';
import { parseSelection, type Selection, selects } from './selection.ts';
import { cacheKey, cacheOf, type Watcher, withCache } from './state.ts';
import { addWatcher, sendExisting, sendSince, tooOldMessage } from './watch.ts';

export function readObject(call: Call): Answer {
  const { info, request, state } = call;
  const name = request.name ?? '';
  const object = get(cacheOf(state, info.resource).objects, cacheKey(request.namespace, name));
  return object === undefined ? refuse(notFoundStatus(info, name)) : ok(object);
}

export function listObjects(call: Call): Answer {
  const { info, request, state } = call;
  const parsed = parseRequest(call);
  if (!parsed.ok) return refuse(parsed.status);
  const items = selected(call, parsed.selection);
  call.context.note({ resource: info.resource, items: items.length, verb: request.verb });
  return { type: 'answer', code: 200, items, resourceVersion: String(state.revision) };
}

/** Begins a watch: what exists or what was missed is sent at once, what happens later as it happens. */
export function startWatch(call: Call): Answer {
  const { info, request, client, context, state } = call;
  const parsed = parseRequest(call);
  if (!parsed.ok) return refuse(parsed.status);
  const { options = {} } = request;
  const { selection } = parsed;
  const cache = cacheOf(state, info.resource);
  const watcher: Watcher = {
    client,
    id: request.id,
    // kubectl is many short processes at one address: each has watches of its own.
    scope: [
      client === 'kubectl' ? request.id : '',
      selection.namespace ?? '',
      request.name ?? '',
      options.labelSelector ?? '',
      options.fieldSelector ?? '',
    ].join(' '),
    ...selection,
    bookmarks: options.allowWatchBookmarks === true,
  };
  const since = options.resourceVersion ?? '';
  let sent: number;
  if (since === '' || since === '0') {
    const existing = selected(call, selection);
    sendExisting(info, watcher, existing, context);
    sent = existing.length;
  } else {
    const revision = Number(since);
    if (!Number.isInteger(revision) || revision < 0) {
      return refuse(badRequestStatus(`invalid resource version ${JSON.stringify(since)}`));
    }
    if (revision < cache.knownSince) {
      return refuse(expiredStatus(tooOldMessage(revision, cache.knownSince)));
    }
    sent = sendSince(info, watcher, cache, revision, context);
  }
  context.note({ events: sent });
  call.state = withCache(state, info.resource, { ...cache, watchers: addWatcher(cache.watchers, watcher) });
  return { type: 'answer', code: 200, resourceVersion: String(state.revision) };
}

function parseRequest(call: Call) {
  const { info, request } = call;
  const { labelSelector, fieldSelector } = request.options ?? {};
  const byName = request.name ? `metadata.name=${request.name}` : '';
  const fields = [byName, fieldSelector ?? ''].filter((text) => text !== '').join(',');
  return parseSelection(info.resource, request.namespace, labelSelector, fields);
}

const isName = ({ field, operator }: FieldRequirement): boolean =>
  field === 'metadata.name' && operator === '=';

function selected(call: Call, selection: Selection): KubeObject[] {
  const { resource, namespaced } = call.info;
  const { objects } = cacheOf(call.state, resource);
  const items: KubeObject[] = [];
  const name = selection.fields?.find(isName)?.value;
  if (name !== undefined && (!namespaced || selection.namespace !== undefined)) {
    // Every kubelet watches its own Node like this: there is no need to look at all.
    const object = get(objects, cacheKey(selection.namespace, name));
    return object !== undefined && selects(resource, selection, object) ? [object] : [];
  }
  const visit = (object: KubeObject): void => {
    if (selects(resource, selection, object)) items.push(object);
  };
  if (selection.namespace === undefined) scan(objects, visit);
  else scanPrefix(objects, `${selection.namespace}/`, visit);
  return items;
}
