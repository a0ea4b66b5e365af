import { debianRelease, ubuntuRelease } from './base/systems.ts';
import { type Family, images, official } from './family.ts';

const DEBIANS: readonly (readonly [major: string, codename: string, version: string])[] = [
  ['13', 'trixie', '13.2'],
  ['12', 'bookworm', '12.12'],
  ['11', 'bullseye', '11.11'],
  ['10', 'buster', '10.13'],
  ['9', 'stretch', '9.13'],
  ['8', 'jessie', '8.11'],
];

const UBUNTUS: Readonly<Record<string, string>> = {
  '25.10': 'questing',
  '25.04': 'plucky',
  '24.04': 'noble',
  '22.04': 'jammy',
  '20.04': 'focal',
  '18.04': 'bionic',
  '16.04': 'xenial',
  '14.04': 'trusty',
};

export const family: Family = {
  images: [
    ...images({
      repositories: official('debian'),
      size: 48.5,
      slimSize: 28.2,
      cmd: ['bash'],
      files: ({ text }) => {
        const name = text.replace(/-slim$/, '');
        const found = DEBIANS.find(
          ([major, codename]) => name === codename || name === major || name.startsWith(`${major}.`),
        );
        return debianRelease(...(found ?? (DEBIANS[0] as (typeof DEBIANS)[number])));
      },
      names: [
        'stable stable-slim testing unstable sid trixie trixie-slim bookworm',
        'bookworm-slim bullseye bullseye-slim buster buster-slim stretch jessie',
      ].flatMap((names) => names.split(' ')),
      versions: { 7: [0, 11], 8: [0, 11], 9: [0, 13], 10: [0, 13], 11: [0, 11], 12: [0, 14], 13: [0, 4] },
      variants: ['slim'],
    }),
    ...images({
      repositories: official('ubuntu'),
      size: 29.7,
      cmd: ['/bin/bash'],
      on: 'ubuntu',
      files: ({ text }) => {
        const version = Object.keys(UBUNTUS).find(
          (number) => text.startsWith(number) || text.startsWith(UBUNTUS[number] as string),
        );
        return ubuntuRelease(version ?? '24.04', UBUNTUS[version ?? '24.04'] as string);
      },
      names: ['rolling', 'devel', ...Object.values(UBUNTUS)],
      versions: Object.fromEntries([14, 16, 18, 20, 22, 24, 25, 26].map((year) => [year, [4, 10]])),
    }),
  ],
  programs: {},
};
