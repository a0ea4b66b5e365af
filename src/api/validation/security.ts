// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (security context)
import type { SeccompProfile, SecurityContext } from '../types/index.ts';
import { type FieldError, invalid, notSupported, required } from './field.ts';
import { rangeMessage } from './names.ts';
import { validateDescendingPath } from './volumes.ts';

const MAX_ID = 0xffffffff;

export function validateId(id: number | undefined, path: string): FieldError[] {
  return id !== undefined && (id < 0 || id > MAX_ID) ? [invalid(path, id, rangeMessage(0, MAX_ID))] : [];
}

const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];

export function validateProfile(
  profile: SeccompProfile | undefined,
  what: 'seccomp' | 'AppArmor',
  path: string,
): FieldError[] {
  if (profile === undefined) return [];
  const errors: FieldError[] = [];
  if (!profile.type)
    errors.push(
      required(
        `${path}.type`,
        what === 'seccomp'
          ? 'type is required when seccompProfile is set'
          : 'type is required when appArmorProfile is set',
      ),
    );
  else if (!PROFILE_TYPES.includes(profile.type)) {
    errors.push(notSupported(`${path}.type`, profile.type, PROFILE_TYPES));
  }
  if (profile.type === 'Localhost') {
    if (profile.localhostProfile === undefined) {
      errors.push(required(`${path}.localhostProfile`, `must be set when ${what} type is Localhost`));
    } else if (what === 'seccomp') {
      errors.push(...validateDescendingPath(profile.localhostProfile, `${path}.localhostProfile`));
    }
  } else if (profile.localhostProfile !== undefined) {
    errors.push(
      invalid(
        `${path}.localhostProfile`,
        profile.localhostProfile,
        `can only be set when ${what} type is Localhost`,
      ),
    );
  }
  return errors;
}

export function validateSecurityContext(
  context: SecurityContext | undefined,
  hostUsers: boolean,
  path: string,
): FieldError[] {
  if (context === undefined) return [];
  const errors = [
    ...validateId(context.runAsUser, `${path}.runAsUser`),
    ...validateId(context.runAsGroup, `${path}.runAsGroup`),
  ];
  const proc = context.procMount;
  if (proc !== undefined) {
    if (proc !== 'Default' && proc !== 'Unmasked') {
      errors.push(notSupported(`${path}.procMount`, proc, ['Default', 'Unmasked']));
    }
    if (hostUsers && proc === 'Unmasked') {
      errors.push(invalid(`${path}.procMount`, proc, '`hostUsers` must be false to use `Unmasked`'));
    }
  }
  errors.push(...validateProfile(context.seccompProfile, 'seccomp', `${path}.seccompProfile`));
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged === true) {
      errors.push(
        invalid(path, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'),
      );
    }
    if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) {
      errors.push(
        invalid(
          path,
          context,
          'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN',
        ),
      );
    }
  }
  errors.push(...validateProfile(context.appArmorProfile, 'AppArmor', `${path}.appArmorProfile`));
  return errors;
}
