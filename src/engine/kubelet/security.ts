// Models kubernetes@v1.36.0 pkg/kubelet/kuberuntime/security_context.go, pkg/securitycontext/util.go
import type { Container, Pod } from '../../api/index.ts';
import { resolveImage } from '../images/resolve.ts';
import type { Security } from '../runtime/oci/security.ts';
import type { Ownership } from '../runtime/volumeOwnership.ts';

/** `uid`, `uid:gid`, `:gid`; '' when the Pod says nothing. */
export function userOf({ spec }: Pod, { securityContext }: Pick<Container, 'securityContext'>): string {
  const uid = securityContext?.runAsUser ?? spec.securityContext?.runAsUser ?? '';
  const gid = securityContext?.runAsGroup ?? spec.securityContext?.runAsGroup;
  return gid === undefined ? String(uid) : `${uid}:${gid}`;
}

export function securityOf({ spec }: Pod, { securityContext = {} }: Container): Security {
  const { fsGroup, supplementalGroups = [], supplementalGroupsPolicy } = spec.securityContext ?? {};
  return {
    add: securityContext.capabilities?.add ?? [],
    drop: securityContext.capabilities?.drop ?? [],
    privileged: securityContext.privileged === true,
    noNewPrivileges: securityContext.allowPrivilegeEscalation === false,
    supplementalGroups: fsGroup === undefined ? supplementalGroups : [fsGroup, ...supplementalGroups],
    strictGroups: supplementalGroupsPolicy === 'Strict',
  };
}

/** Why a container that must not run as root may not be made; '' when it may. */
export function rootTrouble(pod: Pod, { name, image = '', securityContext }: Container): string {
  const own = pod.spec.securityContext;
  if ((securityContext?.runAsNonRoot ?? own?.runAsNonRoot) !== true) return '';
  const { metadata } = pod;
  const where = `(pod: "${metadata.name}_${metadata.namespace}(${metadata.uid})", container: ${name})`;
  const uid = securityContext?.runAsUser ?? own?.runAsUser;
  if (uid !== undefined) return uid === 0 ? `container's runAsUser breaks non-root policy ${where}` : '';
  const resolution = resolveImage(image);
  const user = resolution.ok ? (resolution.image.config.user.split(':')[0] ?? '') : '';
  if (user === '' || Number(user) === 0) {
    return `container has runAsNonRoot and image will run as root ${where}`;
  }
  if (/^\d+$/.test(user)) return '';
  return `container has runAsNonRoot and image has non-numeric user (${user}), cannot verify user is non-root ${where}`;
}

/** To whom the Pod's volumes are given. */
export function ownershipOf({ spec }: Pod): Ownership {
  const { fsGroup, fsGroupChangePolicy } = spec.securityContext ?? {};
  return { fsGroup: fsGroup ?? null, onRootMismatch: fsGroupChangePolicy === 'OnRootMismatch' };
}
