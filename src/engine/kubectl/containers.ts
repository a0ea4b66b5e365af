// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/util/podcmd/podcmd.go
import type { Container, EphemeralContainer, Pod } from '../../api/index.ts';
import type { Session } from './task.ts';

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** Init containers first, as `--all-containers` has them. */
export function containersOf({ spec }: Pod): readonly (Container | EphemeralContainer)[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
}

export function findContainer(pod: Pod, name: string): Container | EphemeralContainer | undefined {
  return containersOf(pod).find((container) => container.name === name);
}

/** The names to choose from, with the kind of those that are not regular ones. */
function allContainerNames({ spec }: Pod): string {
  return [
    ...spec.containers.map(({ name }) => name),
    ...(spec.ephemeralContainers ?? []).map(({ name }) => `${name} (ephem)`),
    ...(spec.initContainers ?? []).map(({ name }) => `${name} (init)`),
  ].join(', ');
}

/** The container meant when none is named: that of the annotation, else the first, which is said if there are more. */
export function defaultContainer(pod: Pod, session: Session, quiet = false): string {
  const named = pod.metadata.annotations?.[DEFAULT_CONTAINER];
  if (named !== undefined && named !== '') {
    if (findContainer(pod, named) !== undefined) return named;
    session.warn(`Default container name ${JSON.stringify(named)} not found in pod ${pod.metadata.name}`);
  }
  const [first] = pod.spec.containers;
  const name = first?.name ?? '';
  if (!quiet && containersOf(pod).length > 1) {
    session.warn(`Defaulted container ${JSON.stringify(name)} out of: ${allContainerNames(pod)}`);
  }
  return name;
}
