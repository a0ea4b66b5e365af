// Servers that are known by their port, their first words and one or two answers.
import type { Program } from '../linux/program.ts';
import type { Sys } from '../linux/sys.ts';
import { HEALTH_CHECK } from '../shell/network/grpc.ts';
import { parseResp } from './databases/resp.ts';
import { type Family, images, kubernetes, official, VARIANTS } from './family.ts';
import { binary, text } from './files.ts';
import { dashDate } from './servers/dates.ts';
import { entrypointFor } from './servers/entrypoint.ts';
import { serverHeaders } from './servers/headers.ts';
import type { Reply } from './servers/http.ts';
import { pathOf, queryOf } from './servers/pages.ts';
import { html, json, optionsOf, portOf, server } from './servers/simple.ts';
import { talkServer } from './servers/talk.ts';
import { versionOf } from './servers/version.ts';

interface Item {
  readonly flags: string;
  readonly value: string;
}

/** memcached's text protocol. */
const memcached: Program = talkServer({
  port: (sys) => {
    const { argv } = sys.self;
    const at = argv.indexOf('-p');
    return at < 0 ? 11211 : Number(argv[at + 1]);
  },
  rssBytes: 2 * 1024 ** 2,
  hear(sys, buffer, _, vars) {
    const end = buffer.indexOf('\r\n');
    if (end < 0) return null;
    const [name = '', key = '', flags = '0', , bytes = '0'] = buffer.slice(0, end).split(' ');
    let rest = buffer.slice(end + 2);
    const items = (vars.items ?? {}) as Readonly<Record<string, Item>>;
    if (name === 'set' || name === 'add') {
      const length = Number(bytes);
      if (rest.length < length + 2) return null;
      const value = rest.slice(0, length);
      rest = rest.slice(length + 2);
      if (name === 'add' && items[key] !== undefined) return { says: 'NOT_STORED\r\n', rest };
      vars.items = { ...items, [key]: { flags, value } };
      return { says: 'STORED\r\n', rest };
    }
    const item = items[key];
    switch (name) {
      case 'get':
        return {
          says: `${item === undefined ? '' : `VALUE ${key} ${item.flags} ${item.value.length}\r\n${item.value}\r\n`}END\r\n`,
          rest,
        };
      case 'delete': {
        const { [key]: gone, ...others } = items;
        vars.items = others;
        return { says: gone === undefined ? 'NOT_FOUND\r\n' : 'DELETED\r\n', rest };
      }
      case 'flush_all':
        vars.items = {};
        return { says: 'OK\r\n', rest };
      case 'version':
        return { says: `VERSION ${versionOf(sys)}\r\n`, rest };
      case 'stats':
        return {
          says: `STAT pid ${sys.getpid()}\r\nSTAT curr_items ${Object.keys(items).length}\r\nEND\r\n`,
          rest,
        };
      case 'quit':
        return { says: '', rest, close: true };
      default:
        return { says: 'ERROR\r\n', rest };
    }
  },
});

const mongoLine = (sys: Sys, component: string, message: string): void => {
  sys.write(
    1,
    `${JSON.stringify({ t: { $date: `${dashDate(sys.nowMs, '.').replace(' ', 'T')}+00:00` }, s: 'I', c: component, ctx: 'initandlisten', msg: message })}\n`,
  );
};

const mongod: Program = talkServer({
  port: () => 27017,
  rssBytes: 110 * 1024 ** 2,
  starting: (sys) => {
    mongoLine(sys, 'CONTROL', 'MongoDB starting');
    return 900;
  },
  ready: (sys) => mongoLine(sys, 'NETWORK', 'Waiting for connections'),
  stopping: (sys) => mongoLine(sys, 'CONTROL', 'Received signal'),
  hear: (_, __, ___) => ({
    says: 'Podscope does not model the protocol of MongoDB\n',
    rest: '',
    close: true,
  }),
});

const rabbitmq: Program = talkServer({
  port: () => 5672,
  alsoPorts: [25672],
  rssBytes: 130 * 1024 ** 2,
  starting: (sys) => {
    sys.write(
      1,
      `${dashDate(sys.nowMs, '.')}000+00:00 [info] <0.218.0> Starting RabbitMQ ${versionOf(sys)} on Erlang 27\n`,
    );
    return 6000;
  },
  ready: (sys) =>
    sys.write(
      1,
      `${dashDate(sys.nowMs, '.')}000+00:00 [info] <0.600.0> Server startup complete; 4 plugins started.\n`,
    ),
  // To whoever does not begin as its protocol does, it names the one it speaks.
  hear: () => ({ says: 'AMQP\u0000\u0000\u0009\u0001', rest: '', close: true }),
});

const elasticsearch: Program = server({
  ports: () => [9200],
  startupMs: 12_000,
  stop: 143,
  rssBytes: 900 * 1024 ** 2,
  ready: (sys) =>
    sys.write(
      1,
      `{"@timestamp":"${dashDate(sys.nowMs, '.').replace(' ', 'T')}Z","log.level":"INFO","message":"started"}\n`,
    ),
  site: (sys, vars) => ({
    headers: () => [['X-elastic-product', 'Elasticsearch']],
    handle: (_, { request }) => {
      const path = pathOf(request.target);
      const documents = (vars.documents ?? []) as readonly string[];
      if (path === '/') {
        return json({
          name: sys.hostname(),
          cluster_name: 'docker-cluster',
          version: { number: versionOf(sys) },
          tagline: 'You Know, for Search',
        });
      }
      if (path === '/_cluster/health')
        return json({ cluster_name: 'docker-cluster', status: 'green', number_of_nodes: 1 });
      if (path.endsWith('/_bulk') || path.endsWith('/_doc')) {
        const lines = request.body.split('\n').filter((line) => line !== '' && !line.startsWith('{"index"'));
        vars.documents = [...documents, ...lines].slice(-200);
        return json({ took: 1, errors: false, items: lines.length });
      }
      if (path.endsWith('/_count')) return json({ count: documents.length });
      if (path.endsWith('/_search')) {
        return json({
          hits: { total: { value: documents.length }, hits: documents.map((one) => ({ _source: one })) },
        });
      }
      return json({ error: 'Podscope does not model this request', status: 400 }, 400);
    },
  }),
});

const wordpress: Program = server({
  ports: () => [80],
  startupMs: 500,
  stop: 0,
  rssBytes: 40 * 1024 ** 2,
  starting: (sys) => {
    sys.onSignal('WINCH', 'handle');
    sys.write(
      2,
      'WordPress not found in /var/www/html - copying now...\nComplete! WordPress has been successfully copied to /var/www/html\n',
    );
  },
  ready: (sys) =>
    sys.write(
      2,
      '[mpm_prefork:notice] AH00163: Apache/2.4.65 (Debian) PHP/8.3 configured -- resuming normal operations\n',
    ),
  site: (sys) => ({
    headers: serverHeaders('Apache/2.4.65 (Debian)'),
    handle: (_, { request }): Reply => {
      const path = pathOf(request.target);
      if (path === '/wp-admin/install.php')
        return html(
          '<html><head><title>WordPress &rsaquo; Installation</title></head><body><h1>WordPress</h1></body></html>\n',
        );
      if (path !== '/' && !path.endsWith('.php')) return html('<h1>Not Found</h1>\n', 404);
      const [host = 'mysql', port = '3306'] = (sys.self.env.WORDPRESS_DB_HOST ?? 'mysql').split(':');
      const question = {
        user: sys.self.env.WORDPRESS_DB_USER ?? 'example username',
        password: sys.self.env.WORDPRESS_DB_PASSWORD ?? 'example password',
        database: '',
        sql: `CREATE DATABASE IF NOT EXISTS ${sys.self.env.WORDPRESS_DB_NAME ?? 'wordpress'}`,
      };
      return {
        forward: {
          host,
          port: Number(port),
          text: `${JSON.stringify(question)}\n`,
          timeoutMs: 10_000,
          raw: { until: '\n' },
        },
      };
    },
    answered: (_, __, outcome) =>
      'text' in outcome && outcome.text !== '' && !outcome.text.includes('"denied"')
        ? { status: 302, headers: [['Location', '/wp-admin/install.php']] }
        : html(
            '<html><head><title>Database Error</title></head><body><h1>Error establishing a database connection</h1></body></html>\n',
            500,
          ),
  }),
});

/** The guestbook of Kubernetes' tutorial: a page, and a script that keeps entries in Redis. */
const guestbook: Program = server({
  ports: () => [80],
  startupMs: 300,
  stop: 0,
  rssBytes: 20 * 1024 ** 2,
  starting: (sys) => sys.onSignal('WINCH', 'handle'),
  site: (sys) => {
    const byEnv = sys.self.env.GET_HOSTS_FROM === 'env';
    const leader = byEnv ? (sys.self.env.REDIS_LEADER_SERVICE_HOST ?? 'redis-leader') : 'redis-leader';
    const follower = byEnv
      ? (sys.self.env.REDIS_FOLLOWER_SERVICE_HOST ?? 'redis-follower')
      : 'redis-follower';
    return {
      headers: serverHeaders('Apache/2.4.54 (Debian)'),
      handle: (_, { request }): Reply => {
        const path = pathOf(request.target);
        if (path === '/' || path === '/index.html') {
          return html(
            '<html><head><title>Guestbook</title></head><body><h2>Guestbook</h2><form><input name="msg"></form></body></html>\n',
          );
        }
        if (path !== '/guestbook.php') return html('<h1>Not Found</h1>\n', 404);
        const { cmd, key = '', value = '' } = queryOf(request.target);
        const isSet = cmd === 'set';
        const word = (one: string) => `"${one.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
        const line = isSet ? `SET ${word(key)} ${word(value)}` : `GET ${word(key)}`;
        return {
          forward: {
            host: isSet ? leader : follower,
            port: 6379,
            text: `${line}\r\nQUIT\r\n`,
            timeoutMs: 10_000,
            raw: { until: '\r\n+OK\r\n' },
            memo: isSet,
          },
        };
      },
      answered: (_, __, outcome) => {
        if (!('text' in outcome)) {
          const why = 'error' in outcome ? outcome.error : 'no answer';
          return html(
            `<b>Fatal error</b>: Uncaught Predis\\Connection\\ConnectionException: ${why} [tcp://${outcome.forward.host}:6379]\n`,
            500,
          );
        }
        if (outcome.forward.memo === true) return json({ message: 'Updated' });
        const value = parseResp(outcome.text)?.value;
        return json({ data: value !== undefined && 'text' in value ? value.text : '' });
      },
    };
  },
});

const dockerd: Program = talkServer({
  port: () => 2375,
  rssBytes: 70 * 1024 ** 2,
  starting: () => 1500,
  ready: (sys) =>
    sys.write(
      2,
      'time="now" level=info msg="API listen on [::]:2375"\n'.replace(
        'now',
        `${dashDate(sys.nowMs).replace(' ', 'T')}Z`,
      ),
    ),
  hear: () => ({ says: '', rest: '', close: true }),
});

/** Answers on its client port that it is well; keys and values are not modelled. */
const etcd: Program = server({
  ports: (sys) => [portOf(optionsOf(sys.self.argv).options['listen-client-urls']?.split(',')[0], 2379)],
  startupMs: 300,
  rssBytes: 25 * 1024 ** 2,
  stop: 0,
  ready: (sys) => sys.write(2, `{"level":"info","msg":"ready to serve client requests"}\n`),
  site: (sys) => ({
    handle: (_, { request }) =>
      pathOf(request.target) === '/health'
        ? json({ health: 'true', reason: '' })
        : json({ error: 'Podscope does not model this request', code: 12 }, 501),
    grpc: {
      speaks: () => !versionOf(sys).startsWith('2.'),
      answer: ({ path, message }) => {
        if (path !== HEALTH_CHECK)
          return { code: 'Unimplemented', detail: `Podscope does not model ${path}` };
        return (message.service ?? '') === ''
          ? { message: { status: 'SERVING' } }
          : { code: 'NotFound', detail: 'unknown service' };
      },
    },
  }),
});

/** echo of what is asked of a TCP port, for `nc`. */
const tcpEcho: Program = talkServer({
  port: (sys) => Number(sys.self.argv[1] ?? 9000),
  ready: (sys) =>
    sys.write(1, `listening on [::]:${sys.self.argv[1] ?? 9000}, prefix: ${sys.self.argv[2] ?? ''}\n`),
  hear: (sys, buffer) => {
    const end = buffer.indexOf('\n');
    if (end < 0) return null;
    return { says: `${sys.self.argv[2] ?? ''} ${buffer.slice(0, end + 1)}`, rest: buffer.slice(end + 1) };
  },
});

export const family: Family = {
  images: [
    ...images({
      repositories: official('memcached'),
      size: 31,
      alpineSize: 4.5,
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['memcached'],
      ports: [11211],
      user: '11211',
      files: ({ version }) => ({
        '/usr/local/bin/docker-entrypoint.sh': binary('memcached-entrypoint'),
        '/usr/local/bin/memcached': binary('memcached', { version }),
      }),
      releases: ['1.6.39', '1.5.22', '1.4.39'],
      names: ['1', 'alpine'],
      versions: { 1: [4, 6] },
      variants: VARIANTS,
    }),
    ...images({
      repositories: official('mongo'),
      size: 265,
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['mongod'],
      ports: [27017],
      on: 'ubuntu',
      volumes: ['/data/db', '/data/configdb'],
      files: ({ version }) => ({
        '/usr/local/bin/docker-entrypoint.sh': binary('mongo-entrypoint'),
        '/usr/bin/mongod': binary('mongod', { version }),
        '/usr/bin/mongosh': binary('unmodelled'),
      }),
      releases: ['8.2.2', '8.0.16', '7.0.26', '6.0.26', '5.0.31', '4.4.29'],
      names: ['noble', 'jammy'],
      versions: { 3: [0, 6], 4: [0, 4], 5: [0, 0], 6: [0, 0], 7: [0, 0], 8: [0, 2] },
      variants: ['noble', 'jammy', 'focal'],
    }),
    ...images({
      repositories: official('rabbitmq'),
      size: 98,
      alpineSize: 63,
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['rabbitmq-server'],
      ports: [4369, 5671, 5672, 25672],
      on: ({ alpine }) => (alpine ? 'alpine' : 'ubuntu'),
      files: ({ version }) => ({
        '/usr/local/bin/docker-entrypoint.sh': binary('rabbitmq-entrypoint'),
        '/usr/local/bin/rabbitmq-server': binary('rabbitmq-server', { version }),
        '/usr/local/bin/rabbitmqctl': binary('unmodelled'),
        '/usr/local/bin/rabbitmq-diagnostics': binary('unmodelled'),
      }),
      releases: ['4.2.1', '4.1.6', '3.13.7', '3.12.14'],
      names: ['3', '4', 'management', 'alpine', '3-management', '4-management'],
      versions: { 3: [6, 13], 4: [0, 2] },
      variants: ['management', ...VARIANTS],
    }),
    ...images({
      repositories: [...official('elasticsearch'), 'docker.elastic.co/elasticsearch/elasticsearch'],
      size: 611,
      entrypoint: ['/usr/local/bin/docker-entrypoint.sh'],
      cmd: ['eswrapper'],
      ports: [9200, 9300],
      user: '1000:0',
      on: 'ubuntu',
      files: ({ version }) => ({
        '/usr/local/bin/docker-entrypoint.sh': binary('elasticsearch', { version }),
      }),
      releases: ['9.2.1', '8.19.7', '7.17.29', '6.8.23'],
      versions: { 5: [0, 6], 6: [0, 8], 7: [0, 17], 8: [0, 19], 9: [0, 2] },
    }),
    ...images({
      repositories: official('wordpress'),
      size: 260,
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['apache2-foreground'],
      ports: [80],
      stopSignal: 'SIGWINCH',
      workingDir: '/var/www/html',
      files: {
        '/usr/local/bin/docker-entrypoint.sh': binary('wordpress'),
        '/var/www/html/wp-config-sample.php': text('<?php\n'),
      },
      names: ['apache', 'php8.3', 'php8.3-apache'],
      versions: { 4: [0, 9], 5: [0, 9], 6: [0, 8] },
      variants: ['apache', 'php'],
    }),
    ...images({
      repositories: [
        'gcr.io/google-samples/gb-frontend',
        'us-docker.pkg.dev/google-samples/containers/gke/gb-frontend',
        'gcr.io/google_samples/gb-frontend',
      ],
      size: 163,
      cmd: ['apache2-foreground'],
      ports: [80],
      stopSignal: 'SIGWINCH',
      files: { '/usr/local/bin/apache2-foreground': binary('guestbook') },
      names: ['v3', 'v4', 'v5', 'v6'],
    }),
    ...images({
      repositories: ['docker.io/library/docker'],
      size: 130,
      entrypoint: ['dockerd-entrypoint.sh'],
      on: 'alpine',
      files: {
        '/usr/local/bin/dockerd-entrypoint.sh': binary('dockerd'),
        '/usr/local/bin/docker': binary('unmodelled'),
      },
      names: ['dind', 'cli'],
      versions: { 18: [6, 9], 19: [3, 3], 20: [10, 10], 23: [0, 0], 24: [0, 0], 27: [0, 5], 28: [0, 5] },
      variants: ['dind', 'cli'],
    }),
    ...images({
      repositories: [...kubernetes('etcd'), 'quay.io/coreos/etcd'],
      size: 58,
      cmd: ['etcd'],
      ports: [2379, 2380],
      on: 'scratch',
      files: ({ version }) => ({
        '/usr/local/bin/etcd': binary('etcd', { version }),
        '/usr/local/bin/etcdctl': binary('unmodelled'),
      }),
      releases: ['3.6.6-0', '3.5.24-0', '3.5.1-0'],
      versions: { 2: [0, 3], 3: [0, 6] },
      variants: ['0'],
    }),
    ...images({
      repositories: ['docker.io/istio/tcp-echo-server'],
      size: 2.6,
      entrypoint: ['/bin/tcp-echo'],
      on: 'scratch',
      files: { '/bin/tcp-echo': binary('tcp-echo') },
      versions: { 1: [1, 3] },
    }),
  ],
  programs: {
    memcached,
    mongod,
    'rabbitmq-server': rabbitmq,
    elasticsearch,
    wordpress,
    guestbook,
    dockerd,
    etcd,
    'tcp-echo': tcpEcho,
    'memcached-entrypoint': entrypointFor('memcached'),
    'mongo-entrypoint': entrypointFor('mongod'),
    'rabbitmq-entrypoint': entrypointFor('rabbitmq-server'),
  },
};
