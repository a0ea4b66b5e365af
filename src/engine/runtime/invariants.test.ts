import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command } from '../command.ts';
import { makeNode, makePod } from '../testing/builders.ts';
import { Lab } from '../testing/lab.ts';
import { faultsOf } from '../testing/machine.ts';

const sh = (name: string, script: string, limits = {}) =>
  makePod(name, {
    containers: [{ image: 'busybox:1.36', command: ['sh', '-c', script], resources: { limits } }],
  });

const PODS = [
  sh('loop', 'while true; do echo $$ | cat; sleep 1; done'),
  sh('orphans', '(sleep 3 & sleep 4 &) ; exec sleep 7'),
  sh('trap', 'trap "sleep 1; exit 0" TERM; sleep 100 & wait'),
  sh('pipes', 'yes | head -n 1000 | sort | uniq -c; mkfifo /tmp/f; cat /tmp/f & echo x > /tmp/f; wait'),
  makePod('pair', {
    spec: { shareProcessNamespace: true },
    containers: [{ image: 'nginx:1.27' }, { image: 'nginx:1.27' }],
  }),
  makePod('stress', {
    containers: [
      {
        image: 'polinux/stress',
        command: ['stress', '--vm', '2', '--vm-bytes', '60M'],
        resources: { limits: { memory: '100Mi' } },
      },
    ],
  }),
  makePod('host', { spec: { hostNetwork: true, hostPID: true }, containers: [{ image: 'nginx:1.27' }] }),
];

const commands = fc.oneof(
  fc.constantFrom(...PODS).map((pod): Command => ({ type: 'apply', objects: [pod] })),
  fc
    .constantFrom(...PODS)
    .map((pod): Command => ({ type: 'kubectl', line: `delete pod ${pod.metadata.name} --wait=false` })),
  fc.tuple(fc.integer({ min: 2, max: 40 }), fc.constantFrom('KILL', 'TERM', 'STOP', 'CONT', 'INT')).map(
    ([pid, signal]): Command => ({
      type: 'fault',
      fault: { kind: 'Signal', node: 'node-1', pid, signal: signal as 'KILL' },
    }),
  ),
  fc
    .constantFrom('sleep 2 & ps aux | grep nginx\n', 'nginx & curl localhost\n', 'exit\n')
    .map((text): Command => ({ type: 'terminal', node: 'node-1', terminal: 't', text })),
);

test('whatever happens, processes have parents, ports one owner, limits hold and files are counted', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(commands, fc.integer({ min: 0, max: 9000 })), { minLength: 1, maxLength: 10 }),
      (steps) => {
        const lab = new Lab({ nodes: [makeNode('node-1')] });
        for (const [command, ms] of steps) {
          lab.issue(command);
          const untilMs = lab.world.nowMs + ms;
          while (lab.world.nowMs < untilMs && lab.step()) {
            expect(faultsOf(lab.host('node-1').machine)).toEqual([]);
          }
        }
      },
    ),
    { numRuns: 25 },
  );
});
