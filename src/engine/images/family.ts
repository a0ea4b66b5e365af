import type { Table } from '../kernel/table.ts';
import type { Inode } from '../linux/fs/types.ts';
import type { Program } from '../linux/program.ts';
import { type System, systems } from './base/systems.ts';
import { type Files, over } from './files.ts';
import type { ImageConfig } from './image.ts';

/** Which tags exist: listed names, and versions `major.minor[.patch]` within ranges, with or without a variant. */
export interface Tags {
  readonly names: readonly string[];
  /** Major version to the smallest and largest minor version. */
  readonly versions: Readonly<Record<number, readonly [number, number]>>;
  /** What may follow a version after a dash, such as `alpine` in `1.27-alpine`. */
  readonly variants: readonly string[];
}

/** A tag as a family reads it. */
export interface Tag {
  readonly text: string;
  /** `1.27.5` for `1.27`, `1.27-alpine` or `latest`, as the family's `releases` have it. */
  readonly version: string;
  readonly alpine: boolean;
  readonly slim: boolean;
}

/** One repository of the catalogue. */
export interface CatalogueEntry {
  readonly repository: string;
  readonly tags: Tags;
  /** Newest release first; a tag's version is the first that begins with it. */
  readonly releases: readonly string[];
  sizeBytes(tag: Tag): number;
  system(tag: Tag): System;
  config(tag: Tag): ImageConfig;
  tree(tag: Tag): Table<Inode>;
}

/** Something that may differ from tag to tag. */
type PerTag<T> = T | ((tag: Tag) => T);

export interface Description {
  readonly repositories: readonly string[];
  /** Compressed, in megabytes. */
  readonly size: number;
  readonly alpineSize?: number;
  readonly slimSize?: number;
  readonly releases?: readonly string[];
  readonly names?: readonly string[];
  readonly versions?: Tags['versions'];
  readonly variants?: readonly string[];
  /** What it is built on; `debian` unless given, and Alpine Linux for tags that say so. */
  readonly on?: PerTag<System>;
  readonly files?: PerTag<Files>;
  readonly entrypoint?: PerTag<readonly string[]>;
  readonly cmd?: PerTag<readonly string[]>;
  readonly ports?: PerTag<readonly number[]>;
  readonly env?: PerTag<Readonly<Record<string, string>>>;
  readonly stopSignal?: string;
  readonly user?: PerTag<string>;
  readonly workingDir?: string;
  readonly volumes?: readonly string[];
}

/** Images that belong together, and what runs in them. */
export interface Family {
  readonly images: readonly CatalogueEntry[];
  readonly programs: Readonly<Record<string, Program>>;
}

export const official = (...names: string[]): string[] => names.map((name) => `docker.io/library/${name}`);

/** Kubernetes' own images, under the registry's present and former names. */
export const kubernetes = (...names: string[]): string[] =>
  names.flatMap((name) => [
    `registry.k8s.io/${name}`,
    `k8s.gcr.io/${name}`,
    `gcr.io/google_containers/${name}`,
    `gcr.io/google-containers/${name}`,
  ]);

/** What the tags of images built on Debian, and on Alpine as well, may end with. */
export const VARIANTS: readonly string[] = [
  'alpine',
  'slim',
  'bookworm',
  'bullseye',
  'buster',
  'trixie',
  'stretch',
  'perl',
  'otel',
];

export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const of = <T>(value: PerTag<T>, tag: Tag): T =>
  typeof value === 'function' ? (value as (tag: Tag) => T)(tag) : value;

/** The entries of one description, a repository each. */
export function images(about: Description): CatalogueEntry[] {
  const tags: Tags = {
    names: ['latest', ...(about.names ?? [])],
    versions: about.versions ?? {},
    variants: about.variants ?? [],
  };
  const system = (tag: Tag): System =>
    about.on === undefined ? (tag.alpine ? 'alpine' : 'debian') : of(about.on, tag);
  const config = (tag: Tag): ImageConfig => ({
    entrypoint: of(about.entrypoint ?? [], tag),
    cmd: of(about.cmd ?? [], tag),
    ports: of(about.ports ?? [], tag),
    stopSignal: about.stopSignal ?? 'SIGTERM',
    hasShell: system(tag) !== 'scratch',
    user: of(about.user ?? '', tag),
    workingDir: about.workingDir ?? '',
    env: { PATH: DEFAULT_PATH, ...of(about.env ?? {}, tag) },
    volumes: about.volumes ?? [],
  });
  return about.repositories.map((repository) => ({
    repository,
    tags,
    releases: about.releases ?? [],
    sizeBytes: (tag) =>
      Math.round(
        1_000_000 *
          ((tag.alpine ? about.alpineSize : undefined) ??
            (tag.slim ? about.slimSize : undefined) ??
            about.size),
      ),
    system,
    config,
    tree: (tag) => over(systems[system(tag)].tree(), of(about.files ?? {}, tag)),
  }));
}

const VERSION = /^v?(\d+(?:\.\d+)*)(?:-|$)/;

/** What a tag says about an image of the entry. */
export function readTag(releases: readonly string[], text: string): Tag {
  const written = VERSION.exec(text)?.[1];
  const release =
    written === undefined
      ? releases[0]
      : releases.find((version) => version === written || version.startsWith(`${written}.`));
  return {
    text,
    version: release ?? written ?? '',
    alpine: /alpine/.test(text),
    slim: /slim|minimal/.test(text),
  };
}
