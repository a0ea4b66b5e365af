import { type Family, images, kubernetes, official } from './family.ts';
import { binary, type Files } from './files.ts';

/** Until 1.28 nslookup asked the C library, which knows search domains; since then it asks by itself. */
function asksTheLibrary(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major === 1 && minor !== undefined && minor <= 28;
}

const LIBRARY_NSLOOKUP = binary('nslookup-1.28', { flavour: 'busybox' });

export const family: Family = {
  images: images({
    repositories: [
      ...official('busybox'),
      ...kubernetes('busybox', 'e2e-test-images/busybox'),
      'docker.io/mirrorgooglecontainers/busybox',
    ],
    size: 2.22,
    cmd: ['sh'],
    on: 'busybox',
    files: ({ version }): Files => (asksTheLibrary(version) ? { '/bin/nslookup': LIBRARY_NSLOOKUP } : {}),
    releases: [
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
    ],
    names: ['stable', 'glibc', 'musl', 'uclibc', 'unstable'],
    versions: { 1: [21, 37] },
    variants: ['glibc', 'musl', 'uclibc'],
  }),
  programs: {},
};
