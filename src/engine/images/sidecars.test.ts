import { describe, expect, test } from 'vitest';
import type { LinuxLab } from '../linux/testing/lab.ts';
import { parseResponse } from '../shell/http.ts';
import { family as echo } from './echo.ts';
import { family as exporters } from './exporters.ts';
import type { Family } from './family.ts';
import { binary } from './files.ts';
import { readFilebeat, readFluentBit, readFluentd } from './logs/config.ts';
import { family as logs } from './logs.ts';
import { family as nginx } from './nginx.ts';
import { family as others } from './others.ts';
import { readEnvoy } from './proxies/envoy.ts';
import { readHaproxy } from './proxies/haproxy.ts';
import { family as proxies } from './proxies.ts';
import { family as redis } from './redis.ts';
import { get, imageLab } from './testing/machine.ts';

const ALL: readonly Family[] = [logs, proxies, exporters, echo, redis, nginx, others];
const TOOLS = {
  '/bin/http-echo': binary('http-echo'),
  '/bin/redis-server': binary('redis-server'),
  '/bin/redis-cli': binary('redis-cli'),
  '/bin/nginx': binary('nginx', { version: '1.27.5' }),
  '/bin/nginx-exporter': binary('nginx-exporter'),
  '/bin/redis-exporter': binary('redis-exporter'),
  '/bin/node-exporter': binary('node-exporter'),
  '/bin/elasticsearch': binary('elasticsearch', { version: '9.2.1' }),
  '/bin/memcached': binary('memcached', { version: '1.6.39' }),
  '/bin/guestbook': binary('guestbook'),
  '/var/log/.keep': '',
};

function lab(image: string, files: Readonly<Record<string, string>> = {}): LinuxLab {
  return imageLab(ALL, image, { with: { ...TOOLS, ...files } });
}

const append = (one: LinuxLab, path: string, text: string) =>
  one.files((view) => view.writeFile(path, text, { append: true }));

function body(one: LinuxLab, port: number, path: string): string {
  const text = get(one, port, path);
  const parsed = parseResponse(text, { ended: true });
  return parsed === null || 'malformed' in parsed ? text : parsed.message.body;
}

describe('what collectors are told', () => {
  test.each([
    [
      '<source>\n  @type tail\n  path /a.log,/b.log\n  tag x\n</source>\n<match **>\n  @type stdout\n</match>',
      ['/a.log', '/b.log'],
      [{ kind: 'stdout' }],
    ],
    [
      '<match **>\n  @type http\n  endpoint http://web:8080/in\n</match>',
      [],
      [{ kind: 'http', host: 'web', port: 8080, path: '/in' }],
    ],
    [
      '<match **>\n @type copy\n <store>\n @type stdout\n </store>\n <store>\n @type forward\n <server>\n host f\n port 1\n </server>\n </store>\n</match>',
      [],
      [{ kind: 'stdout' }, { kind: 'tcp', host: 'f', port: 1 }],
    ],
  ])('fluentd %j', (text, paths, outputs) => {
    expect(readFluentd(text)).toMatchObject({ paths, outputs, notModelled: [] });
  });

  test('what is not done is named', () => {
    expect(readFluentd('<filter **>\n @type grep\n</filter>')).toMatchObject({
      notModelled: ['<filter **>'],
    });
    expect(readFluentd('<source>\n</source>')).toContain("Missing '@type'");
  });

  test('fluent-bit, from its file and its command line', () => {
    expect(
      readFluentBit('[INPUT]\n  Name tail\n  Path /a\n[OUTPUT]\n  Name es\n  Host e\n', []),
    ).toMatchObject({
      paths: ['/a'],
      outputs: [{ kind: 'http', host: 'e', port: 9200, path: '/_bulk' }],
    });
    expect(readFluentBit('', ['-i', 'dummy', '-o', 'stdout'])).toMatchObject({
      dummyMs: 1000,
      outputs: [{ kind: 'stdout' }],
    });
  });

  test('filebeat', () => {
    expect(
      readFilebeat(
        'filebeat.inputs:\n- type: log\n  paths: [/a/*.log]\noutput.logstash:\n  hosts: ["l:5044"]\n',
        {},
      ),
    ).toMatchObject({ paths: ['/a/*.log'], outputs: [{ kind: 'tcp', host: 'l', port: 5044 }] });
    expect(readFilebeat('filebeat: {inputs: []}', {})).toContain('No outputs are defined');
  });
});

describe('collectors', () => {
  const FLUENTD =
    '<source>\n  @type tail\n  path /var/log/app.log\n  tag app\n</source>\n<match **>\n  @type stdout\n</match>\n';

  test('fluentd prints the lines that come, and costs nothing between them', () => {
    const one = lab('fluentd', { '/fluentd/etc/fluent.conf': FLUENTD });
    const pid = one.start(['fluentd']);
    one.until(3000);
    expect(one.isQuiet).toBe(true);
    append(one, '/var/log/app.log', 'first\nsecond\nhal');
    one.until(3100);
    append(one, '/var/log/app.log', 'f\n');
    one.until(3200);
    expect(
      one
        .stdout(pid)
        .split('\n')
        .filter((line) => line.includes('app: ')),
    ).toEqual([
      '2026-01-01 00:00:03.000000000 +0000 app: {"message":"first"}',
      '2026-01-01 00:00:03.000000000 +0000 app: {"message":"second"}',
      '2026-01-01 00:00:03.100000000 +0000 app: {"message":"half"}',
    ]);
    one.kill(pid, 'TERM');
    one.until(3300);
    expect(one.exits.get(pid)?.code).toBe(0);
  });

  test('fluent-bit follows a pattern, also files that come later', () => {
    const one = lab('fluent-bit:4.2-debug');
    const pid = one.start([
      '/fluent-bit/bin/fluent-bit',
      '-i',
      'tail',
      '-p',
      'path=/var/log/*.log',
      '-o',
      'stdout',
    ]);
    one.until(1000);
    append(one, '/var/log/a.log', 'from a\n');
    one.until(1100);
    append(one, '/var/log/b.log', 'from b\n');
    one.until(1200);
    append(one, '/var/log/a.log', 'again\n');
    one.until(1300);
    expect([...one.stdout(pid).matchAll(/"log"=>"([^"]*)"/g)].map((match) => match[1])).toEqual([
      'from a',
      'from b',
      'again',
    ]);
  });

  test('filebeat ships to Elasticsearch, and goes on trying until there is one', () => {
    const one = lab('filebeat:9.2.1', {
      '/usr/share/filebeat/filebeat.yml':
        'filebeat.inputs:\n- type: log\n  paths:\n  - /var/log/app.log\noutput.elasticsearch:\n  hosts: ["127.0.0.1:9200"]\n',
    });
    const pid = one.start(['/usr/share/filebeat/filebeat', '-e']);
    append(one, '/var/log/app.log', 'one\ntwo\n');
    one.until(3000);
    expect(one.stderr(pid)).toContain('could not send to 127.0.0.1:9200 (refused)');
    one.start(['elasticsearch']);
    one.until(17_000);
    expect(body(one, 9200, '/_count')).toBe('{"count":2}\n');
    append(one, '/var/log/app.log', 'three\n');
    one.until(18_000);
    expect(body(one, 9200, '/_search')).toContain('three');
  });
});

describe('proxies', () => {
  const ENVOY = `
static_resources:
  listeners:
  - address: { socket_address: { address: 0.0.0.0, port_value: 8000 } }
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          route_config:
            virtual_hosts:
            - routes:
              - match: { prefix: /fixed }
                direct_response: { status: 203, body: { inline_string: fixed } }
              - match: { prefix: /api/ }
                route: { cluster: app, prefix_rewrite: / }
              - match: { prefix: / }
                route: { cluster: gone }
  clusters:
  - name: app
    load_assignment: { endpoints: [ { lb_endpoints: [ { endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: 5678 } } } } ] } ] }
  - name: gone
    load_assignment: { endpoints: [ { lb_endpoints: [ { endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: 9 } } } } ] } ] }
`;

  test('envoy routes by prefix', () => {
    const one = lab('envoy:1.36.2', { '/etc/envoy/envoy.yaml': ENVOY });
    one.start(['http-echo', '-text=behind']);
    const pid = one.start(['/docker-entrypoint.sh', 'envoy', '-c', '/etc/envoy/envoy.yaml']);
    one.until(1000);
    expect(one.stderr(pid)).toContain('starting main dispatch loop');
    expect(body(one, 8000, '/api/x')).toBe('behind\n');
    expect(body(one, 8000, '/fixed')).toBe('fixed');
    expect(body(one, 8000, '/else')).toContain('upstream connect error or disconnect/reset before headers');
  });

  test.each([
    [
      'static_resources: {listeners: [{address: {socket_address: {port_value: 1}}, filter_chains: [{filters: [{name: tcp_proxy, typed_config: {cluster: x}}]}]}]}',
      "unknown cluster 'x'",
    ],
    ['a: [', 'invalid YAML'],
  ])('envoy says what is wrong with %s', (source, message) => {
    expect(readEnvoy(source)).toContain(message);
  });

  test('haproxy takes turns', () => {
    const one = lab('haproxy:3.2', {
      '/usr/local/etc/haproxy/haproxy.cfg':
        'defaults\n  mode http\nfrontend in\n  bind *:8000\n  use_backend two if { path_beg /two }\n  default_backend both\n' +
        'backend both\n  server a 127.0.0.1:81 check\n  server b 127.0.0.1:82\nbackend two\n  server b 127.0.0.1:82\n',
    });
    one.start(['http-echo', '-text=a', '-listen=:81']);
    one.start(['http-echo', '-text=b', '-listen=:82']);
    one.start(['haproxy', '-f', '/usr/local/etc/haproxy/haproxy.cfg']);
    one.until(500);
    expect([1, 2, 3].map(() => body(one, 8000, '/'))).toEqual(['a\n', 'b\n', 'a\n']);
    expect(body(one, 8000, '/two')).toBe('b\n');
  });

  test('haproxy complains', () => {
    expect(readHaproxy('bind *:80', '/x')).toContain(
      "parsing [/x:1] : unknown keyword 'bind' out of section",
    );
    expect(readHaproxy('frontend f\n bind *:80\n default_backend b', '/x')).toContain(
      "unable to find required default_backend: 'b'",
    );
  });

  test('socat carries bytes both ways', () => {
    const one = lab('alpine/socat');
    one.start(['redis-server', '--port', '7000']);
    one.start(['socat', 'TCP-LISTEN:6379,fork', 'TCP:127.0.0.1:7000']);
    one.until(500);
    expect(one.run(['redis-cli', 'set', 'a', '1']).stdout).toBe('OK\n');
    expect(one.run(['redis-cli', '-p', '7000', 'get', 'a']).stdout).toBe('1\n');
  });

  test('socat closes when there is nobody behind it', () => {
    const one = lab('alpine/socat');
    const pid = one.start(['socat', 'TCP-LISTEN:6379,fork', 'TCP:127.0.0.1:7000']);
    one.until(100);
    expect(one.run(['redis-cli', 'ping']).code).toBe(1);
    expect(one.stderr(pid)).toContain('connection to 127.0.0.1:7000 failed: refused');
  });
});

describe('adapters', () => {
  test('nginx’s status becomes metrics', () => {
    const one = lab('nginx-prometheus-exporter', {
      '/etc/nginx/nginx.conf':
        'worker_processes 1; events {}\nhttp { server { listen 8080; location /stub_status { stub_status; } } }',
      '/etc/passwd': 'root:x:0:0::/root:/bin/sh\nnginx:x:101:101::/:/bin/false\n',
      '/var/log/nginx/.keep': '',
      '/var/cache/nginx/.keep': '',
      '/run/.keep': '',
    });
    one.start(['nginx', '-g', 'daemon off;']);
    one.start(['nginx-exporter', '--nginx.scrape-uri=http://127.0.0.1:8080/stub_status']);
    one.until(500);
    expect(body(one, 9113, '/metrics')).toContain('nginx_connections_accepted 1\n');
    expect(body(one, 9113, '/metrics')).toContain('nginx_http_requests_total 2\n');
    expect(body(one, 9113, '/metrics')).toContain('nginx_up 1\n');
  });

  test('without nginx it says so', () => {
    const one = lab('nginx-prometheus-exporter');
    one.start(['nginx-exporter']);
    one.until(500);
    expect(body(one, 9113, '/metrics')).toContain('nginx_up 0\n');
  });

  test('so does Redis’ INFO', () => {
    const one = lab('redis_exporter');
    one.start(['redis-server']);
    one.start(['redis-exporter']);
    one.until(500);
    one.run(['redis-cli', 'set', 'a', '1']);
    expect(body(one, 9121, '/metrics')).toContain('redis_db_keys{db="db0"} 1\n');
  });

  test('and what a machine has', () => {
    const one = lab('node-exporter');
    one.start(['node-exporter']);
    one.until(500);
    expect(body(one, 9100, '/metrics')).toContain(`node_memory_MemTotal_bytes ${8 * 1024 ** 3}\n`);
  });
});

describe('others', () => {
  test('memcached speaks its protocol', () => {
    const one = lab('memcached');
    one.start(['memcached']);
    one.until(100);
    expect(one.run(['ask', '127.0.0.1', '11211', 'set a 0 0 2', 'hi', 'get a', 'get b', 'quit']).stdout).toBe(
      'STORED\r\nVALUE a 0 2\r\nhi\r\nEND\r\nEND\r\n',
    );
  });

  test('the guestbook keeps entries in Redis', () => {
    const one = lab('gb-frontend:v5', { '/etc/hosts': '127.0.0.1 localhost redis-leader redis-follower\n' });
    one.start(['guestbook']);
    one.until(500);
    expect(body(one, 80, '/guestbook.php?cmd=get&key=guestbook')).toContain('Predis');
    one.start(['redis-server']);
    one.until(1000);
    expect(body(one, 80, '/guestbook.php?cmd=set&key=guestbook&value=,hi%20there')).toBe(
      '{"message":"Updated"}\n',
    );
    expect(body(one, 80, '/guestbook.php?cmd=get&key=guestbook')).toBe('{"data":",hi there"}\n');
  });
});
