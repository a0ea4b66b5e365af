import { describe, expect, test } from 'vitest';
import { runScript } from '../testing/bench.ts';
import recorded from '../testing/recorded.json' with { type: 'json' };
import type { Dialect } from './state.ts';

// What BusyBox 1.35 ash, dash 0.5.12 and bash 5.2 answered to these scripts, on Debian 12.
describe('scripts as the real shells run them', () => {
  const cases = recorded.flatMap(({ script, answers }) =>
    answers.flatMap(({ shells, ...answer }) =>
      shells.map((shell) => ({ shell: shell as Dialect, script, answer })),
    ),
  );
  test.each(cases)('$shell: $script', ({ shell, script, answer }) => {
    const { stdout, stderr, code } = runScript(script, shell, {
      cwd: '/tmp',
      env: { HOME: '/root', PATH: '/bin:/usr/bin' },
    });
    expect({ stdout, stderr, code }).toEqual(answer);
  });
});
