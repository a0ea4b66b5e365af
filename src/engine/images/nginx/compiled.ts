import { compileConfig, type Reader } from './compile.ts';
import type { Config } from './config.ts';

/** A configuration with everything it was made of. */
interface Compiled {
  readonly file: string;
  readonly globals: string;
  readonly reads: readonly (readonly [path: string, text: string | undefined])[];
  readonly globs: readonly (readonly [pattern: string, paths: string])[];
  readonly config: Config;
}

/** A pure memo: a thousand Pods of one image start with the same files. */
const memo: Compiled[] = [];
const REMEMBERED = 16;
let oldest = 0;

/** As `compileConfig`; files that are as they were before are looked at again, but not compiled again. */
export function compileOnce(file: string, globals: string, reader: Reader): Config {
  for (const known of memo) {
    if (known.file === file && known.globals === globals && isMadeOf(known, reader)) return known.config;
  }
  const reads: [string, string | undefined][] = [];
  const globs: [string, string][] = [];
  const config = compileConfig(file, globals, {
    read(path) {
      const text = reader.read(path);
      reads.push([path, text]);
      return text;
    },
    glob(pattern) {
      const paths = reader.glob(pattern);
      globs.push([pattern, paths.join('\n')]);
      return paths;
    },
  });
  memo[oldest] = { file, globals, reads, globs, config };
  oldest = (oldest + 1) % REMEMBERED;
  return config;
}

function isMadeOf({ reads, globs }: Compiled, reader: Reader): boolean {
  return (
    reads.every(([path, text]) => reader.read(path) === text) &&
    globs.every(([pattern, paths]) => reader.glob(pattern).join('\n') === paths)
  );
}
