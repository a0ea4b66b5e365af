// Models nginx/nginx-prometheus-exporter@v1.5.1 collector/nginx.go
// Also redis_exporter and node_exporter: adapters that read one interface and
// offer another.
import type { Program } from '../linux/program.ts';
import type { Sys } from '../linux/sys.ts';
import { parseResp } from './databases/resp.ts';
import { type Family, images } from './family.ts';
import { binary } from './files.ts';
import { goHeaders } from './servers/headers.ts';
import type { Answer, Reply, Site } from './servers/http.ts';
import { pathOf } from './servers/pages.ts';
import { html, optionsOf, plain, portOf, server } from './servers/simple.ts';

interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly value: number;
}

function exposition(metrics: readonly Metric[]): Answer {
  return {
    status: 200,
    headers: [['Content-Type', 'text/plain; version=0.0.4; charset=utf-8']],
    body: metrics
      .map(
        ({ name, type, help, value }) =>
          `# HELP ${name.replace(/\{.*/, '')} ${help}\n# TYPE ${name.replace(/\{.*/, '')} ${type}\n${name} ${value}\n`,
      )
      .join(''),
  };
}

function landing(title: string): Answer {
  return html(
    `<html><head><title>${title}</title></head><body><h1>${title}</h1><p><a href="/metrics">Metrics</a></p></body></html>\n`,
  );
}

const goLine = (sys: Sys, message: string): void => {
  sys.write(2, `ts=${sys.nowMs} level=info msg="${message}"\n`);
};

/** nginx's stub_status page as metrics. */
const nginxExporter: Program = server({
  ports: (sys) => [
    portOf(optionsOf(sys.self.argv).options['web.listen-address'] ?? sys.self.env.LISTEN_ADDRESS, 9113),
  ],
  stop: 0,
  ready: (sys, [port]) => goLine(sys, `Listening on address=[::]:${port}`),
  site: (sys): Site => {
    const { options } = optionsOf(sys.self.argv);
    const uri = options['nginx.scrape-uri'] ?? sys.self.env.SCRAPE_URI ?? 'http://127.0.0.1:8080/stub_status';
    const match = /^http:\/\/([^:/]+)(?::(\d+))?(\/.*)?$/.exec(uri);
    const up = (value: number): Metric => ({
      name: 'nginx_up',
      type: 'gauge',
      help: 'Status of the last metric scrape',
      value,
    });
    return {
      headers: goHeaders,
      handle: (_, { request }): Reply => {
        const path = pathOf(request.target);
        if (path !== '/metrics')
          return path === '/' ? landing('NGINX Prometheus Exporter') : plain('404 page not found\n', 404);
        if (match === null) return exposition([up(0)]);
        const [, host, port, target] = match as unknown as [string, string, string?, string?];
        return {
          forward: {
            host,
            port: Number(port ?? 80),
            text: `GET ${target ?? '/'} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: NGINX-Prometheus-Exporter/v1.5.1\r\nConnection: close\r\n\r\n`,
            timeoutMs: 5000,
          },
        };
      },
      answered: (_, __, outcome) => {
        const body = 'response' in outcome && outcome.response.status === 200 ? outcome.response.body : '';
        const numbers = body.match(/\d+/g)?.map(Number);
        if (numbers === undefined || numbers.length < 7) {
          goLine(sys, `Error getting stats: failed to get ${uri}`);
          return exposition([up(0)]);
        }
        const names: readonly (readonly [string, Metric['type'], string])[] = [
          ['nginx_connections_active', 'gauge', 'Active client connections'],
          ['nginx_connections_accepted', 'counter', 'Accepted client connections'],
          ['nginx_connections_handled', 'counter', 'Handled client connections'],
          ['nginx_http_requests_total', 'counter', 'Total http requests'],
          ['nginx_connections_reading', 'gauge', 'Connections where NGINX is reading the request header'],
          [
            'nginx_connections_writing',
            'gauge',
            'Connections where NGINX is writing the response back to the client',
          ],
          ['nginx_connections_waiting', 'gauge', 'Idle client connections'],
        ];
        return exposition([
          ...names.map(([name, type, help], index) => ({
            name,
            type,
            help,
            value: numbers[index] as number,
          })),
          up(1),
        ]);
      },
    };
  },
});

/** Redis' INFO as metrics. */
const redisExporter: Program = server({
  ports: (sys) => [portOf(optionsOf(sys.self.argv).options['web.listen-address'], 9121)],
  stop: 0,
  ready: (sys, [port]) => goLine(sys, `Providing metrics at :${port}/metrics`),
  site: (sys) => {
    const { options } = optionsOf(sys.self.argv);
    const address = options['redis.addr'] ?? sys.self.env.REDIS_ADDR ?? 'redis://localhost:6379';
    const match = /^(?:redis:\/\/)?([^:/]+)(?::(\d+))?/.exec(address);
    return {
      headers: goHeaders,
      handle: (_, { request }): Reply => {
        if (pathOf(request.target) !== '/metrics') return landing('Redis Exporter');
        const password = options['redis.password'] ?? sys.self.env.REDIS_PASSWORD;
        return {
          forward: {
            host: match?.[1] ?? 'localhost',
            port: Number(match?.[2] ?? 6379),
            text: `${password === undefined ? '' : `AUTH ${password}\r\n`}INFO\r\nQUIT\r\n`,
            timeoutMs: 5000,
            raw: { until: '+OK\r\n' },
          },
        };
      },
      answered: (_, __, outcome) => {
        const parsed = 'text' in outcome ? parseResp(outcome.text.replace(/^\+OK\r\n/, '')) : null;
        const info = parsed?.value.type === 'bulk' ? parsed.value.text : '';
        const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
        const metric = (name: string, from: string, type: Metric['type'] = 'gauge'): Metric => ({
          name,
          type,
          help: `${from} metric`,
          value: field(from),
        });
        if (info === '')
          return exposition([
            { name: 'redis_up', type: 'gauge', help: 'Information about the Redis instance', value: 0 },
          ]);
        return exposition([
          metric('redis_commands_processed_total', 'total_commands_processed', 'counter'),
          metric('redis_connected_clients', 'connected_clients'),
          metric('redis_memory_used_bytes', 'used_memory'),
          metric('redis_uptime_in_seconds', 'uptime_in_seconds'),
          {
            name: 'redis_db_keys{db="db0"}',
            type: 'gauge',
            help: 'Total number of keys by DB',
            value: Number(/^db0:keys=(\d+)/m.exec(info)?.[1] ?? 0),
          },
          { name: 'redis_up', type: 'gauge', help: 'Information about the Redis instance', value: 1 },
        ]);
      },
    };
  },
});

const nodeExporter: Program = server({
  ports: (sys) => [portOf(optionsOf(sys.self.argv).options['web.listen-address'], 9100)],
  ready: (sys, [port]) => goLine(sys, `Listening on address=[::]:${port}`),
  site: (sys) => ({
    headers: goHeaders,
    handle: (_, { request }) => {
      const path = pathOf(request.target);
      if (path !== '/metrics')
        return path === '/' ? landing('Node Exporter') : plain('404 page not found\n', 404);
      const machine = sys.machine();
      let used = 0;
      let running = 0;
      for (const { process } of sys.processes()) {
        used += process.rssBytes;
        if (process.state === 'R') running++;
      }
      return exposition([
        {
          name: 'node_boot_time_seconds',
          type: 'gauge',
          help: 'Node boot time, in unixtime.',
          value: 1_767_225_600 + machine.bootedMs / 1000,
        },
        {
          name: 'node_memory_MemTotal_bytes',
          type: 'gauge',
          help: 'Memory information field MemTotal_bytes.',
          value: machine.memoryBytes,
        },
        {
          name: 'node_memory_MemAvailable_bytes',
          type: 'gauge',
          help: 'Memory information field MemAvailable_bytes.',
          value: machine.memoryBytes - used,
        },
        {
          name: 'node_procs_running',
          type: 'gauge',
          help: 'Number of processes in runnable state.',
          value: running,
        },
        {
          name: 'node_time_seconds',
          type: 'gauge',
          help: 'System time in seconds since epoch (1970).',
          value: 1_767_225_600 + sys.nowMs / 1000,
        },
      ]);
    },
  }),
});

const scratch = (program: string, path: string) => ({
  on: 'scratch' as const,
  files: { [path]: binary(program) },
});

export const family: Family = {
  images: [
    ...images({
      repositories: ['docker.io/nginx/nginx-prometheus-exporter'],
      size: 5.9,
      entrypoint: ['/usr/bin/nginx-prometheus-exporter'],
      ports: [9113],
      user: '1001:1001',
      ...scratch('nginx-exporter', '/usr/bin/nginx-prometheus-exporter'),
      versions: { 0: [1, 11], 1: [0, 5] },
    }),
    ...images({
      repositories: ['docker.io/oliver006/redis_exporter', 'quay.io/oliver006/redis_exporter'],
      size: 9.4,
      entrypoint: ['/redis_exporter'],
      ports: [9121],
      user: '59000:59000',
      ...scratch('redis-exporter', '/redis_exporter'),
      versions: { 1: [0, 80] },
      variants: ['alpine'],
    }),
    ...images({
      repositories: ['docker.io/prom/node-exporter', 'quay.io/prometheus/node-exporter'],
      size: 12.4,
      entrypoint: ['/bin/node_exporter'],
      ports: [9100],
      user: '65534',
      on: 'busybox',
      files: { '/bin/node_exporter': binary('node-exporter') },
      versions: { 0: [11, 18], 1: [0, 10] },
    }),
  ],
  programs: {
    'nginx-exporter': nginxExporter,
    'redis-exporter': redisExporter,
    'node-exporter': nodeExporter,
  },
};
