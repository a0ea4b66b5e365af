import { describe, expect, test } from 'vitest';
import { parseResponse } from '../../shell/http.ts';
import { family } from '../nginx.ts';
import { get, imageLab } from '../testing/machine.ts';

const COMMAND = ['/docker-entrypoint.sh', 'nginx', '-g', 'daemon off;'];
const NGINX = ['nginx', '-g', 'daemon off;'];

/** A lab with one configuration, and nginx running in it. */
function running(config: string, files: Readonly<Record<string, string>> = {}) {
  const lab = imageLab([family], 'nginx:1.27', { with: { '/etc/nginx/nginx.conf': config, ...files } });
  const pid = lab.start(NGINX);
  lab.until(100);
  return { lab, pid };
}

const inHttp = (http: string): string => `events {}\nhttp {\n${http}\n}\n`;
const inServer = (server: string): string => inHttp(`server {\n listen 80;\n${server}\n}`);

function answer(text: string) {
  const parsed = parseResponse(text, { ended: true });
  if (parsed === null || 'malformed' in parsed) throw new Error(`no answer: ${text}`);
  return parsed.message;
}

describe('the image as it comes', () => {
  test('starts as its entrypoint says, with a worker for each processor', () => {
    const lab = imageLab([family], 'nginx:1.27', { cpus: 2 });
    const pid = lab.start(COMMAND);
    lab.until(1000);
    expect(lab.stdout(pid)).toContain('Configuration complete; ready for start up\n');
    expect(lab.stderr(pid)).toContain('[notice] 2#2: start worker process 4\n');
    const page = answer(get(lab, 80, '/'));
    expect(page.status).toBe(200);
    expect(page.body).toContain('<title>Welcome to nginx!</title>');
    expect(answer(get(lab, 80, '/nothing')).body).toContain('<center>nginx/1.27.5</center>');
    expect(lab.stdout(pid)).toContain(
      '127.0.0.1 - - [01/Jan/2026:00:00:01 +0000] "GET /nothing HTTP/1.1" 404 153 "-" "-" "-"\n',
    );
    expect(lab.stderr(pid)).toContain(
      'open() "/usr/share/nginx/html/nothing" failed (2: No such file or directory), client: 127.0.0.1, ' +
        'server: localhost, request: "GET /nothing HTTP/1.1", host: "localhost"\n',
    );
  });

  test.each([
    ['QUIT', 'gracefully shutting down'],
    ['TERM', 'exiting'],
  ] as const)('SIG%s ends master and workers', (signal, word) => {
    const lab = imageLab([family], 'nginx:1.27');
    const pid = lab.start(COMMAND);
    lab.until(1000);
    lab.kill(pid, signal);
    lab.until(2000);
    expect(lab.exits.get(pid)).toMatchObject({ code: 0, signal: null });
    expect(lab.stderr(pid)).toContain(word);
    expect(lab.stderr(pid)).toMatch(/worker process \d+ exited with code 0/);
  });

  test('costs nothing while nobody asks', () => {
    const lab = imageLab([family], 'nginx:1.27');
    lab.start(COMMAND);
    lab.until(1000);
    expect(lab.isQuiet).toBe(true);
  });

  test('as a daemon it leaves its starter, which ends', () => {
    const lab = imageLab([family], 'nginx:1.27');
    const pid = lab.start(['nginx']);
    lab.until(1000);
    expect(lab.exits.get(pid)?.code).toBe(0);
    expect(answer(get(lab, 80, '/')).status).toBe(200);
  });

  test('another user may not write where it wants to', () => {
    const lab = imageLab([family], 'nginx:1.27');
    const { stderr, code } = lab.run(NGINX, { uid: 1000 });
    expect(code).toBe(1);
    expect(stderr).toContain(
      'nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (13: Permission denied)\n',
    );
  });

  test('a killed worker is replaced', () => {
    const lab = imageLab([family], 'nginx:1.27', { cpus: 1 });
    const pid = lab.start(COMMAND);
    lab.until(1000);
    lab.kill(3, 'KILL');
    lab.until(1100);
    expect(lab.stderr(pid)).toContain('[alert] 2#2: worker process 3 exited on signal 9\n');
    expect(answer(get(lab, 80, '/')).status).toBe(200);
  });

  test('the second one on a port waits, and gives up', () => {
    const lab = imageLab([family], 'nginx:1.27');
    lab.start(COMMAND);
    lab.until(1000);
    const { stderr, code, ms } = lab.run(NGINX);
    expect(code).toBe(1);
    expect(ms).toBe(2000);
    expect(
      stderr.match(/nginx: \[emerg\] bind\(\) to 0.0.0.0:80 failed \(98: Address already in use\)/g),
    ).toHaveLength(5);
    expect(stderr).toContain('nginx: [emerg] still could not bind()\n');
  });
});

describe('what is wrong with a configuration', () => {
  test.each([
    ['foo on;', 'unknown directive "foo" in /etc/nginx/nginx.conf:1'],
    [
      'events {}\nhttp {\n  listen 80;\n}',
      '"listen" directive is not allowed here in /etc/nginx/nginx.conf:3',
    ],
    ['events {}\nhttp {', 'unexpected end of file, expecting "}" in /etc/nginx/nginx.conf:2'],
    ['events {}\nuser nginx', 'unexpected end of file, expecting ";" or "}" in /etc/nginx/nginx.conf:2'],
    ['events {}\n}', 'unexpected "}" in /etc/nginx/nginx.conf:2'],
    ['http {}', 'no "events" section in configuration'],
    [inServer('root /a /b;'), 'invalid number of arguments in "root" directive in /etc/nginx/nginx.conf:5'],
    [inServer('location / {\n return 200 $nope;\n}'), 'unknown "nope" variable in /etc/nginx/nginx.conf:6'],
    [inServer('location / {}\nlocation / {}'), 'duplicate location "/" in /etc/nginx/nginx.conf:6'],
    [
      inServer('include gone.conf;'),
      'open() "/etc/nginx/gone.conf" failed (2: No such file or directory) in /etc/nginx/nginx.conf:5',
    ],
    [
      inServer('autoindex maybe;'),
      'invalid value "maybe" in "autoindex" directive, it must be "on" or "off" in /etc/nginx/nginx.conf:5',
    ],
    [inHttp('upstream a {}'), 'no servers are inside upstream in /etc/nginx/nginx.conf:3'],
    [
      inHttp('server { listen 99999; }'),
      'invalid port in "99999" of the "listen" directive in /etc/nginx/nginx.conf:3',
    ],
  ])('%j', (config, message) => {
    const { lab, pid } = running(config);
    expect(lab.stderr(pid)).toBe(`2026/01/01 00:00:00 [emerg] 2#2: ${message}\nnginx: [emerg] ${message}\n`);
    expect(lab.exits.get(pid)?.code).toBe(1);
  });

  test('a name without an address', () => {
    const { lab, pid } = running(inServer('location / { proxy_pass http://nobody:8080; }'));
    lab.until(60_000);
    expect(lab.stderr(pid)).toContain(
      '[emerg] host not found in upstream "nobody:8080" in /etc/nginx/nginx.conf:5\n',
    );
  });

  test('what is known and not modelled says so', () => {
    const { lab, pid } = running(inServer('auth_basic "who";'));
    expect(lab.stderr(pid)).toContain('the directive "auth_basic" is not modelled here');
    expect(lab.exits.has(pid)).toBe(false);
  });

  test('nginx -t', () => {
    const lab = imageLab([family], 'nginx:1.27');
    expect(lab.run(['nginx', '-t'])).toMatchObject({
      code: 0,
      stderr:
        'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n' +
        'nginx: configuration file /etc/nginx/nginx.conf test is successful\n',
    });
  });
});

describe('which location a path means', () => {
  const config = inServer(`
    location = / { return 200 exact; }
    location / { return 200 slash; }
    location /docs/ { return 200 docs; location /docs/inner/ { return 200 inner; } }
    location ^~ /images/ { return 200 images; }
    location ~* \\.(gif|jpg)$ { return 200 picture-$1; }
    location ~ ^/item/(?<number>\\d+)$ { return 200 item-$number; }
    location /old { return 301 /new; }
    location /teapot { return 418; }
    rewrite ^/moved/(.*)$ /docs/$1 last;
  `);
  test.each([
    ['/', 200, 'exact'],
    ['/x', 200, 'slash'],
    ['/docs/a', 200, 'docs'],
    ['/docs/inner/a', 200, 'inner'],
    ['/images/a.gif', 200, 'images'],
    ['/other/a.GIF', 200, 'picture-GIF'],
    ['/item/42', 200, 'item-42'],
    ['/moved/a', 200, 'docs'],
    ['/old', 301, ''],
    ['/teapot', 418, ''],
    ['/docs/../x', 200, 'slash'],
  ])('%s → %d %s', (path, status, body) => {
    const { lab } = running(config);
    const message = answer(get(lab, 80, path));
    expect(message.status).toBe(status);
    if (body !== '') expect(message.body).toBe(body);
  });
});

describe('files', () => {
  const config = inServer(`
    root /data;
    location / { try_files $uri $uri/ /app.html; }
    location /listed/ { autoindex on; }
    location /closed/ { }
    location /alias/ { alias /data/real/; }
    location /strict/ { try_files $uri =404; error_page 404 /sorry.html; }
    location /private/ { deny all; }
  `);
  const files = {
    '/data/index.html': 'home',
    '/data/app.html': 'app',
    '/data/sorry.html': 'sorry',
    '/data/listed/b.txt': 'b',
    '/data/listed/a/x': '',
    '/data/closed/x': '',
    '/data/real/r.txt': 'real',
    '/data/private/x': '',
  };
  test.each([
    ['/', 200, 'home'],
    ['/app.html', 200, 'app'],
    ['/anything/else', 200, 'app'],
    ['/listed/', 200, '<a href="a/">a/</a>\n<a href="b.txt">b.txt</a>'],
    ['/listed/b.txt', 200, 'b'],
    ['/closed/', 403, '403 Forbidden'],
    ['/closed', 403, '403 Forbidden'],
    ['/alias/r.txt', 200, 'real'],
    ['/strict/none', 404, 'sorry'],
    ['/private/x', 403, '403 Forbidden'],
  ])('%s → %d', (path, status, body) => {
    const { lab } = running(config, files);
    const message = answer(get(lab, 80, path));
    expect(message.status).toBe(status);
    expect(message.body).toContain(body);
  });

  test('what has not changed is not sent again', () => {
    const { lab } = running(config, files);
    const etag = answer(get(lab, 80, '/app.html')).headers.find(([name]) => name === 'ETag')?.[1];
    expect(answer(get(lab, 80, '/app.html', [`If-None-Match: ${etag}`])).status).toBe(304);
  });
});

describe('proxies', () => {
  const backend = (port: number, text: string) =>
    `server { listen ${port}; location / { return 200 "${text} $request_uri $http_host $http_x_real_ip"; } }`;
  const config = inHttp(`
    upstream both { server 127.0.0.1:9001; server 127.0.0.1:9002; }
    upstream half { server 127.0.0.1:9009; server 127.0.0.1:9002; }
    ${backend(9001, 'one')}
    ${backend(9002, 'two')}
    server {
      listen 80;
      location /as-is/ { proxy_pass http://127.0.0.1:9001; }
      location /cut/ { proxy_pass http://127.0.0.1:9001/; proxy_set_header Host $host; proxy_set_header X-Real-IP $remote_addr; }
      location /both/ { proxy_pass http://both; }
      location /half/ { proxy_pass http://half; }
      location /dead/ { proxy_pass http://127.0.0.1:9009; }
    }`);

  test.each([
    ['/as-is/a?b=1', 'one /as-is/a?b=1 127.0.0.1:9001 '],
    ['/as-is/a%2Fb', 'one /as-is/a%2Fb 127.0.0.1:9001 '],
    ['/cut/a?b=1', 'one /a?b=1 localhost 127.0.0.1'],
  ])('%s', (path, body) => {
    const { lab } = running(config);
    expect(answer(get(lab, 80, path)).body).toBe(body);
  });

  test('take turns, and pass over what does not answer', () => {
    const { lab, pid } = running(`worker_processes 1;\n${config}`);
    const who = (path: string) => answer(get(lab, 80, path)).body.split(' ')[0];
    expect([who('/both/'), who('/both/'), who('/both/')]).toEqual(['one', 'two', 'one']);
    expect([who('/half/'), who('/half/')]).toEqual(['two', 'two']);
    expect(lab.stderr(pid)).toContain(
      'connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: , ' +
        'request: "GET /half/ HTTP/1.1", upstream: "http://127.0.0.1:9009/half/", host: "localhost"\n',
    );
  });

  test.each([
    ['', 'http://localhost/as/x'],
    ['proxy_redirect off;', 'http://127.0.0.1:9003/x'],
    ['proxy_redirect http://127.0.0.1:9003/ /other/;', 'http://localhost/other/x'],
    ['absolute_redirect off;', '/as/x'],
  ])('an upstream’s redirect with "%s" goes to %s', (directive, location) => {
    const { lab } = running(
      inHttp(`server { listen 9003; return 302 http://127.0.0.1:9003/x; }
        server { listen 80; ${directive} location /as/ { proxy_pass http://127.0.0.1:9003/; } }`),
    );
    expect(answer(get(lab, 80, '/as/')).headers.find(([name]) => name === 'Location')?.[1]).toBe(location);
  });

  test('nobody there is a bad gateway', () => {
    const { lab } = running(config);
    expect(answer(get(lab, 80, '/dead/')).body).toContain('<h1>502 Bad Gateway</h1>');
  });
});

test('a reload takes a new configuration, and keeps the old one when the new is wrong', () => {
  const lab = imageLab([family], 'nginx:1.27', { cpus: 1 });
  const pid = lab.start(COMMAND);
  lab.until(1000);
  const write = (text: string) => lab.files((view) => view.writeFile('/etc/nginx/conf.d/default.conf', text));
  write('server { listen 8080; location / { return 200 changed; } }');
  lab.kill(pid, 'HUP');
  lab.until(2000);
  expect(answer(get(lab, 8080, '/')).body).toBe('changed');
  expect(get(lab, 80, '/')).toBe('ECONNREFUSED');
  write('nonsense;');
  lab.kill(pid, 'HUP');
  lab.until(3000);
  expect(lab.stderr(pid)).toContain(
    '[emerg] 2#2: unknown directive "nonsense" in /etc/nginx/conf.d/default.conf:1\n',
  );
  expect(answer(get(lab, 8080, '/')).body).toBe('changed');
});

test('templates are filled in from the environment', () => {
  const lab = imageLab([family], 'nginx:1.27', {
    with: { '/etc/nginx/templates/default.conf.template': 'server { listen $PORT; return 200 $host; }' },
  });
  lab.start(COMMAND, { env: { PORT: '8081' } });
  lab.until(1000);
  expect(answer(get(lab, 8081, '/')).body).toBe('localhost');
});
