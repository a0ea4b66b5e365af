// The image catalogue: what can be pulled, what is in it, and what its programs do.
import { put, type Table } from '../kernel/table.ts';
import type { Inode } from '../linux/fs/types.ts';
import type { Program } from '../linux/program.ts';
import { assumedServer } from './assumed.ts';
import { systems } from './base/systems.ts';
import { unmodelled } from './base/unmodelled.ts';
import { FAMILIES, findCatalogueEntry } from './catalogue.ts';
import { readTag } from './family.ts';
import { binary } from './files.ts';
import { resolveImage } from './resolve.ts';

export { PROGRAM_ANNOTATION, type ProgramDescription, parseDescription } from './assumed.ts';
export type { Image, ImageConfig, ImageLayer, ImageResolution, PullError } from './image.ts';
export { knownImage, resolveImage } from './resolve.ts';

/** The programs that images bring along, by the name their executables carry. */
export const imagePrograms: Readonly<Record<string, Program>> = Object.assign(
  { unmodelled, 'assumed-server': assumedServer },
  ...FAMILIES.map((family) => family.programs),
);

/** Trees that have been asked for; the same name always has the same. */
const trees = new Map<string, Table<Inode>>();
const MAX_TREES = 200;

let assumedTree: Table<Inode> | undefined;

/**
 * The read-only tree of an image by its full name, `registry/repository:tag`; undefined when no registry has it. An
 * image that the catalogue does not know is a Debian with an assumed server in it.
 */
export function imageLayer(imageName: string): Table<Inode> | undefined {
  let tree = trees.get(imageName);
  if (tree !== undefined) return tree;
  const resolution = resolveImage(imageName);
  if (!resolution.ok) return undefined;
  tree = treeOf(resolution.image.name);
  if (trees.size >= MAX_TREES) trees.clear();
  trees.set(imageName, tree);
  return tree;
}

function treeOf(name: string): Table<Inode> {
  const [, repository = '', tag = 'latest'] = /^([^@]+?)(?::([^:/@]+))?(?:@.*)?$/.exec(name) ?? [];
  const entry = findCatalogueEntry(repository);
  if (entry !== undefined) return entry.tree(readTag(entry.releases, tag));
  assumedTree ??= put(systems.tools.tree(), '/usr/local/bin/assumed-server', binary('assumed-server'));
  return assumedTree;
}
