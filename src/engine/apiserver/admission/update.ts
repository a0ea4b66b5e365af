// Models kubernetes@v1.36.0 plugin/pkg/admission/priority/admission.go (update of a Pod)
// Models kubernetes@v1.36.0 plugin/pkg/admission/defaulttolerationseconds/admission.go
import { type KubeObject, type Pod, withDefaultTolerationSeconds } from '../../../api/index.ts';

/** What the plug-ins of a new object do to a changed one: a Pod keeps what they once filled in. */
export function admitUpdate(object: KubeObject, old: KubeObject): KubeObject {
  if (object.kind !== 'Pod' || object === old) return object;
  const { spec } = object as Pod;
  const before = (old as Pod).spec;
  if (spec === before) return object;
  return {
    ...object,
    spec: {
      ...spec,
      priority: spec.priority ?? before.priority,
      preemptionPolicy: spec.preemptionPolicy ?? before.preemptionPolicy,
      tolerations: withDefaultTolerationSeconds(spec.tolerations),
    },
  } as Pod;
}
