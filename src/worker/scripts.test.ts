import { describe, expect, test } from 'vitest';
import { makePod } from '../engine/testing/builders.ts';
import { scriptRemarks } from './scripts.ts';

const remarks = (image: string, command: string[], args?: string[]) =>
  scriptRemarks(makePod('p', { containers: [{ image, command, ...(args && { args }) }] }).spec, ['spec'], {});

describe('commands that an image cannot run', () => {
  test.each<[string, string, string[], string | null]>([
    ['a program of the image', 'busybox:1.36', ['sleep', '3600'], null],
    ['no such program', 'busybox:1.36', ['slepp', '3600'], 'executable file not found in $PATH'],
    ['a path is not looked up', 'busybox:1.36', ['/app/server'], null],
    ['a script that is well', 'busybox:1.36', ['sh', '-c', 'while true; do date; sleep 1; done'], null],
    ['an unknown command in it', 'busybox:1.36', ['sh', '-c', 'frobnicate --now'], 'frobnicate'],
    ['a Service', 'busybox:1.36', ['wget', '-qO-', 'http://web.prod:8080/'], null],
    [
      'the world outside',
      'busybox:1.28',
      ['wget', '-O', '/x', 'http://info.cern.ch'],
      'the name info.cern.ch',
    ],
    ['an open quote', 'busybox:1.36', ['sh', '-c', 'echo "x'], 'never closed'],
    ['an image nobody knows', 'example/app:1', ['my-server'], null],
    ['an image that is not there', 'busybox:no-such-tag', ['slepp'], null],
  ])('%s', (_, image, command, message) => {
    const found = remarks(image, command);
    if (message === null) expect(found).toEqual([]);
    else {
      expect(found).toHaveLength(1);
      expect(found[0]?.message.toLowerCase()).toContain(message.toLowerCase());
    }
  });

  test('the remark stands at the script, wherever it is', () => {
    const [remark] = remarks('busybox:1.36', ['sh', '-c'], ['frobnicate']);
    expect(remark?.path).toEqual(['spec', 'containers', 0, 'args', 0]);
  });

  test('a description that cannot be read is told', () => {
    const pod = makePod('p', { containers: [{ image: 'example/app:1' }] });
    const name = pod.spec.containers[0]?.name;
    const found = scriptRemarks(pod.spec, ['spec'], { [`podscope.dev/program.${name}`]: '{' });
    expect(found[0]?.message).toContain('is not JSON');
  });
});
