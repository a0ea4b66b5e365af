// Servers that say who they are and what they were asked: what Services are tried out with.
import type { Program } from '../linux/program.ts';
import type { Sys } from '../linux/sys.ts';
import { byteLength, type Headers, header } from '../shell/http.ts';
import { type Family, images, kubernetes } from './family.ts';
import { binary } from './files.ts';
import { goHeaders, serverHeaders } from './servers/headers.ts';
import type { Exchange, Site } from './servers/http.ts';
import { pathOf, queryOf } from './servers/pages.ts';
import { html, json, optionsOf, plain, portOf, server } from './servers/simple.ts';

const sorted = (headers: Headers): Headers => [...headers].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** The address a Pod has; localhost when it has no network. */
function ownIp(sys: Sys): string {
  const found = sys.interfaces().find(({ kind, address }) => kind !== 'loopback' && address !== '');
  return found?.address.split('/')[0] ?? '127.0.0.1';
}

const whoami: Program = server({
  ports: (sys) => [portOf(optionsOf(sys.self.argv).options.port ?? sys.self.env.WHOAMI_PORT_NUMBER, 80)],
  ready: (sys, [port]) => sys.write(2, `Starting up on port ${port}\n`),
  site: (sys) => ({
    headers: goHeaders,
    handle: (_, { request, remote, local }) => {
      const path = pathOf(request.target);
      const { options } = optionsOf(sys.self.argv);
      const name = options.name ?? sys.self.env.WHOAMI_NAME;
      const host = header(request.headers, 'host') ?? '';
      if (path === '/health') return { status: 200 };
      if (path === '/api') {
        return json({
          hostname: sys.hostname(),
          ip: ['127.0.0.1', local.ip],
          headers: Object.fromEntries(request.headers.map(([key, value]) => [key, [value]])),
          url: request.target,
          host,
          method: request.method,
          ...(name === undefined ? {} : { name }),
          remoteAddr: `${remote.ip}:${remote.port}`,
        });
      }
      const lines = [
        ...(name === undefined ? [] : [`Name: ${name}`]),
        `Hostname: ${sys.hostname()}`,
        'IP: 127.0.0.1',
        ...(local.ip === '127.0.0.1' ? [] : [`IP: ${local.ip}`]),
        `RemoteAddr: ${remote.ip}:${remote.port}`,
        `${request.method} ${request.target} HTTP/1.1`,
        `Host: ${host}`,
        ...sorted(request.headers)
          .filter(([key]) => key.toLowerCase() !== 'host')
          .map(([key, value]) => `${key}: ${value}`),
      ];
      return plain(`${lines.join('\n')}\n\n`);
    },
  }),
});

const httpEcho: Program = server({
  ports: (sys) => {
    const { options, rest } = optionsOf(sys.self.argv);
    if (rest.length > 0) return 'Too many arguments!';
    const text = options.text ?? sys.self.env.ECHO_TEXT;
    if (text === undefined || text === '') return 'Missing -text option!';
    return [portOf(options.listen, 5678)];
  },
  stop: 0,
  ready: (sys, [port]) => sys.write(1, `[INFO] server is listening on :${port}\n`),
  stopping: (sys) => sys.write(1, '[INFO] signal received, shutting down\n'),
  site: (sys) => ({
    headers: (_, exchange) => [
      ['X-App-Name', 'http-echo'],
      ['X-App-Version', '1.0.0'],
      ...goHeaders(sys),
      ...(exchange === null ? [] : []),
    ],
    handle: (_, { request }) => {
      const { options } = optionsOf(sys.self.argv);
      if (pathOf(request.target) === '/health') return json({ status: 'ok' });
      return plain(`${options.text ?? sys.self.env.ECHO_TEXT}\n`, Number(options['status-code'] ?? 200));
    },
    log: (_, exchange, answer) => {
      const { request, remote } = exchange;
      sys.write(
        1,
        `${header(request.headers, 'host') ?? ''} ${remote.ip}:${remote.port} "${request.method} ${request.target} HTTP/1.1" ` +
          `${answer.status} ${byteLength(answer.body ?? '')} "${header(request.headers, 'user-agent') ?? ''}"\n`,
      );
    },
  }),
});

const helloApp: Program = server({
  ports: (sys) => [portOf(sys.self.env.PORT, 8080)],
  ready: (sys, [port]) => sys.write(2, `Server listening on port ${port}\n`),
  site: (sys) => ({
    headers: goHeaders,
    handle: () =>
      plain(`Hello, world!\nVersion: ${sys.self.env.APP_VERSION ?? '1.0.0'}\nHostname: ${sys.hostname()}\n`),
    log: (_, { request }) => sys.write(2, `Serving request: ${request.target}\n`),
  }),
});

const nodeHello: Program = server({
  ports: () => [8080],
  stop: 'none',
  rssBytes: 30 * 1024 ** 2,
  site: () => ({
    headers: (sys) => [['Date', goHeaders(sys)[0]?.[1] ?? '']],
    handle: () => ({ status: 200, body: 'Hello Kubernetes!' }),
    log: (sys, { request }) => sys.write(1, `Received request for URL: ${request.target}\n`),
  }),
});

const bootcamp: Program = server({
  ports: () => [8080],
  stop: 'none',
  rssBytes: 30 * 1024 ** 2,
  ready: (sys) =>
    sys.write(
      1,
      `Kubernetes Bootcamp App Started At: ${goHeaders(sys)[0]?.[1]} | Running On:  ${sys.hostname()}\n\n`,
    ),
  site: (sys, vars) => ({
    handle: () =>
      plain(
        `Hello Kubernetes bootcamp! | Running on: ${sys.hostname()} | v=${sys.self.argv.includes('v2') ? 2 : 1}\n`,
      ),
    log: () => {
      vars.served = Number(vars.served ?? 0) + 1;
      const upMs = sys.nowMs - Number(vars.startedMs);
      sys.write(
        1,
        `Running On:  ${sys.hostname()} | Total Requests: ${vars.served} | App Uptime: ${upMs / 1000} seconds | Log Time: ${goHeaders(sys)[0]?.[1]}\n`,
      );
    },
  }),
});

/** registry.k8s.io/echoserver: nginx with a page of its own. */
function details(sys: Sys, { request, remote }: Exchange): string {
  const host = header(request.headers, 'host') ?? '';
  return [
    '',
    '',
    `Hostname: ${sys.hostname()}`,
    '',
    'Pod Information:',
    ...(sys.self.env.POD_NAME === undefined
      ? ['\t-no pod information available-']
      : [
          `\tpod name:\t${sys.self.env.POD_NAME}`,
          `\tpod namespace:\t${sys.self.env.POD_NAMESPACE ?? ''}`,
          `\tpod IP:\t${ownIp(sys)}`,
        ]),
    '',
    'Server values:',
    '\tserver_version=nginx/1.14.2 - lua/10015',
    '',
    'Request Information:',
    `\tclient_address=${remote.ip}`,
    `\tmethod=${request.method}`,
    `\treal path=${request.target}`,
    `\tquery=${request.target.split('?')[1] ?? ''}`,
    `\trequest_version=${request.version}`,
    '\trequest_scheme=http',
    `\trequest_uri=http://${host}:8080${request.target}`,
    '',
    'Request Headers:',
    ...sorted(request.headers).map(([key, value]) => `\t${key.toLowerCase()}=${value}`),
    '',
    'Request Body:',
    request.body === '' ? '\t-no body in request-' : request.body,
    '',
    '',
  ].join('\n');
}

const detailed: Site = {
  headers: serverHeaders('echoserver'),
  handle: (sys, exchange) => plain(details(sys, exchange)),
};

const echoserver: Program = server({ ports: () => [8080], stop: 0, site: () => detailed });

/** jmalloc/echo-server and its child kicbase/echo-server. */
const served: Program = server({
  ports: (sys) => [portOf(sys.self.env.PORT, 8080)],
  ready: (sys, [port]) => sys.write(1, `Echo server listening on port ${port}.\n`),
  site: (sys) => ({
    headers: goHeaders,
    handle: (_, { request }) =>
      plain(
        `Request served by ${sys.hostname()}\n\n${request.method} ${request.target} HTTP/${request.version}\n\n` +
          `${request.headers.map(([key, value]) => `${key}: ${value}\n`).join('')}\n${request.body}`,
      ),
    log: (_, { request, remote }) =>
      sys.write(1, `${remote.ip}:${remote.port} | ${request.method} ${request.target}\n`),
  }),
});

const jsonEcho: Program = server({
  ports: (sys) => [portOf(sys.self.env.PORT, 80)],
  stop: 0,
  rssBytes: 40 * 1024 ** 2,
  ready: (sys, [port]) => sys.write(1, `Listening on port ${port}.\n`),
  site: (sys) => ({
    handle: (_, { request, remote }) => {
      const query = queryOf(request.target);
      const wanted = Number(query.echo_code ?? header(request.headers, 'x-echo-code') ?? 200);
      const body = query.echo_body ?? header(request.headers, 'x-echo-body');
      const status = wanted >= 200 && wanted <= 599 ? wanted : 200;
      const answer =
        body !== undefined
          ? json(body, status)
          : json(
              {
                host: {
                  hostname: (header(request.headers, 'host') ?? '').replace(/:\d+$/, ''),
                  ip: `::ffff:${remote.ip}`,
                  ips: [],
                },
                http: { method: request.method, baseUrl: '', originalUrl: request.target, protocol: 'http' },
                request: {
                  params: {},
                  query,
                  cookies: {},
                  body: request.body,
                  headers: Object.fromEntries(
                    request.headers.map(([key, value]) => [key.toLowerCase(), value]),
                  ),
                },
                environment: { ...sys.self.env, HOSTNAME: sys.hostname() },
              },
              status,
            );
      const waitMs = Number(query.echo_time ?? header(request.headers, 'x-echo-time') ?? 0);
      return waitMs > 0 ? { later: answer, afterMs: waitMs } : answer;
    },
  }),
});

/** stefanprodan/podinfo. */
const podinfo: Program = server({
  ports: (sys) => [portOf(optionsOf(sys.self.argv).options.port, 9898)],
  stop: 0,
  ready: (sys, [port]) => sys.write(2, `{"level":"info","msg":"Starting HTTP Server.","addr":":${port}"}\n`),
  site: (sys, vars) => ({
    headers: goHeaders,
    handle: (_, { request }) => {
      const path = pathOf(request.target);
      if (path === '/healthz') return vars.sick === true ? { status: 503 } : json({ status: 'OK' });
      if (path === '/readyz') return vars.away === true ? { status: 503 } : json({ status: 'OK' });
      if (path === '/readyz/disable' || path === '/readyz/enable') {
        vars.away = path.endsWith('disable');
        return { status: 202 };
      }
      const code = /^\/status\/(\d{3})$/.exec(path)?.[1];
      if (code !== undefined) return json({ status: Number(code) }, Number(code));
      const seconds = /^\/delay\/(\d+)$/.exec(path)?.[1];
      if (seconds !== undefined)
        return { later: json({ delay: Number(seconds) }), afterMs: Number(seconds) * 1000 };
      if (path === '/env') return json(Object.entries(sys.self.env).map(([key, value]) => `${key}=${value}`));
      if (path === '/headers')
        return json(Object.fromEntries(request.headers.map(([key, value]) => [key, [value]])));
      if (path === '/panic') {
        vars.exit = 255;
        return { status: 500 };
      }
      if (path === '/echo') return plain(request.body, 202);
      if (path !== '/') return plain('404 page not found\n', 404);
      return json({
        hostname: sys.hostname(),
        version: '6.9.2',
        color: '#34577c',
        message: sys.self.env.PODINFO_UI_MESSAGE ?? 'greetings from podinfo v6.9.2',
        goos: 'linux',
        goarch: 'amd64',
        runtime: 'go1.25.1',
        num_goroutine: '8',
        num_cpu: String(sys.machine().cpus),
      });
    },
  }),
});

/** A proxy for web browsers, which Kubernetes' documentation probes by TCP. */
const goproxy: Program = server({
  ports: () => [8080],
  site: () => ({
    headers: goHeaders,
    handle: (_, { request }) => {
      const match = /^http:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(request.target);
      if (match === null)
        return plain('This is a proxy server. Does not respond to non-proxy requests.\n', 500);
      const [, host, port, path] = match as unknown as [string, string, string?, string?];
      const lines = [
        `${request.method} ${path ?? '/'} HTTP/1.0`,
        ...request.headers.map(([k, v]) => `${k}: ${v}`),
      ];
      const text = `${lines.join('\r\n')}\r\n\r\n${request.body}`;
      return { forward: { host, port: Number(port ?? 80), text, timeoutMs: 30_000 } };
    },
    answered: (_, __, outcome) =>
      'response' in outcome
        ? { status: outcome.response.status, headers: outcome.response.headers, body: outcome.response.body }
        : plain(`${'error' in outcome ? outcome.error : 'no answer'}\n`, 500),
  }),
});

const page = (title: string, body: string): string =>
  `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body>${body}</body></html>\n`;

/** Paul Bouwer's page. */
const helloKubernetes: Program = server({
  ports: (sys) => [portOf(sys.self.env.PORT, 8080)],
  stop: 'none',
  rssBytes: 40 * 1024 ** 2,
  ready: (sys, [port]) => sys.write(1, `Listening on: http://${sys.hostname()}:${port}\n`),
  site: (sys) => ({
    handle: () =>
      html(
        page(
          'Hello Kubernetes!',
          `<h1>${sys.self.env.MESSAGE ?? 'Hello world!'}</h1><p>pod: ${sys.hostname()}</p><p>node: Linux (6.12.48)</p>`,
        ),
      ),
  }),
});

const scratch = (program: string, path: string) => ({
  on: 'scratch' as const,
  files: { [path]: binary(program) },
});

export const family: Family = {
  images: [
    ...images({
      repositories: ['docker.io/traefik/whoami', 'docker.io/containous/whoami', 'docker.io/jwilder/whoami'],
      size: 2.7,
      entrypoint: ['/whoami'],
      ports: [80],
      ...scratch('traefik-whoami', '/whoami'),
      versions: { 1: [2, 11] },
    }),
    ...images({
      repositories: ['docker.io/hashicorp/http-echo'],
      size: 2.6,
      entrypoint: ['/http-echo'],
      ports: [5678],
      user: '65532',
      ...scratch('http-echo', '/http-echo'),
      versions: { 0: [2, 2], 1: [0, 0] },
    }),
    ...images({
      repositories: [
        'gcr.io/google-samples/hello-app',
        'us-docker.pkg.dev/google-samples/containers/gke/hello-app',
      ],
      size: 10.8,
      entrypoint: ['./hello-app'],
      ports: [8080],
      on: 'alpine',
      files: { '/hello-app': binary('hello-app') },
      env: (tag) => ({ APP_VERSION: tag.text.startsWith('2') ? '2.0.0' : '1.0.0' }),
      versions: { 1: [0, 0], 2: [0, 0] },
    }),
    ...images({
      repositories: ['gcr.io/google-samples/node-hello'],
      size: 265,
      cmd: ['node', 'server.js'],
      ports: [8080],
      files: { '/usr/local/bin/node': binary('node-hello') },
      versions: { 1: [0, 0] },
    }),
    ...images({
      repositories: ['gcr.io/google-samples/kubernetes-bootcamp', 'docker.io/jocatalin/kubernetes-bootcamp'],
      size: 82.2,
      cmd: (tag) => (tag.text === 'v2' ? ['node', 'server.js', 'v2'] : ['node', 'server.js']),
      ports: [8080],
      on: 'tools',
      files: { '/usr/local/bin/node': binary('bootcamp') },
      names: ['v1', 'v2'],
    }),
    ...images({
      repositories: kubernetes('echoserver'),
      size: 46.2,
      cmd: ['echoserver'],
      ports: [8080],
      files: { '/usr/sbin/echoserver': binary('echoserver') },
      versions: { 1: [0, 10], 2: [2, 5] },
    }),
    ...images({
      repositories: ['docker.io/kicbase/echo-server', 'docker.io/jmalloc/echo-server'],
      size: 4.9,
      entrypoint: ['/bin/echo-server'],
      ports: [8080],
      on: 'busybox',
      files: { '/bin/echo-server': binary('echo-server') },
      versions: { 0: [1, 3], 1: [0, 0] },
    }),
    ...images({
      repositories: ['docker.io/ealen/echo-server'],
      size: 46,
      cmd: ['/app/bin/echo-server'],
      ports: [80],
      on: 'alpine',
      files: { '/app/bin/echo-server': binary('echo-server-json') },
      versions: { 0: [5, 9] },
    }),
    ...images({
      repositories: ['docker.io/stefanprodan/podinfo', 'ghcr.io/stefanprodan/podinfo'],
      size: 17.6,
      cmd: ['./podinfo'],
      ports: [9898],
      user: '100',
      workingDir: '/home/app',
      on: 'alpine',
      files: { '/home/app/podinfo': binary('podinfo') },
      versions: { 4: [0, 0], 5: [0, 2], 6: [0, 9] },
    }),
    ...images({
      repositories: kubernetes('goproxy'),
      size: 1.7,
      entrypoint: ['/goproxy'],
      ports: [8080],
      ...scratch('goproxy', '/goproxy'),
      versions: { 0: [1, 1] },
    }),
    ...images({
      repositories: ['docker.io/paulbouwer/hello-kubernetes'],
      size: 43,
      cmd: ['node', 'server.js'],
      ports: [8080],
      on: 'alpine',
      files: { '/usr/local/bin/node': binary('hello-kubernetes') },
      versions: { 1: [0, 10] },
    }),
  ],
  programs: {
    'traefik-whoami': whoami,
    'http-echo': httpEcho,
    'hello-app': helloApp,
    'node-hello': nodeHello,
    bootcamp,
    echoserver,
    'echo-server': served,
    'echo-server-json': jsonEcho,
    podinfo,
    goproxy,
    'hello-kubernetes': helloKubernetes,
  },
};
