// Models kubernetes@v1.36.0 pkg/kubelet/cadvisor/cadvisor_linux.go
// Differs: it only knows which Pods' cgroups it watches; what they use is read from them when it is asked for (kubelet/stats.ts).
import type { Component } from '../kernel/component.ts';
import { emptyTable, put, remove, type Table } from '../kernel/table.ts';

export interface CadvisorState {
  /** By Pod UID: `namespace/name`. */
  readonly watched: Table<string>;
}

export function initialCadvisor(): CadvisorState {
  return { watched: emptyTable() };
}

/** kubelet/N → cadvisor/N with verb `watch` or `forget`. */
export const cadvisor: Component<CadvisorState> = {
  receive(state, { verb, object }, context) {
    if (object?.uid === undefined) return state;
    if (verb === 'forget') return { watched: remove(state.watched, object.uid) };
    context.note({ cgroup: `kubepods-pod${object.uid.replaceAll('-', '_')}.slice` });
    return { watched: put(state.watched, object.uid, `${object.namespace}/${object.name}`) };
  },
};
