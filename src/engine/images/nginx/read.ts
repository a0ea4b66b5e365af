import { isErrno } from '../../linux/errno.ts';
import type { Sys } from '../../linux/sys.ts';
import { globExpression } from '../servers/glob.ts';
import type { Reader } from './compile.ts';
import { compileOnce } from './compiled.ts';
import type { Config } from './config.ts';
import { ConfigError } from './parse.ts';
import type { Options } from './state.ts';

/** The configuration, or what is wrong with it. */
export function readConfig(sys: Sys, { file, globals }: Options): Config | string {
  const reader: Reader = {
    read: (path) => {
      const text = sys.readFile(path);
      return isErrno(text) ? undefined : text;
    },
    glob: (pattern) => {
      const slash = pattern.lastIndexOf('/');
      const entries = sys.readdir(pattern.slice(0, slash) || '/');
      if (isErrno(entries)) return [];
      const expression = globExpression(pattern.slice(slash + 1));
      return entries
        .map(({ name }) => name)
        .filter((name) => expression.test(name) && !name.startsWith('.'))
        .sort()
        .map((name) => `${pattern.slice(0, slash)}/${name}`);
    },
  };
  try {
    return compileOnce(file, globals, reader);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}
