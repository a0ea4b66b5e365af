import type { KubeObject } from '../../api/index.ts';
import type { HostView, ObjectRef, SchedulerView, ViewDiff } from '../../protocol/view.ts';
import { Machines } from './machines.ts';
import { Queues } from './queues.ts';

/** `kind/namespace/name`: how the page finds an object it has a reference to. */
export function refId(ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): string {
  return `${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;
}

function idOf(object: KubeObject): string {
  return refId({
    kind: object.kind,
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? '',
  });
}

const NO_QUEUES: SchedulerView = { activeQ: [], backoffQ: [], unschedulablePods: [] };

/** Someone who keeps up with the objects of a kind, one by one, by their etcd keys. */
export interface Follower<T extends KubeObject> {
  set(key: string, object: T): void;
  remove(key: string): void;
  clear(): void;
}

/**
 * The objects and hosts at the moment shown. The maps are changed in place, so that a cluster of
 * thousands of Pods costs only its changes; a kind's number in `versions` grows when one of its objects
 * changed, which is what the hooks watch.
 */
export class Tables {
  /** By etcd key. */
  readonly objects = new Map<string, KubeObject>();
  readonly #machines = new Machines();
  readonly #queues = new Queues();
  /** The scheduler's queues: other lists when they changed. */
  scheduler: SchedulerView = NO_QUEUES;
  readonly #byKind = new Map<string, Map<string, KubeObject>>();
  readonly #keyOfRef = new Map<string, string>();
  readonly #versions = new Map<string, number>();
  readonly #followers = new Map<string, Follower<KubeObject>[]>();

  /** By name of the node; each is another value when something on the machine changed. */
  get hosts(): ReadonlyMap<string, HostView> {
    return this.#machines.views;
  }

  apply(diff: ViewDiff): void {
    if (diff.reset) this.#clear();
    for (const key of diff.objects.removed) this.#remove(key);
    for (const [key, object] of diff.objects.changed) this.#set(key, object);
    this.scheduler = this.#queues.apply(diff.queues, this.scheduler);
    if (this.#machines.apply(diff.hosts)) this.#touch('#hosts');
  }

  /** The objects of a kind by etcd key. */
  ofKind(kind: string): ReadonlyMap<string, KubeObject> {
    return this.#byKind.get(kind) ?? nothing;
  }

  keyOf(ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): string | undefined {
    return this.#keyOfRef.get(refId(ref));
  }

  /** Grows whenever an object of the kind changes; `#hosts` for hosts. */
  version(kind: string): number {
    return this.#versions.get(kind) ?? 0;
  }

  /** Tells of the objects of a kind, now and whenever one changes. */
  follow<T extends KubeObject>(kind: T['kind'], follower: Follower<T>): void {
    for (const [key, object] of this.ofKind(kind)) follower.set(key, object as T);
    this.#followers.set(kind, [...this.#followersOf(kind), follower as Follower<KubeObject>]);
  }

  #followersOf(kind: string): readonly Follower<KubeObject>[] {
    return this.#followers.get(kind) ?? [];
  }

  #touch(kind: string): void {
    this.#versions.set(kind, this.version(kind) + 1);
  }

  #set(key: string, object: KubeObject): void {
    this.objects.set(key, object);
    this.#keyOfRef.set(idOf(object), key);
    let same = this.#byKind.get(object.kind);
    if (!same) {
      same = new Map();
      this.#byKind.set(object.kind, same);
    }
    same.set(key, object);
    for (const follower of this.#followersOf(object.kind)) follower.set(key, object);
    this.#touch(object.kind);
  }

  #remove(key: string): void {
    const object = this.objects.get(key);
    if (!object) return;
    this.objects.delete(key);
    this.#keyOfRef.delete(idOf(object));
    this.#byKind.get(object.kind)?.delete(key);
    for (const follower of this.#followersOf(object.kind)) follower.remove(key);
    this.#touch(object.kind);
  }

  #clear(): void {
    for (const kind of this.#byKind.keys()) this.#touch(kind);
    this.#touch('#hosts');
    for (const followers of this.#followers.values()) for (const follower of followers) follower.clear();
    this.objects.clear();
    this.#machines.clear();
    this.#queues.clear();
    this.scheduler = NO_QUEUES;
    this.#byKind.clear();
    this.#keyOfRef.clear();
  }
}

const nothing: ReadonlyMap<string, KubeObject> = new Map();
