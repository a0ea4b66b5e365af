import type { Program } from '../../linux/program.ts';
import { accountCommands } from './accounts.ts';
import { date } from './date.ts';
import { expr } from './expr.ts';
import { findCommands } from './find.ts';
import { identityCommands } from './identity.ts';
import { ipcCommands } from './ipc.ts';
import { namespaceCommands } from './namespaces.ts';
import { ps } from './ps.ts';
import { sleep, timeout, usleep } from './sleep.ts';
import { sysctl } from './sysctl.ts';
import { topCommands } from './top.ts';
import { wordCommands } from './words.ts';

/** Commands about processes, namespaces, time and the machine, by their names. */
export const processCommands: Readonly<Record<string, Program>> = {
  ...accountCommands,
  ...identityCommands,
  ...findCommands,
  ...topCommands,
  ...namespaceCommands,
  ...ipcCommands,
  ...wordCommands,
  date,
  expr,
  ps,
  sleep,
  sysctl,
  timeout,
  usleep,
};
