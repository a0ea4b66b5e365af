import { type Errno, errorText } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import { Call } from '../commands/program.ts';

/** A command that may become another one: `run` gives its exit code, or null when it sleeps or has been replaced. */
export function launcher(run: (call: Call) => number | null): Program {
  return {
    run(sys) {
      const call = new Call(sys);
      const code = run(call);
      call.flush();
      if (code !== null) sys.exit(code);
    },
  };
}

/** Becomes another command; what went wrong is said as each tool says it. */
export function become(
  call: Call,
  argv: readonly string[],
  env?: Readonly<Record<string, string>>,
): number | null {
  call.flush();
  const failed = call.sys.exec(env === undefined ? { argv } : { argv, env });
  return failed === undefined ? null : cannotRun(call, argv[0] as string, failed);
}

export function cannotRun(call: Call, name: string, { errno }: Errno): number {
  const why = errorText(errno);
  const code = errno === 'ENOENT' ? 127 : 126;
  if (call.busybox) return call.fail(`can't execute '${name}': ${why}`, code);
  if (call.name === 'env') return call.fail(`'${name}': ${why}`, code);
  if (call.name === 'unshare' || call.name === 'nsenter' || call.name === 'setsid') {
    return call.fail(`failed to execute ${name}: ${why}`, code);
  }
  if (call.name === 'nohup') return call.fail(`failed to run command '${name}': ${why}`, code);
  return call.fail(`failed to run command '${name}': ${why}`, code);
}
