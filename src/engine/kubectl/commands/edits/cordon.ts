// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/drain/cordon.go
import type { KubeObject, Node } from '../../../../api/index.ts';
import { printedName } from '../../names.ts';
import type { Plan } from '../edit.ts';

export interface CordonEdit {
  readonly type: 'cordon';
  /** False: uncordon. */
  readonly unschedulable: boolean;
}

export function planCordon(edit: CordonEdit, object: KubeObject): Plan {
  const node = object as Node;
  const word = edit.unschedulable ? 'cordoned' : 'uncordoned';
  if ((node.spec?.unschedulable ?? false) === edit.unschedulable) {
    return { done: `${printedName(node)} already ${word}` };
  }
  return {
    patch: {
      patchType: 'strategic',
      object: { spec: { unschedulable: edit.unschedulable ? true : null } },
    },
    done: `${printedName(node)} ${word}`,
  };
}
