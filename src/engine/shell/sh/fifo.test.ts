import { describe, expect, test } from 'vitest';
import { runScript } from '../testing/bench.ts';

// As dash does it on Linux.
describe('a pipe with a name', () => {
  test.each<readonly [name: string, script: string, stdout: string, ms: number]>([
    ['keeps its reader waiting', '(sleep 2; echo hi > p) & cat p; echo $?', 'hi\n0\n', 2000],
    ['keeps its writer waiting', '(sleep 2; cat p) & echo hello > p; wait', 'hello\n', 2000],
    [
      'ends when its writers have gone',
      'cat < p & echo one > p; wait; echo two > p & cat p',
      'one\ntwo\n',
      0,
    ],
    ['takes many lines', 'while read x; do echo "<$x>"; done < p & seq 2 > p; wait', '<1>\n<2>\n', 0],
    ['waits for nobody who opens both ends', 'exec 3<>p; echo x >&3; read y <&3; echo $y', 'x\n', 0],
    [
      'waits for ever if nobody comes',
      'timeout 1 cat p; echo $?; timeout 1 sh -c "echo > p"; echo $?',
      '124\n124\n',
      2000,
    ],
  ])('%s', (_name, script, stdout, ms) => {
    const ran = runScript(`mkfifo p; ${script}`, 'dash', { cwd: '/tmp' });
    expect(ran).toMatchObject({ stdout, stderr: '', ms });
  });
});
