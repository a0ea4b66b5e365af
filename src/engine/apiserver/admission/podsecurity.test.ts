import { describe, expect, it } from 'vitest';
import type { Container, PodSpec } from '../../../api/index.ts';
import { type Level, violations } from './podsecuritychecks.ts';

const container = (fields: Partial<Container> = {}): Container => ({ name: 'c', image: 'nginx', ...fields });

const said = (level: Level, spec: Partial<PodSpec>): string[] =>
  violations(level, { containers: [container()], ...spec }).map(
    ({ reason, detail }) => `${reason} (${detail})`,
  );

describe('the Pod security standards', () => {
  it.each<[Level, string, Partial<PodSpec>, readonly string[]]>([
    ['privileged', 'everything', { hostNetwork: true, hostPID: true }, []],
    ['baseline', 'nothing', {}, []],
    [
      'baseline',
      'the host',
      { hostNetwork: true, hostIPC: true, volumes: [{ name: 'v', hostPath: { path: '/' } }] },
      ['host namespaces (hostNetwork=true, hostIPC=true)', 'hostPath volumes (volume "v")'],
    ],
    [
      'baseline',
      'containers',
      {
        containers: [
          container({
            name: 'a',
            securityContext: { privileged: true, capabilities: { add: ['NET_ADMIN', 'CHOWN'] } },
          }),
          container({
            name: 'b',
            ports: [{ containerPort: 80, hostPort: 80 }],
            securityContext: { privileged: true },
          }),
        ],
      },
      [
        'non-default capabilities (container "a" must not include "NET_ADMIN" in securityContext.capabilities.add)',
        'hostPort (container "b" uses hostPort 80)',
        'privileged (containers "a", "b" must not set securityContext.privileged=true)',
      ],
    ],
    [
      'baseline',
      'a kernel setting',
      { securityContext: { sysctls: [{ name: 'net.core.somaxconn', value: '1' }] } },
      ['forbidden sysctls (net.core.somaxconn)'],
    ],
    [
      'restricted',
      'nothing',
      {},
      [
        'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false)',
        'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"])',
        'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true)',
        'seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
      ],
    ],
    [
      'restricted',
      'all it asks for',
      {
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          container({
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
            },
          }),
        ],
      },
      [],
    ],
  ])('%s, for a Pod that says %s', (level, _, spec, expected) => {
    expect(said(level, spec)).toEqual(expected);
  });
});
