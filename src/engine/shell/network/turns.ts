// How a command is made that has to wait for answers: its state is plain data, and each turn goes one step further.
import type { Program } from '../../linux/program.ts';
import type { WaitFor } from '../../linux/sys.ts';
import { Call } from '../commands/program.ts';

export type Turn<S> =
  /** Sleep until one of these happens. */
  | { readonly state: S; readonly wait: WaitFor }
  /** Go on at once. */
  | { readonly state: S }
  | { readonly exit: number };

/** `start` gives the first state, or the exit code when there is nothing to wait for. */
export function turns<S>(
  start: (call: Call) => S | number,
  step: (call: Call, state: S) => Turn<S>,
): Program {
  return {
    run(sys) {
      const call = new Call(sys);
      let state: S;
      if (sys.memory === null) {
        const begun = start(call);
        if (typeof begun === 'number') {
          sys.exit(call.flush() ? begun : call.code);
          return;
        }
        state = begun;
      } else state = sys.memory as S;
      for (;;) {
        const turn = step(call, state);
        if ('exit' in turn) {
          sys.exit(call.flush() ? turn.exit : call.code);
          return;
        }
        if (!call.flush()) {
          sys.exit(call.code);
          return;
        }
        state = turn.state;
        if ('wait' in turn || !sys.withinBudget()) {
          sys.remember(state);
          if ('wait' in turn) sys.block(turn.wait);
          return;
        }
      }
    },
  };
}

/** The earlier of two moments to wake up at; null: never. */
export function earlier(a: number | null | undefined, b: number | null | undefined): number | null {
  if (a === null || a === undefined) return b ?? null;
  return b === null || b === undefined ? a : Math.min(a, b);
}
