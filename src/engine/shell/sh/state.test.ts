import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../linux/program.ts';
import { shellPrograms } from '../index.ts';
import { type Outcome, runScript } from '../testing/bench.ts';
import type { Dialect } from './state.ts';

const { sh } = shellPrograms as { readonly sh: Program };

/**
 * The shell with its turns cut short after some steps, and its state sent through JSON each time: whatever it
 * keeps outside of that state is lost.
 */
function forgetful(steps: () => number): Program {
  return {
    run(sys) {
      if (sys.memory !== null) sys.remember(JSON.parse(JSON.stringify(sys.memory)));
      let left = steps();
      sh.run(
        new Proxy(sys, {
          get(target, key) {
            if (key === 'withinBudget') return () => left-- > 0 && target.withinBudget();
            const value = Reflect.get(target, key, target) as unknown;
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
      );
    },
  };
}

function run(script: string, dialect: Dialect, steps: () => number): Omit<Outcome, 'ms'> {
  const programs = { ...shellPrograms, sh: forgetful(steps) };
  const { stdout, stderr, code } = runScript(script, dialect, { programs });
  return { stdout, stderr, code };
}

const SCRIPTS: readonly string[] = [
  'f() { for i in 1 2 3; do while true; do sleep 10; echo $i; break; done; done; }; f; echo end',
  'x=$(for i in a b; do echo $i; sleep 1; done); echo "$x" | while read y; do echo "<$y>"; done',
  'trap "echo bye" EXIT; (sleep 2; exit 3) & wait $!; echo $?; exit 4',
  'case $(echo abc) in a*) echo yes;; esac; if [ "$(echo 1)" -eq 1 ]; then echo $((1 + $(echo 2))); fi',
  'set -e; i=0; while [ $i -lt 3 ]; do i=$((i+1)); { echo $i; sleep 1; } > f$i; done; cat f1 f2 f3; false; echo no',
  'cat <<E | { read a; read b; echo "$b $a"; }\none\n$(echo two)\nE\n',
  'f() { local x=$1; shift; [ $# -gt 0 ] && f "$@"; echo $x; return 5; }; f 1 2 3; echo $?; eval "echo $(echo q)"',
  'trap "echo term; exit 9" TERM; (sleep 1; kill -TERM $$) & while :; do sleep 1; done',
];

describe("a shell's whole state is data", () => {
  for (const dialect of ['ash', 'bash'] as const) {
    test.each(SCRIPTS)(`${dialect} forgets nothing between any two steps of: %s`, (script) => {
      const { stdout, stderr, code } = runScript(script, dialect);
      expect(run(script, dialect, () => 1)).toEqual({ stdout, stderr, code });
    });
  }

  test('wherever its turns end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SCRIPTS),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }),
        (script, lengths) => {
          let turn = 0;
          const steps = () => lengths[turn++ % lengths.length] as number;
          const { stdout, stderr, code } = runScript(script, 'dash');
          expect(run(script, 'dash', steps)).toEqual({ stdout, stderr, code });
        },
      ),
      { numRuns: 40 },
    );
  });
});
