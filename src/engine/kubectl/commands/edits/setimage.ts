// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/set/set_image.go
import type { Container, Deployment, KubeObject, Pod, PodSpec } from '../../../../api/index.ts';
import type { FlagSpecs } from '../../flags.ts';
import { printedName } from '../../names.ts';
import type { Plan } from '../edit.ts';

export interface SetImageEdit {
  readonly type: 'set image';
  /** Container name to image; `*` means every container. */
  readonly images: Readonly<Record<string, string>>;
}

export const SET_IMAGE_FLAGS: FlagSpecs = {
  all: { type: 'bool' },
  selector: { type: 'string', short: 'l' },
};

export function planSetImage(edit: SetImageEdit, object: KubeObject): Plan {
  const isPod = object.kind === 'Pod';
  const spec = isPod ? (object as Pod).spec : (object as Partial<Deployment>).spec?.template?.spec;
  if (spec === undefined) {
    return { failure: { text: `${printedName(object)} does not have a pod template` } };
  }
  const missing = Object.keys(edit.images).find((name) => name !== '*' && !named(spec, name));
  if (missing !== undefined) {
    return { failure: { text: `unable to find container named ${JSON.stringify(missing)}` } };
  }
  const containers = changed(spec.containers, edit);
  const initContainers = changed(spec.initContainers ?? [], edit);
  if (containers.length + initContainers.length === 0) return {};
  const change = {
    ...(containers.length > 0 && { containers }),
    ...(initContainers.length > 0 && { initContainers }),
  };
  return {
    patch: {
      patchType: 'strategic',
      object: isPod ? { spec: change } : { spec: { template: { spec: change } } },
    },
    done: `${printedName(object)} image updated`,
  };
}

function named(spec: PodSpec, name: string): boolean {
  return [...spec.containers, ...(spec.initContainers ?? [])].some((container) => container.name === name);
}

function changed(containers: readonly Container[], edit: SetImageEdit): { name: string; image: string }[] {
  return containers.flatMap((container) => {
    const image = edit.images[container.name] ?? edit.images['*'];
    return image === undefined || image === container.image ? [] : [{ name: container.name, image }];
  });
}
