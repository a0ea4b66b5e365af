// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/scale/scale.go
import { type Deployment, type KubeObject, kindOf } from '../../../../api/index.ts';
import type { FlagSpecs } from '../../flags.ts';
import { printedName } from '../../names.ts';
import type { Plan } from '../edit.ts';

export interface ScaleEdit {
  readonly type: 'scale';
  readonly replicas: number;
  /** Only scale when there are this many now. */
  readonly currentReplicas: number | undefined;
}

export const SCALE_FLAGS: FlagSpecs = {
  all: { type: 'bool' },
  replicas: { type: 'int' },
  'current-replicas': { type: 'int' },
  timeout: { type: 'duration', hasNoEffect: true },
  selector: { type: 'string', short: 'l' },
};

export function planScale(edit: ScaleEdit, object: KubeObject): Plan {
  const info = kindOf(object);
  if (info === undefined || !info.subresources.includes('scale')) {
    return { failure: { text: 'the server could not find the requested resource' } };
  }
  const now = (object as Deployment).spec.replicas ?? 0;
  if (edit.currentReplicas !== undefined && edit.currentReplicas !== now) {
    return { failure: { text: `Expected replicas to be ${edit.currentReplicas}, was ${now}` } };
  }
  return {
    patch: { patchType: 'merge', subresource: 'scale', object: { spec: { replicas: edit.replicas } } },
    done: `${printedName(object)} scaled`,
  };
}
