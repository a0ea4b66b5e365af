import { tool } from './base/modelled.ts';
import { alpineRelease } from './base/systems.ts';
import { type Family, images, official } from './family.ts';
import { binary } from './files.ts';

export const family: Family = {
  images: [
    ...images({
      repositories: official('alpine'),
      size: 3.86,
      cmd: ['/bin/sh'],
      on: 'alpine',
      files: ({ version }) => alpineRelease(version),
      releases: ['3.22.2', '3.23.0', '3.21.5', '3.20.8', '3.19.9', '3.18.12', '3.17.10', '3.16.9', '3.15.11'],
      names: ['edge', '3'],
      versions: { 2: [6, 7], 3: [1, 23] },
    }),
    ...images({
      repositories: ['docker.io/library/bash'],
      size: 6.2,
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['bash'],
      on: 'alpine',
      files: {
        '/usr/local/bin/bash': binary(tool('bash')),
        '/usr/local/bin/docker-entrypoint.sh': binary('docker-entrypoint'),
      },
      names: ['5', 'devel'],
      versions: { 3: [0, 2], 4: [0, 4], 5: [0, 3] },
      variants: ['alpine3'],
    }),
    ...images({
      repositories: ['docker.io/curlimages/curl'],
      size: 9.5,
      entrypoint: ['/entrypoint.sh'],
      cmd: ['curl'],
      user: '100',
      on: 'alpine',
      files: { '/usr/bin/curl': binary(tool('curl')), '/entrypoint.sh': binary('docker-entrypoint') },
      versions: { 7: [65, 88], 8: [0, 17] },
    }),
    ...images({
      repositories: ['docker.io/nicolaka/netshoot'],
      size: 203,
      cmd: ['zsh'],
      on: 'alpine',
      files: Object.fromEntries(
        ['bash', 'curl', 'dig', 'host', 'ss', 'jq', 'nmap', 'tcpdump', 'zsh']
          .map((name) => [name, name === 'zsh' ? 'bash' : name] as const)
          .map(([name, program]) => [`/usr/bin/${name}`, binary(tool(program))]),
      ),
      versions: { 0: [1, 14] },
    }),
  ],
  programs: {},
};
