// Models kubernetes@v1.36.0 pkg/kubelet/pod_workers.go (completeWork), pkg/kubelet/volumemanager/reconciler/reconciler_common.go (remount)
// Models kubernetes@v1.36.0 pkg/kubelet/token/token_manager.go
// Differs: a Pod whose volumes have nothing new to show is not synced each minute. When something has changed, the
// rest of the minute it happens to be in is drawn. Tokens are looked at when they are due, not at each sync.
import type { Pod, TokenRequest, Volume } from '../../api/index.ts';
import type { WatchEvent } from '../apiserver/messages.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import { get, scan } from '../kernel/table.ts';
import { timeMsOf } from '../kernel/timestamp.ts';
import type { VolumesReply, VolumesRequest } from '../runtime/volumes.ts';
import { change, changeState, type Desk, newCall, podEvent, remind, workerOf } from './desk.ts';
import { referenceChanged, referenceKey } from './references.ts';
import { ownershipOf } from './security.ts';
import type { Worker } from './state.ts';
import { askForToken, downwardValues, tokenUserOf, volumeObjects } from './volumes.ts';

/** Between two syncs of a Pod with which nothing happens, up to half as long again. */
const SYNC_FREQUENCY_MS = 60_000;
const SYNC_JITTER = 0.5;
/** How often the volume manager compares what is with what should be. */
const RECONCILE_MS = 100;
/** Failed updates are tried again after this, doubled each time up to the maximum. */
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 122_000;
/** A token is renewed when this part of its life is over, and after a day at the latest. */
const TOKEN_LIFE = 0.8;
const MAX_TOKEN_AGE_MS = 24 * 3_600_000;

const isMade = ({ configMap, secret, projected, downwardAPI }: Volume): boolean =>
  (configMap ?? secret ?? projected ?? downwardAPI) !== undefined;

/** A fraction of one from the kubelet's own stream. */
const drawn = (desk: Desk): number => desk.context.random() / 2 ** 32;

/** Something its volumes show has changed: they will be brought up to date. */
function planRemount(desk: Desk, worker: Worker, delayMs: number, background: boolean): void {
  if (worker.stage !== 'Syncing' || !worker.mounted) return;
  const remount = newCall(desk);
  const next = change(desk, workerOf(desk, worker.uid) ?? worker, { remount });
  remind(desk, 'remount', next, remount, delayMs, { background });
}

/** What is left of the time until the Pod is synced anyway, at a moment of no importance to it. */
function untilNextSync(desk: Desk): number {
  const period = SYNC_FREQUENCY_MS * (1 + SYNC_JITTER * drawn(desk));
  return period * drawn(desk);
}

/** A ConfigMap or Secret that Pods here have. */
export function objectChanged(desk: Desk, event: WatchEvent): void {
  const key = referenceChanged(desk, event);
  if (key === null) return;
  scan(desk.state.workers, ({ uid }) => {
    const worker = workerOf(desk, uid);
    if (worker === undefined || worker.remount !== 0 || !worker.references.includes(key)) return;
    const shows = volumeObjects(worker.pod).some((name) => referenceKey(worker, name) === key);
    if (shows) planRemount(desk, worker, untilNextSync(desk), false);
  });
}

/** The Pod is being synced now: what waits for that need not wait longer. */
export function remountSoon(desk: Desk, uid: string): void {
  const worker = workerOf(desk, uid);
  if (worker !== undefined && worker.remount !== 0) planRemount(desk, worker, RECONCILE_MS, false);
}

/** A change of labels or annotations has the Pod synced at once. */
export function metadataChanged(desk: Desk, uid: string, before: Pod): void {
  const worker = workerOf(desk, uid);
  if (worker === undefined || worker.pod.metadata === before.metadata) return;
  const { volumes = [] } = worker.pod.spec;
  const isShown = volumes.some(
    ({ downwardAPI, projected }) =>
      downwardAPI !== undefined || projected?.sources?.some((source) => source.downwardAPI !== undefined),
  );
  if (worker.remount === 0 && !isShown) return;
  const { labels, annotations } = worker.pod.metadata;
  const { labels: labelsBefore, annotations: annotationsBefore } = before.metadata;
  if (same(labels, labelsBefore) && same(annotations, annotationsBefore)) return;
  planRemount(desk, worker, RECONCILE_MS, false);
}

function same(a: Readonly<Record<string, string>> = {}, b: Readonly<Record<string, string>> = {}): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

export function remountDue(desk: Desk, uid: string, call: number): void {
  const worker = workerOf(desk, uid);
  if (worker === undefined || worker.remount !== call) return;
  if (worker.stage !== 'Syncing' || !worker.mounted) {
    change(desk, worker, { remount: 0 });
    return;
  }
  let asked = false;
  for (const key in worker.tokens) {
    if (renewalOf(worker.tokens[key] as TokenRequest) > desk.context.nowMs) continue;
    askForToken(desk, worker, key, 'renewal');
    asked = true;
  }
  if (!asked) remount(desk, worker);
}

function remount(desk: Desk, worker: Worker): void {
  const call = newCall(desk);
  const objects: Record<string, VolumesObject> = {};
  for (const name of volumeObjects(worker.pod)) {
    const key = referenceKey(worker, name);
    if (key !== null) objects[name] = get(desk.state.references, key)?.object ?? null;
    else if (name in worker.tokens) objects[name] = worker.tokens[name] as TokenRequest;
  }
  const body: VolumesRequest = {
    type: 'remount',
    call,
    volumes: (worker.pod.spec.volumes ?? []).filter(isMade),
    objects,
    podName: worker.pod.metadata.name ?? '',
    downward: downwardValues(desk, worker),
    tokenUser: tokenUserOf(worker.pod),
    ownership: ownershipOf(worker.pod),
  };
  const { ref } = change(desk, workerOf(desk, worker.uid) ?? worker, { remount: 0 });
  desk.context.send(
    { from: desk.me, to: `volumes/${desk.state.node}`, verb: 'remount', object: ref, body },
    LATENCY_MS.local,
  );
}

type VolumesObject = (VolumesRequest & { readonly type: 'remount' })['objects'][string];

export function remountReplied(desk: Desk, given: Worker, { failures }: VolumesReply): void {
  if (failures.length === 0) {
    if (given.remountFailures > 0) change(desk, given, { remountFailures: 0 });
    return;
  }
  desk.context.note({ error: failures[0] });
  for (const message of failures) podEvent(desk, given, 'Warning', 'FailedMount', message);
  const worker = workerOf(desk, given.uid) ?? given;
  const { remountFailures } = worker;
  const next = change(desk, worker, { remountFailures: remountFailures + 1 });
  // The files stay as they were; it may fail for ever.
  const delayMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(remountFailures, 10), MAX_RETRY_MS);
  if (next.remount === 0) planRemount(desk, next, delayMs, true);
}

/** When a token is to be renewed. */
function renewalOf({ spec, status }: TokenRequest): number {
  const lifeMs = (spec.expirationSeconds ?? 3600) * 1000;
  const issuedMs = timeMsOf(status?.expirationTimestamp ?? '') - lifeMs;
  return issuedMs + Math.min(TOKEN_LIFE * lifeMs, MAX_TOKEN_AGE_MS);
}

/** Tokens a Pod has got: one timer looks after all of the node. */
export function expectRenewal(desk: Desk, tokens: Worker['tokens']): void {
  let earliestMs = Number.POSITIVE_INFINITY;
  for (const key in tokens) {
    earliestMs = Math.min(earliestMs, renewalOf(tokens[key] as TokenRequest));
  }
  setTimer(desk, earliestMs);
}

function setTimer(desk: Desk, dueMs: number): void {
  const { renewalMs, boot } = desk.state;
  const { nowMs } = desk.context;
  if (dueMs === Number.POSITIVE_INFINITY || (renewalMs > nowMs && renewalMs <= dueMs)) return;
  // Those that could not be renewed are tried again with the Pod's next sync.
  const atMs = dueMs > nowMs ? dueMs : nowMs + SYNC_FREQUENCY_MS;
  changeState(desk, { renewalMs: atMs });
  remind(desk, 'renew-tokens', null, boot, atMs - nowMs, { background: true });
}

/** Pods whose tokens are due get new ones with their next sync. */
export function renewTokens(desk: Desk): void {
  const { nowMs } = desk.context;
  if (nowMs < desk.state.renewalMs) return;
  let nextMs = Number.POSITIVE_INFINITY;
  scan(desk.state.workers, (worker) => {
    if (worker.stage !== 'Syncing') return;
    let due = false;
    for (const key in worker.tokens) {
      const renewalMs = renewalOf(worker.tokens[key] as TokenRequest);
      if (renewalMs <= nowMs) due = true;
      else nextMs = Math.min(nextMs, renewalMs);
    }
    if (due && worker.remount === 0) planRemount(desk, worker, untilNextSync(desk), true);
  });
  setTimer(desk, nextMs);
}

/** Null: refused; the old one is good for a while. */
export function tokenRenewed(desk: Desk, uid: string, key: string, token: TokenRequest | null): void {
  const worker = workerOf(desk, uid);
  if (worker === undefined || worker.stage !== 'Syncing') return;
  if (token === null) {
    planRemount(desk, worker, untilNextSync(desk), true);
    return;
  }
  const tokens = { ...worker.tokens, [key]: token };
  const next = change(desk, worker, { tokens });
  expectRenewal(desk, tokens);
  const { nowMs } = desk.context;
  if (Object.values(tokens).every((one) => renewalOf(one) > nowMs))
    remount(desk, workerOf(desk, uid) ?? next);
}
