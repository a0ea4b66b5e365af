// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/patch/patch.go
import type { KubeObject } from '../../../../api/index.ts';
import { printedName } from '../../names.ts';
import type { Plan } from '../edit.ts';

/** A patch that the user wrote. */
export interface PatchEdit {
  readonly type: 'patch';
  readonly patch: unknown;
  readonly patchType: 'merge' | 'strategic';
  readonly subresource: 'status' | 'scale' | undefined;
}

export function planPatch({ patch, patchType, subresource }: PatchEdit, object: KubeObject): Plan {
  const name = printedName(object);
  return {
    patch: { object: patch, patchType, subresource },
    done: `${name} patched`,
    unchanged: `${name} patched (no change)`,
  };
}
