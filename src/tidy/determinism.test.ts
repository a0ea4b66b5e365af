import { describe, expect, test } from 'vitest';
import { checkDeterminism } from './determinism.ts';
import { format } from './source.ts';

const findings = (text: string, path = 'src/engine/kernel/a.ts') =>
  format(checkDeterminism([{ path, text }]));

describe('the engine may not use', () => {
  const cases: [code: string, message: string][] = [
    ['Date.now();', 'no Date'],
    ['const a = new Date(0);', 'no Date'],
    ['let a: Date;', 'no Date'],
    ['const a = { Date };', 'no Date'],
    ['Math.random();', 'no Math.random'],
    [`Math['random']();`, 'no Math.random'],
    ['setTimeout(f, 1);', 'no setTimeout'],
    ['setInterval(f, 1);', 'no setInterval'],
    ['performance.now();', 'no performance'],
    ['Promise.resolve(1);', 'no Promise'],
    ['let a: Promise<number>;', 'no Promise'],
    ['queueMicrotask(f);', 'no queueMicrotask'],
    ['crypto.randomUUID();', 'no crypto'],
    ['process.hrtime();', 'no process'],
    ['globalThis.x;', 'no globalThis'],
    [`a[globalThis.x];`, 'no globalThis'],
    ['const a = async () => 1;', 'no async function'],
    ['async function a() {}', 'no async function'],
    ['const a = { async b() {} };', 'no async function'],
    ['await a;', 'no await'],
    ['for await (const a of b);', 'no await'],
    [`import('./x.ts');`, 'no dynamic import'],
    ['a.localeCompare(b);', 'no localeCompare'],
    ['(1).toLocaleString();', 'no toLocaleString'],
    ['new Intl.NumberFormat();', 'no Intl'],
  ];
  test.each(cases)('%s', (text, message) => {
    const found = findings(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`src/engine/kernel/a.ts:1 ${message}`);
  });

  test.each(['src/api/a.ts', 'src/timeline/a.ts', 'src/engine/step.ts'])('a clock in %s', (path) => {
    expect(findings('Date.now()', path)).toHaveLength(1);
  });
});

describe('the engine may use', () => {
  const cases = [
    '// a Promise of Date.now() in a comment',
    `const a = 'await Date.now()';`,
    'const process = find(1); process.kill();',
    'function run(process: Process) { return process.pid; }',
    'const run = ({ process }: State) => process.pid;',
    'for (const process of table) process.pid;',
    'host.process.pid; const a = { process: 1, Date: 2 };',
    'interface Host { process: number; readonly performance: string }',
    'Math.trunc(1); Math.log(2);',
  ];
  test.each(cases)('%s', (text) => {
    expect(findings(text)).toEqual([]);
  });

  test.each(['src/engine/a.test.ts', 'src/ui/a.tsx', 'src/cli/main.ts', 'src/api/schema/generate.mjs'])(
    'a clock in %s',
    (path) => {
      expect(findings('Date.now()', path)).toEqual([]);
    },
  );
});
