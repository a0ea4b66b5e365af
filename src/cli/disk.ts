import { posix } from 'node:path';
import { filesNamed } from '../engine/kubectl/line.ts';
import type { ListFolder, ReadText } from './source.ts';

/**
 * The texts of the files that a kubectl line names, by path as it names them; relative ones are looked for in
 * `folder`. What cannot be read is left out: kubectl then says so in its own words.
 */
export function readNamedFiles(
  line: string,
  folder: string,
  read: ReadText,
  list: ListFolder,
): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  const take = (name: string): boolean => {
    const text = attempt(() => read(placeOf(name, folder)));
    if (text !== undefined) files[name] = text;
    return text !== undefined;
  };
  for (const name of filesNamed(line)) {
    if (name === '-' || take(name)) continue;
    const inside = attempt(() => list(placeOf(name, folder))) ?? [];
    for (const file of inside) take(posix.join(name, file));
  }
  return files;
}

function placeOf(name: string, folder: string): string {
  return posix.isAbsolute(name) || folder === '' ? name : posix.join(folder, name);
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
