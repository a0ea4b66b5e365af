import type { Sys } from '../../linux/sys.ts';
import { slashDate } from '../servers/dates.ts';
import type { LogTarget } from './config.ts';
import { keepsLevel } from './values.ts';

const DEFAULT_LOG: LogTarget = { path: '/var/log/nginx/error.log', level: 'notice' };

/** Ends before there was a configuration: in the log, and on standard error. */
export function fail(sys: Sys, message: string, isLogged = true): void {
  if (isLogged) sys.writeFile(DEFAULT_LOG.path, logLine(sys, 'emerg', message), { append: true });
  sys.write(2, `nginx: [emerg] ${message}\n`);
  sys.exit(1);
}

function logLine(sys: Sys, level: string, message: string): string {
  const pid = sys.getpid();
  return `${slashDate(sys.nowMs)} [${level}] ${pid}#${pid}: ${message}\n`;
}

export function log(
  sys: Sys,
  logs: Readonly<Record<string, number>>,
  target: LogTarget,
  level: string,
  message: string,
): void {
  const fd = logs[target.path];
  if (fd !== undefined && keepsLevel(target.level, level)) sys.write(fd, logLine(sys, level, message));
}
