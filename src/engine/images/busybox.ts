import { type Family, images, kubernetes, official, type Tag } from './family.ts';
import { binary, type Files } from './files.ts';

/** Until 1.28 nslookup asked the C library, which knows search domains; since then it asks by itself. */
function asksTheLibrary(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major === 1 && minor !== undefined && minor <= 28;
}

const LIBRARY_NSLOOKUP = binary('nslookup-1.28', { flavour: 'busybox' });

const RELEASES = [
  '1.37.0',
  '1.36.1',
  '1.35.0',
  '1.34.1',
  '1.33.1',
  '1.32.1',
  '1.31.1',
  '1.30.1',
  '1.29.3',
  '1.28.4',
];

const common = {
  size: 2.22,
  cmd: ['sh'],
  on: 'busybox',
  files: ({ version }: Tag): Files => (asksTheLibrary(version) ? { '/bin/nslookup': LIBRARY_NSLOOKUP } : {}),
  names: ['stable', 'glibc', 'musl', 'uclibc', 'unstable'],
  versions: { 1: [21, 37] },
  variants: ['glibc', 'musl', 'uclibc'],
} as const;

export const family: Family = {
  images: [
    ...images({
      ...common,
      repositories: [
        ...official('busybox'),
        ...kubernetes('e2e-test-images/busybox'),
        'docker.io/mirrorgooglecontainers/busybox',
      ],
      releases: RELEASES,
    }),
    // Kubernetes' own copy has not been renewed for long: its `latest` is old.
    ...images({ ...common, repositories: kubernetes('busybox'), releases: ['1.27.2', ...RELEASES] }),
    ...images({
      repositories: ['docker.io/radial/busyboxplus'],
      size: 4.8,
      cmd: ['/bin/sh'],
      on: 'busybox',
      files: { '/bin/nslookup': LIBRARY_NSLOOKUP, '/usr/bin/curl': binary('curl', { flavour: 'gnu' }) },
      releases: ['1.22.1'],
      names: ['base', 'curl', 'git'],
    }),
  ],
  programs: {},
};
