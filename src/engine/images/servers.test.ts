import { describe, expect, test } from 'vitest';
import type { LinuxLab } from '../linux/testing/lab.ts';
import { parseResponse } from '../shell/http.ts';
import { family as agnhost } from './agnhost.ts';
import { family as busybox } from './busybox.ts';
import { family as echo } from './echo.ts';
import { family as ghost } from './ghost.ts';
import { family as httpd } from './httpd.ts';
import { family as languages, pi } from './languages.ts';
import { family as pause } from './pause.ts';
import { family as stress } from './stress.ts';
import { get, imageLab } from './testing/machine.ts';
import { readWar, family as tomcat, warOf } from './tomcat.ts';

const MEBIBYTE = 1024 ** 2;

function ask(lab: LinuxLab, port: number, path: string): { readonly status: number; readonly body: string } {
  const text = get(lab, port, path);
  const parsed = parseResponse(text, { ended: true });
  return parsed === null || 'malformed' in parsed ? { status: 0, body: text } : parsed.message;
}

test('pause waits, and ends politely', () => {
  const lab = imageLab([pause], 'pause:3.10');
  const pid = lab.start(['/pause']);
  lab.until(1000);
  expect(lab.isQuiet).toBe(true);
  lab.kill(pid, 'TERM');
  lab.until(1001);
  expect(lab.exits.get(pid)).toMatchObject({ code: 0 });
  expect(lab.stderr(pid)).toContain('Shutting down, got signal: Terminated\n');
});

describe('web servers', () => {
  test('ghost needs three seconds', () => {
    const lab = imageLab([ghost], 'ghost:5');
    const pid = lab.start(['docker-entrypoint.sh', 'node', 'current/index.js'], { cwd: '/var/lib/ghost' });
    lab.until(2000);
    expect(get(lab, 2368, '/')).toBe('ECONNREFUSED');
    lab.until(3500);
    expect(ask(lab, 2368, '/')).toMatchObject({
      status: 200,
      body: expect.stringContaining('<title>Ghost</title>'),
    });
    expect(lab.stdout(pid)).toMatch(/INFO "GET \/" 200 \d+ms/);
    lab.kill(pid, 'TERM');
    lab.until(4000);
    expect(lab.exits.get(pid)?.code).toBe(0);
  });

  test('httpd works', () => {
    const lab = imageLab([httpd], 'httpd:2.4', { with: { '/usr/local/apache2/htdocs/sub/a.txt': 'a' } });
    const pid = lab.start(['/usr/local/bin/httpd-foreground']);
    lab.until(500);
    expect(ask(lab, 80, '/').body).toBe('<html><body><h1>It works!</h1></body></html>\n');
    expect(ask(lab, 80, '/sub').status).toBe(301);
    expect(ask(lab, 80, '/sub/').body).toContain('<a href="a.txt"> a.txt</a>');
    expect(ask(lab, 80, '/nothing').body).toContain('The requested URL was not found on this server.');
    lab.kill(pid, 'WINCH');
    lab.until(600);
    expect(lab.exits.get(pid)?.code).toBe(0);
  });

  test('httpd complains about its configuration', () => {
    const lab = imageLab([httpd], 'httpd:2.4', {
      with: { '/usr/local/apache2/conf/httpd.conf': 'Listen 80\nNonsense yes\n' },
    });
    expect(lab.run(['/usr/local/bin/httpd-foreground'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        "line 2 of /usr/local/apache2/conf/httpd.conf:\nInvalid command 'Nonsense'",
      ),
    });
  });

  test('the autoscaling example uses the processor for each request', () => {
    const lab = imageLab([httpd], 'hpa-example');
    lab.start(['docker-php-entrypoint', 'apache2-foreground']);
    lab.until(1000);
    const before = lab.nowMs;
    expect(ask(lab, 80, '/').body).toBe('OK!');
    expect(lab.nowMs - before).toBeGreaterThanOrEqual(60);
  });

  test('python serves the directory it is in', () => {
    const lab = imageLab([languages], 'python:3.12', { with: { '/site/a.txt': 'hello' } });
    const pid = lab.start(['python', '-m', 'http.server', '8001'], { cwd: '/site' });
    lab.until(500);
    expect(ask(lab, 8001, '/').body).toContain('<title>Directory listing for /</title>');
    expect(ask(lab, 8001, '/a.txt').body).toBe('hello');
    expect(ask(lab, 8001, '/b.txt').status).toBe(404);
    expect(lab.stderr(pid)).toContain('127.0.0.1 - - [01/Jan/2026 00:00:00] "GET /a.txt HTTP/1.1" 200 -\n');
  });

  test('busybox’s httpd goes into the background', () => {
    const lab = imageLab([busybox, httpd], 'busybox', { with: { '/www/index.html': 'home' } });
    expect(lab.run(['httpd', '-p', '8080', '-h', '/www']).code).toBe(0);
    lab.until(lab.nowMs + 500);
    expect(ask(lab, 8080, '/').body).toBe('home');
    expect(ask(lab, 8080, '/none').status).toBe(404);
    expect(lab.run(['httpd', '-f', '-p', '8080']).stderr).toBe('httpd: bind: Address already in use\n');
  });

  test('the articles’ tomcat starts as they start it', () => {
    const home = '/root/apache-tomcat-7.0.42-v2';
    const lab = imageLab([tomcat], 'geektime/tomcat:7.0', {
      with: { [`${home}/webapps/sample.war`]: warOf({ 'index.html': 'sample' }) },
    });
    lab.start([`${home}/bin/start.sh`]);
    lab.until(3000);
    expect(ask(lab, 8080, '/sample/').body).toBe('sample');
  });

  test('tomcat takes in what comes to webapps', () => {
    const lab = imageLab([tomcat], 'tomcat:9.0');
    const env = { CATALINA_HOME: '/usr/local/tomcat' };
    const pid = lab.start(['/usr/local/tomcat/bin/catalina.sh', 'run'], { env });
    lab.until(3000);
    expect(ask(lab, 8080, '/')).toMatchObject({
      status: 404,
      body: expect.stringContaining('Apache Tomcat/9.0.112'),
    });
    lab.files((view) =>
      view.writeFile('/usr/local/tomcat/webapps/shop.war', warOf({ 'index.html': 'shop' })),
    );
    lab.until(3500);
    expect(lab.stderr(pid)).toContain(
      'Deploying web application archive [/usr/local/tomcat/webapps/shop.war]',
    );
    expect(ask(lab, 8080, '/shop/').body).toBe('shop');
    expect(ask(lab, 8080, '/shop').status).toBe(302);
  });

  test('the sample archive is one', () => {
    expect(Object.keys(readWar(warOf({ a: '1\n2', 'b/c': '' })) ?? {})).toEqual(['a', 'b/c']);
    expect(readWar('text')).toBeUndefined();
  });
});

describe('servers that say who they are', () => {
  test.each([
    ['whoami', ['/whoami'], 80, '/', 'Hostname: lab\n'],
    ['http-echo', ['/http-echo', '-text=hi', '-listen=:81'], 81, '/', 'hi\n'],
    ['hello-app:1.0', ['./hello-app'], 8080, '/', 'Hostname: lab\n'],
    ['node-hello:1.0', ['node', 'server.js'], 8080, '/', 'Hello Kubernetes!'],
    [
      'kubernetes-bootcamp:v1',
      ['node', 'server.js'],
      8080,
      '/',
      'Hello Kubernetes bootcamp! | Running on: lab | v=1\n',
    ],
    ['echoserver:1.4', ['echoserver'], 8080, '/x?y', '\treal path=/x?y\n'],
    [
      'kicbase/echo-server:1.0',
      ['/bin/echo-server'],
      8080,
      '/x',
      'Request served by lab\n\nGET /x HTTP/1.1\n',
    ],
    ['ealen/echo-server', ['/app/bin/echo-server'], 80, '/?echo_body=hi', '"hi"\n'],
  ] as const)('%s', (image, argv, port, path, expected) => {
    const lab = imageLab([echo], image);
    lab.start(argv);
    lab.until(500);
    expect(ask(lab, port, path).body).toContain(expected);
  });

  test('a client that goes before it has its answer takes nobody with it', () => {
    const lab = imageLab([echo], 'podinfo:6.9');
    const pid = lab.start(['/home/app/podinfo']);
    lab.until(500);
    const client = lab.start(['ask', '127.0.0.1', '9898', 'GET /delay/2 HTTP/1.1', 'Host: x', '']);
    lab.until(1000);
    lab.kill(client, 'KILL');
    lab.until(5000);
    expect(lab.exits.has(pid)).toBe(false);
    expect(ask(lab, 9898, '/healthz').status).toBe(200);
  });

  test('without its text http-echo does not start', () => {
    const lab = imageLab([echo], 'http-echo');
    expect(lab.run(['/http-echo'])).toMatchObject({ code: 1, stderr: 'Missing -text option!\n' });
  });
});

describe('agnhost', () => {
  const agnhostLab = (...args: string[]) => {
    const lab = imageLab([agnhost], 'agnhost:2.40');
    const pid = lab.start(['/agnhost', ...args]);
    lab.until(100);
    return { lab, pid };
  };

  test('liveness is well for ten seconds', () => {
    const { lab } = agnhostLab('liveness');
    expect(ask(lab, 8080, '/healthz')).toMatchObject({ status: 200, body: 'ok' });
    lab.until(10_500);
    expect(ask(lab, 8080, '/healthz').status).toBe(500);
  });

  test.each([
    ['/hostname', 200, 'lab'],
    ['/echo?msg=a%20b', 200, 'a b'],
    ['/echo?msg=x&code=503', 503, 'x'],
    ['/nothing', 404, '404 page not found\n'],
    ['/shell?cmd=ls', 501, 'not modelled'],
  ])('netexec %s', (path, status, body) => {
    const { lab } = agnhostLab('netexec', '--http-port=8081');
    expect(ask(lab, 8081, path)).toMatchObject({ status, body: expect.stringContaining(body) });
  });

  test('netexec exits when told to', () => {
    const { lab, pid } = agnhostLab('netexec');
    ask(lab, 8080, '/exit?code=3');
    expect(lab.exits.get(pid)?.code).toBe(3);
  });

  test('connect says why not', () => {
    const { lab } = agnhostLab('netexec');
    expect(lab.run(['/agnhost', 'connect', '127.0.0.1:8080'])).toMatchObject({ code: 0, stderr: '' });
    expect(lab.run(['/agnhost', 'connect', '127.0.0.1:9'])).toMatchObject({ code: 1, stderr: 'REFUSED\n' });
    expect(lab.run(['/agnhost', 'stress'])).toMatchObject({ code: 127 });
    expect(lab.run(['/agnhost', 'dance'])).toMatchObject({
      code: 1,
      stderr: 'Error: unknown command "dance" for "app"\n',
    });
  });

  test('logs-generator writes its lines in its time', () => {
    const { lab, pid } = agnhostLab('logs-generator', '--log-lines-total', '10', '--run-duration', '1s');
    lab.until(2000);
    expect(lab.stderr(pid).split('\n')).toHaveLength(11);
    expect(lab.exits.get(pid)?.code).toBe(0);
  });
});

describe('stress', () => {
  test('takes the memory it is told to, and is killed for it', () => {
    const argv = ['stress', '--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'];
    const lab = imageLab([stress], 'polinux/stress');
    const pid = lab.start(argv, { limits: { memoryMaxBytes: 100 * MEBIBYTE } });
    lab.until(2000);
    expect(lab.stdout(pid)).toContain('dispatching hogs: 0 cpu, 0 io, 1 vm, 0 hdd\n');
    // The kubelet has the kernel kill a container as a whole.
    expect(lab.exits.get(pid)).toEqual({ code: 137, signal: 'KILL', oomKilled: true });
  });

  test('goes on within its limit', () => {
    const lab = imageLab([stress], 'polinux/stress');
    const pid = lab.start(['stress', '--vm', '1', '--vm-bytes', '150M', '--vm-hang', '1'], {
      limits: { memoryMaxBytes: 200 * MEBIBYTE },
    });
    lab.until(20_000);
    expect(lab.exits.has(pid)).toBe(false);
  });

  test('stops in time', () => {
    const lab = imageLab([stress], 'polinux/stress');
    const { code, stdout, ms } = lab.run(['stress', '--cpu', '2', '--timeout', '3s']);
    expect({ code, ms: Math.round(ms / 1000) }).toEqual({ code: 0, ms: 3 });
    expect(stdout).toContain('successful run completed in 3s\n');
  });

  test('vish/stress takes its memory bit by bit', () => {
    const lab = imageLab([stress], 'vish/stress');
    const pid = lab.start([
      '/stress',
      '-mem-total',
      '100Mi',
      '-mem-alloc-size',
      '1Mi',
      '-mem-alloc-sleep',
      '10ms',
    ]);
    lab.until(5000);
    expect(lab.stderr(pid)).toContain('Allocated "100Mi" memory');
  });
});

describe('languages', () => {
  test('perl works π out', () => {
    const lab = imageLab([languages], 'perl:5.34.0');
    const { stdout, code, ms } = lab.run(['perl', '-Mbignum=bpi', '-wle', 'print bpi(2000)']);
    expect(code).toBe(0);
    expect(stdout).toHaveLength(2002);
    expect(stdout.startsWith('3.14159265358979323846264338327950288419716939937510')).toBe(true);
    expect(ms).toBeGreaterThan(1000);
  });

  test('π is right far behind the point', () => {
    // The famous six nines are decimals 762 to 767.
    expect(pi(1000).slice(2 + 761, 2 + 767)).toBe('999999');
  });

  test.each([
    ['python:3.12', ['python', '--version'], 'Python 3.12.12\n'],
    ['python:3.12', ['python3', '-c', 'print("hi")'], 'hi\n'],
    ['node:22', ['node', '--version'], 'v22.21.1\n'],
    ['perl', ['perl', '-e', 'print "hi\\n"'], 'hi\n'],
  ])('%s %j', (image, argv, stdout) => {
    expect(imageLab([languages], image).run(argv)).toMatchObject({ code: 0, stdout });
  });

  test.each([
    ['python:3.12', ['python', 'app.py'], 2, "can't open file '/app.py'"],
    ['python:3.12', ['python', '-c', 'import os'], 1, 'Podscope does not run programs'],
    ['node:22', ['node', 'server.js'], 1, "Cannot find module '/server.js'"],
    ['node:22', ['node', '/etc/passwd'], 1, 'Podscope does not run /etc/passwd'],
  ])('%s %j cannot', (image, argv, code, stderr) => {
    expect(imageLab([languages], image).run(argv)).toMatchObject({
      code,
      stderr: expect.stringContaining(stderr),
    });
  });

  test('an interpreter without a script reads to the end of nothing', () => {
    expect(imageLab([languages], 'node:22').run(['node'])).toMatchObject({ code: 0 });
  });
});
