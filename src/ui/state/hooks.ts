import { useEffect, useMemo, useState } from 'react';
import type { KubeObject, Node, Pod } from '../../api/index.ts';
import type { HostView, ObjectAt, ObjectRef, TraceRecord } from '../../protocol/view.ts';
import { useActions, usePage, usePageHandle } from './context.ts';
import { refId } from './tables.ts';

/** The record `seq` as the page has it (the engine may keep back large details: see `useFullRecord`). */
export function useRecord(seq: number | null): TraceRecord | null {
  return usePage((page) => (seq === null ? null : (page.records[seq - 1] ?? null)));
}

/** The record that was handled last at the moment shown: what the stage is showing right now. */
export function useCurrentRecord(): TraceRecord | null {
  return usePage((page) => page.records[page.moment.seq - 1] ?? null);
}

/** The trace up to now or whole; the array is changed in place, `version` tells when. */
export function useRecords(): { readonly records: readonly TraceRecord[]; readonly version: number } {
  const version = usePage((page) => page.recordsVersion);
  const records = usePage((page) => page.records);
  return useMemo(() => ({ records, version }), [records, version]);
}

/** A record with its full detail, asked of the engine; null until it has come. */
export function useFullRecord(seq: number | null): TraceRecord | null {
  const actions = useActions();
  const branch = usePage((page) => page.moment.branch);
  const [found, setFound] = useState<TraceRecord | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a record of another branch is another record
  useEffect(() => {
    let wanted = true;
    setFound(null);
    if (seq !== null) void actions.record(seq).then((record) => wanted && setFound(record));
    return () => {
      wanted = false;
    };
  }, [actions, seq, branch]);
  return found;
}

/** An object by its etcd key, at the moment shown. */
export function useObject(key: string | null): KubeObject | null {
  return usePage((page) => (key === null ? null : (page.tables.objects.get(key) ?? null)));
}

/** The etcd key of what a reference names, at the moment shown. */
export function useKeyOf(ref: ObjectRef | null): string | null {
  const id = ref && refId(ref);
  return usePage((page) => (id === null || !ref ? null : (page.tables.keyOf(ref) ?? null)));
}

/** What a reference names, at the moment shown; null before it exists and after it is gone. */
export function useByRef(ref: ObjectRef | null): KubeObject | null {
  return usePage((page) => {
    const key = ref && page.tables.keyOf(ref);
    return key ? (page.tables.objects.get(key) ?? null) : null;
  });
}

/** An object before and after a record (default: the moment shown), asked of the engine. */
export function useObjectAt(key: string | null, seq?: number): ObjectAt | null {
  const actions = useActions();
  const moment = usePage((page) => page.moment);
  const [found, setFound] = useState<ObjectAt | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again at every moment
  useEffect(() => {
    let wanted = true;
    if (key === null) setFound(null);
    else void actions.object(key, seq).then((object) => wanted && setFound(object));
    return () => {
      wanted = false;
    };
  }, [actions, key, seq, moment]);
  return found;
}

/** All objects of a kind in order of their etcd key; the same array until one of them changes. */
export function useKind<T extends KubeObject>(kind: T['kind']): readonly T[] {
  const { store } = usePageHandle();
  const version = usePage((page) => page.tables.version(kind));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the table is changed in place, its version tells
  return useMemo(
    () =>
      [...store.getState().tables.ofKind(kind)]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, object]) => object as T),
    [store, kind, version],
  );
}

export const useNodes = (): readonly Node[] => useKind<Node>('Node');
export const usePods = (): readonly Pod[] => useKind<Pod>('Pod');

/** A Pod by `namespace/name`, at the moment shown. */
export function usePod(name: string | null): Pod | null {
  return usePage((page) => {
    if (name === null) return null;
    const slash = name.indexOf('/');
    const key = page.tables.keyOf({
      kind: 'Pod',
      namespace: name.slice(0, slash),
      name: name.slice(slash + 1),
    });
    return key ? ((page.tables.objects.get(key) as Pod | undefined) ?? null) : null;
  });
}

export function useHost(node: string): HostView | null {
  return usePage((page) => page.tables.hosts.get(node) ?? null);
}

export function useHosts(): ReadonlyMap<string, HostView> {
  const { store } = usePageHandle();
  const version = usePage((page) => page.tables.version('#hosts'));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the table is changed in place, its version tells
  return useMemo(() => new Map(store.getState().tables.hosts), [store, version]);
}
