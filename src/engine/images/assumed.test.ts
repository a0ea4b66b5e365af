import { describe, expect, test } from 'vitest';
import { assumedServer, type ProgramDescription, parseDescription } from './assumed.ts';
import { family as busybox } from './busybox.ts';
import { binary } from './files.ts';
import { get, imageLab } from './testing/machine.ts';

describe('the annotation that describes a program', () => {
  test.each([
    [
      '{"listens":[8080],"startupMs":2000}',
      { listens: [8080], startupMs: 2000, exitCode: 0, exitsAfterMs: null },
    ],
    ['{}', { listens: [], memoryMi: 16, failsEvery: 0 }],
    ['{"exitsAfterMs":null}', { exitsAfterMs: null }],
  ])('%s', (json, expected) => {
    expect(parseDescription(json)).toMatchObject(expected);
  });

  test.each([
    ['{', 'is not JSON'],
    ['[]', 'must be a JSON object'],
    ['{"port":1}', 'has the unknown field "port"'],
    ['{"listens":8080}', 'listens must be a list of ports'],
    ['{"listens":[0]}', 'listens must be a list of ports'],
    ['{"startupMs":"2s"}', 'startupMs must be a number that is not negative'],
    ['{"failsEvery":-1}', 'failsEvery must be a number that is not negative'],
  ])('%s: %s', (json, message) => {
    expect(parseDescription(json)).toContain(message);
  });
});

function running(description: Partial<ProgramDescription>) {
  const lab = imageLab([busybox], 'busybox', {
    programs: { 'assumed-server': assumedServer },
    with: { '/usr/local/bin/app': binary('assumed-server') },
  });
  const pid = lab.start(['app', JSON.stringify(description)]);
  return { lab, pid };
}

describe('a server that is assumed', () => {
  test('listens on the ports it is given', () => {
    const lab = imageLab([busybox], 'busybox', {
      programs: { 'assumed-server': assumedServer },
      with: { '/usr/local/bin/app': binary('assumed-server') },
    });
    lab.start(['app', '--verbose', ':8080']);
    lab.until(500);
    expect(get(lab, 8080, '/')).toContain('200 OK');
  });

  test('says what is wrong with its description', () => {
    const lab = imageLab([busybox], 'busybox', {
      programs: { 'assumed-server': assumedServer },
      with: { '/usr/local/bin/app': binary('assumed-server') },
    });
    expect(lab.run(['app', '{"port":1}'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('unknown field "port"'),
    });
  });

  test('answers on its ports once it is up', () => {
    const { lab } = running({ listens: [8080, 9090], startupMs: 2000 });
    lab.until(1000);
    expect(get(lab, 8080, '/')).toBe('ECONNREFUSED');
    lab.until(2500);
    expect(get(lab, 8080, '/x')).toContain('app on lab: GET /x\n');
    expect(get(lab, 9090, '/')).toContain('200 OK');
    lab.until(3500);
    expect(lab.isQuiet).toBe(true);
  });

  test('fails every so many requests', () => {
    const { lab } = running({ listens: [80], failsEvery: 3 });
    lab.until(500);
    const status = () => get(lab, 80, '/').slice(9, 12);
    expect([status(), status(), status(), status()]).toEqual(['200', '200', '500', '200']);
  });

  test('ends by itself when it is said to', () => {
    const { lab, pid } = running({ exitsAfterMs: 3000, exitCode: 7 });
    lab.until(2999);
    expect(lab.exits.has(pid)).toBe(false);
    lab.until(3001);
    expect(lab.exits.get(pid)?.code).toBe(7);
  });
});
