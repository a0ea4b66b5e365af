import { describe, expect, it } from 'vitest';
import { Walk } from './walk.ts';

const RESTRICTED =
  'allowPrivilegeEscalation != false (container "nginx" must set securityContext.allowPrivilegeEscalation=false), ' +
  'unrestricted capabilities (container "nginx" must set securityContext.capabilities.drop=["ALL"]), ' +
  'runAsNonRoot != true (pod or container "nginx" must set securityContext.runAsNonRoot=true), ' +
  'seccompProfile (pod or container "nginx" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")';

describe('Apply Pod Security Standards at the Namespace Level', () => {
  it('warns of what it would refuse, and refuses it', () => {
    const walk = new Walk();
    walk.kubectl('create ns example');
    const label = (mode: string, level: string) =>
      walk.kubectl(`label --overwrite ns example pod-security.kubernetes.io/${mode}=${level}`);
    label('enforce', 'baseline');
    label('warn', 'restricted');
    expect(walk.kubectl('run nginx --image=nginx -n example')).toBe(
      `pod/nginx created\nWarning: would violate PodSecurity "restricted:latest": ${RESTRICTED}\n`,
    );
    label('enforce', 'restricted');
    expect(walk.kubectl('run again --image=nginx -n example')).toBe(
      `Error from server (Forbidden): pods "again" is forbidden: violates PodSecurity "restricted:latest": ${RESTRICTED.replaceAll('"nginx"', '"again"')}\n`,
    );
    expect(walk.kubectl('run free --image=nginx')).toBe('pod/free created\n');
    expect(walk.kubectl('create deployment web --image=nginx -n example')).toContain(
      'deployment.apps/web created\n',
    );
    expect(walk.kubectl('get events -n example')).toMatch(
      /Warning +FailedCreate +replicaset\/web-\w+ +Error creating: pods "web-\w+-\w+" is forbidden: violates PodSecurity "restricted:latest": /,
    );
  });
});
