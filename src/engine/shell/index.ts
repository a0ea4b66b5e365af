import type { Program } from '../linux/program.ts';
import { fileCommands } from './commands/index.ts';
import { networkCommands } from './network/index.ts';
import { processCommands } from './process/index.ts';
import { sh } from './sh/program.ts';

/** The shell and every command, by the names executables carry. */
export const shellPrograms: Readonly<Record<string, Program>> = {
  ...processCommands,
  ...fileCommands,
  ...networkCommands,
  sh,
};
