// The entrypoint scripts of official images, as programs: what they print and check before they become the command.
import { isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import type { Sys } from '../../linux/sys.ts';
import { findUser } from './users.ts';

/** Becomes a command, or says as a shell does why it cannot. */
export function become(sys: Sys, argv: readonly string[]): void {
  const error = sys.exec({ argv });
  if (error === undefined) return;
  const isMissing = error.errno === 'ENOENT';
  const line = sys.self.argv[1]?.includes('entrypoint') === true ? sys.self.argv[1] : '/docker-entrypoint.sh';
  sys.write(2, `${line}: exec: ${argv[0]}: ${isMissing ? 'not found' : 'Permission denied'}\n`);
  sys.exit(isMissing ? 127 : 126);
}

/** Runs its arguments: the entrypoints that only add a default command, and init programs without children. */
export const plainEntrypoint: Program = {
  run(sys) {
    const args = sys.self.argv.slice(1);
    const command = args[0] === '--' ? args.slice(1) : args;
    if (command.length === 0) {
      sys.exit(0);
      return;
    }
    become(sys, command);
  },
};

/**
 * Goes on as a user of the image when it runs as root, as gosu and setpriv do; what the user has to write to becomes
 * theirs first.
 */
export function dropTo(sys: Sys, name: string, paths: readonly string[] = []): void {
  const user = sys.self.uid === 0 ? findUser(sys, name) : undefined;
  if (user === undefined) return;
  for (const path of paths) sys.chown(path, user.uid, user.gid);
  if (sys.setIds(user.uid, user.gid) === undefined) return;
  sys.write(2, `error: failed switching to "${name}": operation not permitted\n`);
  sys.exit(1);
}

/** An entrypoint that puts `command` before arguments that begin with a dash, and runs it as `user`. */
export function entrypointFor(command: string, user?: string): Program {
  return {
    run(sys) {
      const args = sys.self.argv.slice(1);
      const isOwn = args[0] === undefined || args[0].startsWith('-') || args[0] === command;
      if (user !== undefined && isOwn) dropTo(sys, user, [sys.self.cwd]);
      become(sys, args[0] === undefined || args[0].startsWith('-') ? [command, ...args] : args);
    },
  };
}

/** tini and dumb-init: one child, signals handed on, zombies collected. */
export const tini: Program = {
  rssBytes: 600_000,
  run(sys) {
    const memory = sys.memory as { readonly child: number } | null;
    if (memory === null) {
      const args = sys.self.argv.slice(1);
      const first = args.findIndex((arg) => !arg.startsWith('-') || arg === '--');
      const command = args.slice(args[first] === '--' ? first + 1 : first);
      for (const signal of ['TERM', 'INT', 'QUIT', 'HUP', 'USR1', 'USR2', 'CHLD'] as const) {
        sys.onSignal(signal, 'handle');
      }
      const child = sys.spawn({ argv: command, newGroup: true });
      if (isErrno(child)) {
        sys.write(2, `[FATAL tini (${sys.getpid()})] exec ${command[0]} failed: No such file or directory\n`);
        sys.exit(127);
        return;
      }
      sys.remember({ child });
      sys.block({ child: true });
      return;
    }
    for (let signal = sys.takeSignal(); signal !== undefined; signal = sys.takeSignal()) {
      if (signal !== 'CHLD') sys.kill(memory.child, signal);
    }
    for (let ended = sys.waitpid(-1); ended !== null && !isErrno(ended); ended = sys.waitpid(-1)) {
      if (ended.pid !== memory.child) continue;
      sys.exit(ended.status.code);
      return;
    }
    sys.block({ child: true });
  },
};
