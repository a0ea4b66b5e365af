import { describe, expect, test } from 'vitest';
import { resolveImage } from '../../images/resolve.ts';
import { exec, httpStatus, listensOn } from './ask.ts';
import { type ProcessSpec, type Program, programOf } from './program.ts';

function specOf(image: string, fields: Partial<ProcessSpec> = {}): ProcessSpec {
  const resolution = resolveImage(image);
  if (!resolution.ok) throw new Error(resolution.error.message);
  return {
    image: resolution.image,
    command: [],
    args: [],
    env: {},
    ports: [],
    stdin: false,
    isPid1: true,
    memoryLimitBytes: null,
    mounts: [],
    ...fields,
  };
}

function program(image: string, fields: Partial<ProcessSpec> = {}): Program {
  const result = programOf(specOf(image, fields));
  if (!result.ok) throw new Error(result.message);
  return result.program;
}

const sh = (script: string): Program => program('busybox:1.36', { command: ['sh', '-c', script] });

describe('how long a command runs and how it ends', () => {
  test.each<[string, number | null, number]>([
    ['exit 3', 10, 3],
    ['true', 10, 0],
    ['false', 10, 1],
    ['sleep 5', 5010, 0],
    ['sleep 1.5; exit 2', 1510, 2],
    ['sleep 1m', 60_010, 0],
    ['echo hi && sleep 3600', 3_600_010, 0],
    ['false && sleep 10', 10, 1],
    ['false || sleep 10', 10_010, 0],
    ['! false', 10, 0],
    ['sleep 30; rm -rf /tmp/x; sleep 600', 630_010, 0],
    ['while true; do echo x; sleep 1; done', null, 0],
    ['while sleep 5; do echo x; done', null, 0],
    ['for i in 1 2 3; do sleep 2; done; exit 7', 6010, 7],
    ['for i in {1..5}; do sleep 1; done', 5010, 0],
    ['for i in $(seq 1 4); do sleep 1; done', 4010, 0],
    ['until true; do sleep 1; done', 10, 0],
    ['while true; do sleep 1; break; done; exit 4', 1010, 4],
    ['if [ -f /tmp/a ]; then exit 1; else exit 5; fi', 10, 5],
    ['touch /tmp/a; if [ -f /tmp/a ]; then exit 1; fi', 10, 1],
    ['set -e; false; sleep 100', 10, 1],
    ['tail -f /dev/null', null, 0],
    ['sleep infinity', null, 0],
    ['sleep 100 & exit 0', 10, 0],
    ['N=3; sleep $N', 3010, 0],
    ['cat /tmp/nothing', 10, 1],
    ["echo 'a; exit 9' # exit 8", 10, 0],
    ['cp /sample.war /app/sample.war', 10, 0],
    ['(sleep 2; exit 6)', 2010, 6],
  ])('%s', (script, afterMs, exitCode) => {
    const { end, assumed } = sh(script);
    expect(assumed).toBeNull();
    expect(end === null ? null : end.afterMs).toBe(afterMs);
    if (end !== null) expect(end.exitCode).toBe(exitCode);
  });

  test.each([
    'my-server --flag',
    'until nslookup myservice; do echo waiting; sleep 2; done',
    'while ! nc -z db 5432; do sleep 1; done',
    './start.sh',
  ])('%s cannot be told, which it says', (script) => {
    expect(sh(script)).toMatchObject({ end: null, assumed: expect.stringContaining('assumed') });
  });

  test.each([
    ['ubuntu:24.04', {}, 'Completed'],
    ['busybox:1.36', {}, 'Completed'],
    ['hello-world', {}, 'Completed'],
    ['mysql:8.0', {}, 'Error'],
    ['postgres:17', {}, 'Error'],
  ])('%s as it comes ends with %o', (image, fields, reason) => {
    expect(program(image, fields).end?.reason).toBe(reason);
  });

  test.each([
    ['busybox:1.36', { stdin: true }],
    ['mysql:8.0', { env: { MYSQL_ROOT_PASSWORD: 'x' } }],
    ['nginx:1.27', {}],
    ['registry.k8s.io/pause:3.10', {}],
    ['ghost:5', {}],
    ['tomcat:9.0', {}],
  ])('%s with %o runs until it is stopped', (image, fields) => {
    expect(program(image, fields)).toMatchObject({ end: null, assumed: null });
  });

  test('an image nobody knows serves its ports, which it says', () => {
    const { end, listens, assumed } = program('somebody/app:1', { ports: [9000] });
    expect({ end, listens }).toEqual({ end: null, listens: [9000] });
    expect(assumed).toContain('port 9000');
  });

  test('an image without a shell cannot run one', () => {
    expect(programOf(specOf('registry.k8s.io/pause:3.10', { command: ['sh', '-c', 'exit 0'] }))).toEqual({
      ok: false,
      message: 'exec: "sh": executable file not found in $PATH',
    });
  });

  test('more memory than the limit is the end of it', () => {
    const command = ['stress', '--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'];
    const limited = (memoryLimitBytes: number) => program('polinux/stress', { command, memoryLimitBytes });
    expect(limited(100 * 1024 ** 2).end).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
    expect(limited(300 * 1024 ** 2).end).toBeNull();
  });
});

describe('the polite signal', () => {
  test.each<[string, string[], boolean, number | null]>([
    ['busybox:1.36', ['sleep', '3600'], true, null],
    ['busybox:1.36', ['sleep', '3600'], false, 143],
    ['busybox:1.36', ['sh', '-c', 'trap "exit 0" TERM; sleep 3600'], true, 0],
    ['nginx:1.27', [], true, 0],
    ['tomcat:9.0', [], true, 143],
  ])('%s %j as process 1: %s', (image, command, isPid1, exitCode) => {
    expect(program(image, { command, isPid1 }).stop?.exitCode ?? null).toBe(exitCode);
  });
});

describe('what a running program answers', () => {
  const healthy = sh('touch /tmp/healthy; sleep 30; rm -rf /tmp/healthy; sleep 600');

  test.each([
    [5_000, true],
    [29_000, true],
    [31_000, false],
    [600_000, false],
  ])('cat /tmp/healthy after %d ms: %s', (elapsedMs, ok) => {
    expect(exec(healthy, elapsedMs, ['cat', '/tmp/healthy']).ok).toBe(ok);
  });

  test('and why not', () => {
    expect(exec(healthy, 40_000, ['cat', '/tmp/healthy']).output).toBe(
      "cat: can't open '/tmp/healthy': No such file or directory",
    );
  });

  test.each<[string, string[], string, number, number]>([
    ['nginx:1.27', [], '/', 1000, 200],
    ['nginx:1.27', [], '/healthz', 1000, 404],
    ['registry.k8s.io/e2e-test-images/agnhost:2.40', ['liveness'], '/healthz', 3000, 200],
    ['registry.k8s.io/e2e-test-images/agnhost:2.40', ['liveness'], '/healthz', 11_000, 500],
  ])('%s %j GET %s after %d ms: %d', (image, args, path, elapsedMs, status) => {
    expect(httpStatus(program(image, { args }), elapsedMs, path)).toBe(status);
  });

  test.each([
    ['nginx:1.27', 80, 1000, true],
    ['nginx:1.27', 80, 0, false],
    ['nginx:1.27', 8080, 1000, false],
    ['redis:7', 6379, 1000, true],
  ])('%s listens on %d after %d ms: %s', (image, port, elapsedMs, listens) => {
    expect(listensOn(program(image), elapsedMs, port)).toBe(listens);
  });

  test('a server the script names', () => {
    expect(listensOn(sh('httpd'), 1000, 80)).toBe(true);
    expect(
      listensOn(program('python:3.12', { command: ['python', '-m', 'http.server', '8000'] }), 1000, 8000),
    ).toBe(true);
  });
});
