// Models coreutils@v9.7 src/echo.c, src/printf.c, src/test.c
// Models busybox@v1.37.0 miscutils/time.c
import { isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import { Call, command } from '../commands/program.ts';
import { evaluateTest, TestFailure, testMessage } from '../sh/conditions.ts';
import { formatTimes } from '../sh/pipelines.ts';
import { echoText, printfMessage, printfText } from '../sh/printf.ts';
import { cannotRun } from './launcher.ts';

function test(call: Call): number {
  let list = call.args;
  const closer = { '[': ']', '[[': ']]' }[call.name];
  if (closer !== undefined) {
    if (list.at(-1) !== closer)
      return call.fail(call.busybox ? `missing ${closer}` : `missing '${closer}'`, 2);
    list = list.slice(0, -1);
  }
  try {
    return evaluateTest(call.sys, list) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestFailure)) throw error;
    return call.fail(testMessage(error.problem, call.busybox ? 'ash' : 'coreutils'), 2);
  }
}

interface Timed {
  readonly pid: number;
  readonly startedMs: number;
}

/** time(1) as a command of its own. */
const time: Program = {
  run(sys) {
    const call = new Call(sys);
    let memory = sys.memory as Timed | null;
    if (memory === null) {
      const argv = call.args.filter((text, index) => !(index === 0 && /^-[pv]+$/.test(text)));
      if (argv.length === 0) {
        sys.exit(call.usage('time [-vpa] [-o FILE] PROG ARGS', undefined, 1));
        return;
      }
      const pid = sys.spawn({ argv });
      if (isErrno(pid)) {
        sys.exit(cannotRun(call, argv[0] as string, pid));
        return;
      }
      memory = { pid, startedMs: sys.nowMs };
      sys.remember(memory);
    }
    const ended = sys.waitpid(memory.pid);
    if (ended === null) {
      sys.block({ child: true });
      return;
    }
    const realMs = sys.nowMs - memory.startedMs;
    const posix = sys.self.argv[1] === '-p';
    sys.write(2, formatTimes(realMs, 0, 0, posix ? 'posix' : 'busybox'));
    sys.exit(isErrno(ended) ? 1 : ended.status.code);
  },
};

export const wordCommands: Readonly<Record<string, Program>> = {
  echo: command((call) => {
    call.out(echoText(call.args, call.busybox ? 'busybox' : 'coreutils'));
    return 0;
  }),
  printf: command((call) => {
    const words = call.busybox ? 'busybox' : 'coreutils';
    const [format, ...args] = call.args[0] === '--' ? call.args.slice(1) : call.args;
    if (format === undefined) return call.missing('printf FORMAT [ARG]...');
    const { text, problems } = printfText(format, args, words);
    for (const problem of problems) call.err(printfMessage(problem, words));
    call.out(text);
    return problems.length === 0 ? 0 : 1;
  }),
  test: command(test),
  '[': command(test),
  '[[': command(test),
  pwd: command((call) => {
    call.out(`${call.sys.self.cwd}\n`);
    return 0;
  }),
  time,
};
