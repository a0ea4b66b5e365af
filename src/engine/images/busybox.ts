import { type Family, images, kubernetes, official } from './family.ts';

export const family: Family = {
  images: images({
    repositories: [
      ...official('busybox'),
      ...kubernetes('busybox'),
      'docker.io/mirrorgooglecontainers/busybox',
    ],
    size: 2.22,
    cmd: ['sh'],
    on: 'busybox',
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
