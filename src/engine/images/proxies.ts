// Models envoy@1.36, haproxy@3.2, socat@1.8: proxies beside an application, as ambassadors are.
// Differs: of Envoy's static configuration listeners with HTTP routes by prefix and TCP proxies are done, of HAProxy's
// frontends, backends, `use_backend … if { path_beg }` and round robin; no health checks, TLS, retries or dynamic
// configuration.
import { parse } from 'yaml';
import { isErrno } from '../linux/errno.ts';
import type { Program } from '../linux/program.ts';
import type { Sys } from '../linux/sys.ts';
import { byteLength, formatRequest, type Headers } from '../shell/http.ts';
import { tool } from './base/modelled.ts';
import { type Family, images, official, VARIANTS } from './family.ts';
import { binary, text } from './files.ts';
import { dashDate } from './servers/dates.ts';
import { entrypointFor } from './servers/entrypoint.ts';
import { type HttpState, httpState, type Outcome, type Reply, type Site, serve } from './servers/http.ts';
import { pathOf } from './servers/pages.ts';
import { type RelayState, relay, relayState, type Target } from './servers/relay.ts';
import { html, plain } from './servers/simple.ts';
import { versionOf } from './servers/version.ts';

interface Route {
  readonly prefix: string;
  readonly rewrite: string | null;
  readonly targets: readonly Target[];
  /** An answer of the proxy's own instead. */
  readonly direct: { readonly status: number; readonly body: string } | null;
}

interface Gate {
  readonly port: number;
  readonly kind: 'http' | 'tcp';
  readonly routes: readonly Route[];
}

/** What a proxy does, whichever way it was written down: plain data. */
interface Plan {
  readonly gates: readonly Gate[];
  readonly notModelled: readonly string[];
}

interface State {
  readonly plan: Plan;
  readonly http: HttpState;
  readonly tcp: RelayState;
  readonly httpGates: readonly Gate[];
  readonly tcpGates: readonly Gate[];
  readonly turns: Readonly<Record<string, number>>;
}

interface Manner {
  plan(sys: Sys): Plan | string;
  readonly refuses: number;
  starting(sys: Sys): void;
  inUse(sys: Sys, port: number): string;
  /** Headers that a request gets on its way, and an answer on its way back. */
  ask(headers: Headers, remote: string): Headers;
  answer(headers: Headers): Headers;
  unavailable(why: 'none' | 'refused' | 'timeout'): Reply;
  log(sys: Sys, line: string): void;
  accessLine?(sys: Sys, method: string, target: string, status: number, bytes: number): string;
  readonly rssBytes: number;
}

function proxy(manner: Manner): Program {
  return {
    rssBytes: manner.rssBytes,
    run(sys) {
      let state = sys.memory as State | null;
      if (state === null) {
        const plan = manner.plan(sys);
        if (typeof plan === 'string') {
          sys.write(2, `${plan}\n`);
          return sys.exit(manner.refuses);
        }
        for (const signal of ['TERM', 'INT', 'USR1'] as const) sys.onSignal(signal, 'handle');
        manner.starting(sys);
        for (const what of plan.notModelled) manner.log(sys, `Podscope does not model ${what}`);
        const listeners = new Map<Gate, number>();
        for (const gate of plan.gates) {
          const fd = sys.listen({ ip: '0.0.0.0', port: gate.port });
          if (isErrno(fd)) {
            sys.write(2, `${manner.inUse(sys, gate.port)}\n`);
            return sys.exit(1);
          }
          listeners.set(gate, fd);
        }
        const of = (kind: Gate['kind']) => plan.gates.filter((gate) => gate.kind === kind);
        const fds = (kind: Gate['kind']) => of(kind).map((gate) => listeners.get(gate) as number);
        state = {
          plan,
          http: httpState(fds('http')),
          tcp: relayState(fds('tcp')),
          httpGates: of('http'),
          tcpGates: of('tcp'),
          turns: {},
        };
      }
      if (sys.takeSignal() !== undefined) return sys.exit(0);
      const { httpGates, tcpGates } = state;
      const turns: Record<string, number> = { ...state.turns };
      const served = serve(sys, state.http, site(manner, httpGates, turns));
      const relayed = relay(sys, state.tcp, {
        choose: (index, turn) => {
          const targets = tcpGates[index]?.routes[0]?.targets ?? [];
          return targets[turn % targets.length];
        },
        failed: (_, target, why) =>
          manner.log(sys, `connection to ${target.host}:${target.port} failed: ${why}`),
      });
      sys.remember({ ...state, http: served.state, tcp: relayed.state, turns });
      const untils = [served.wait.untilMs, relayed.wait.untilMs].filter((one) => one != null);
      sys.block({
        readable: [...(served.wait.readable ?? []), ...(relayed.wait.readable ?? [])],
        writable: relayed.wait.writable ?? [],
        untilMs: untils.length === 0 ? null : Math.min(...untils),
      });
    },
  };
}

function site(manner: Manner, gates: readonly Gate[], turns: Record<string, number>): Site {
  const routeOf = (
    port: number,
    path: string,
  ): { readonly route: Route; readonly key: string } | undefined => {
    const gate = gates.find((one) => one.port === port);
    const index = gate?.routes.findIndex(({ prefix }) => path.startsWith(prefix)) ?? -1;
    return gate === undefined || index < 0
      ? undefined
      : { route: gate.routes[index] as Route, key: `${port} ${index}` };
  };
  return {
    handle(_, { request, local, remote }) {
      const found = routeOf(local.port, pathOf(request.target));
      if (found === undefined) return { status: 404 };
      const { route, key } = found;
      if (route.direct !== null) return plain(route.direct.body, route.direct.status);
      if (route.targets.length === 0) return manner.unavailable('none');
      const turn = turns[key] ?? 0;
      turns[key] = turn + 1;
      const target = route.targets[turn % route.targets.length] as Target;
      const rewritten =
        route.rewrite === null ? request.target : route.rewrite + request.target.slice(route.prefix.length);
      const text_ = formatRequest({
        method: request.method,
        target: rewritten,
        version: '1.1',
        headers: [
          ...manner.ask(
            request.headers.filter(
              ([name]) => !/^(connection|keep-alive|content-length|transfer-encoding)$/i.test(name),
            ),
            remote.ip,
          ),
          ['Connection', 'close'],
        ],
        body: request.body,
      });
      return { forward: { host: target.host, port: target.port, text: text_, timeoutMs: 15_000 } };
    },
    answered(_, __, outcome: Outcome): Reply {
      if ('error' in outcome) {
        return manner.unavailable(outcome.error === 'timeout' ? 'timeout' : 'refused');
      }
      if (!('response' in outcome)) return { status: 502 };
      const { status, headers, body } = outcome.response;
      const kept = headers.filter(
        ([name]) => !/^(connection|keep-alive|transfer-encoding|content-length)$/i.test(name),
      );
      return { status, headers: manner.answer(kept), body };
    },
    log(sys, { request }, answer) {
      const line = manner.accessLine?.(
        sys,
        request.method,
        request.target,
        answer.status,
        byteLength(answer.body ?? ''),
      );
      if (line !== undefined) sys.write(1, line);
    },
  };
}

// --- Envoy

function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return here;
}

const each = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function clusterTargets(cluster: unknown): Target[] {
  const addresses = [
    ...each(at(cluster, 'load_assignment', 'endpoints')).flatMap((group) =>
      each(at(group, 'lb_endpoints')).map((one) => at(one, 'endpoint', 'address', 'socket_address')),
    ),
    ...each(at(cluster, 'hosts')).map((one) => at(one, 'socket_address')),
  ];
  return addresses.map((one) => ({ host: String(at(one, 'address')), port: Number(at(one, 'port_value')) }));
}

/** A static bootstrap configuration as a plan, or why Envoy does not start. */
export function readEnvoy(source: string): Plan | string {
  let config: unknown;
  try {
    config = parse(source);
  } catch {
    return 'Unable to parse JSON as proto (INVALID_ARGUMENT): invalid YAML';
  }
  const resources = at(config, 'static_resources');
  const notModelled: string[] = [];
  if (at(config, 'dynamic_resources') !== undefined) notModelled.push('dynamic_resources');
  const clusters = new Map(
    each(at(resources, 'clusters')).map((one) => [String(at(one, 'name')), clusterTargets(one)] as const),
  );
  const gates: Gate[] = [];
  for (const listener of each(at(resources, 'listeners'))) {
    const port = Number(at(listener, 'address', 'socket_address', 'port_value'));
    for (const chain of each(at(listener, 'filter_chains'))) {
      for (const filter of each(at(chain, 'filters'))) {
        const settings = at(filter, 'typed_config') ?? at(filter, 'config');
        const kind = String(at(filter, 'name') ?? '');
        if (/tcp_proxy/.test(kind)) {
          const targets = clusters.get(String(at(settings, 'cluster')));
          if (targets === undefined) return `unknown cluster '${String(at(settings, 'cluster'))}'`;
          gates.push({ port, kind: 'tcp', routes: [{ prefix: '', rewrite: null, targets, direct: null }] });
        } else if (/http_connection_manager/.test(kind)) {
          const routes: Route[] = [];
          for (const host of each(at(settings, 'route_config', 'virtual_hosts'))) {
            for (const route of each(at(host, 'routes'))) {
              const match = at(route, 'match');
              const prefix = String(at(match, 'prefix') ?? at(match, 'path') ?? '/');
              const direct = at(route, 'direct_response');
              const cluster = at(route, 'route', 'cluster');
              if (cluster !== undefined && !clusters.has(String(cluster))) {
                return `route: unknown cluster '${String(cluster)}'`;
              }
              if (at(route, 'route', 'weighted_clusters') !== undefined)
                notModelled.push('weighted_clusters');
              const rewrite = at(route, 'route', 'prefix_rewrite');
              routes.push({
                prefix,
                rewrite: rewrite === undefined ? null : String(rewrite),
                targets: clusters.get(String(cluster)) ?? [],
                direct:
                  direct === undefined
                    ? null
                    : {
                        status: Number(at(direct, 'status')),
                        body: String(at(direct, 'body', 'inline_string') ?? ''),
                      },
              });
            }
          }
          gates.push({ port, kind: 'http', routes });
        } else notModelled.push(`the filter ${kind}`);
      }
    }
  }
  const admin = Number(at(config, 'admin', 'address', 'socket_address', 'port_value'));
  if (admin > 0) {
    const ready = { prefix: '/ready', rewrite: null, targets: [], direct: { status: 200, body: 'LIVE\n' } };
    gates.push({ port: admin, kind: 'http', routes: [ready] });
  }
  return { gates, notModelled };
}

function envoyLine(sys: Sys, level: string, message: string): void {
  sys.write(2, `[${dashDate(sys.nowMs, '.')}][${sys.getpid()}][${level}][main] ${message}\n`);
}

const envoy = proxy({
  rssBytes: 45 * 1024 ** 2,
  refuses: 1,
  plan(sys) {
    const { argv } = sys.self;
    const found = argv.findIndex((arg) => arg === '-c' || arg === '--config-path');
    const inline = argv.indexOf('--config-yaml');
    const path = found < 0 ? undefined : argv[found + 1];
    if (path === undefined && inline < 0) {
      return 'At least one of --config-path or --config-yaml or Options::configProto() should be non-empty';
    }
    const source = path === undefined ? (argv[inline + 1] ?? '') : sys.readFile(path);
    if (isErrno(source)) return `Invalid path: ${path}`;
    return readEnvoy(source);
  },
  starting(sys) {
    envoyLine(sys, 'info', `initializing epoch 0 (base id=0, hot restart version=11.120)`);
    envoyLine(sys, 'info', 'all clusters initialized. initializing init manager');
    envoyLine(sys, 'info', 'starting main dispatch loop');
  },
  inUse: (_, port) =>
    `error adding listener '0.0.0.0:${port}': cannot bind '0.0.0.0:${port}': Address already in use`,
  ask: (headers, remote) => [
    ...headers,
    ['x-forwarded-for', remote],
    ['x-forwarded-proto', 'http'],
    ['x-envoy-expected-rq-timeout-ms', '15000'],
  ],
  answer: (headers) => [...headers.filter(([name]) => name.toLowerCase() !== 'server'), ['server', 'envoy']],
  unavailable: (why) => {
    if (why === 'timeout') return plain('upstream request timeout', 504);
    if (why === 'none') return plain('no healthy upstream', 503);
    return plain(
      'upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: delayed connect error: Connection refused',
      503,
    );
  },
  log: (sys, line) => envoyLine(sys, 'warning', line),
});

// --- HAProxy

interface Part {
  readonly kind: string;
  readonly name: string;
  readonly lines: readonly (readonly string[])[];
}

/** A configuration file as a plan, or HAProxy's complaints. */
export function readHaproxy(source: string, path: string): Plan | string {
  const parts: (Part & { lines: (readonly string[])[] })[] = [];
  const notModelled: string[] = [];
  const lines = source.split('\n');
  for (let number = 0; number < lines.length; number++) {
    const words = (lines[number] as string)
      .replace(/(^|\s)#.*/, '')
      .trim()
      .split(/\s+/);
    const [first = '', second = ''] = words;
    if (first === '') continue;
    if (
      ['global', 'defaults', 'frontend', 'backend', 'listen', 'resolvers', 'userlist', 'peers'].includes(
        first,
      )
    ) {
      parts.push({ kind: first, name: second, lines: [] });
    } else if (parts.length === 0) {
      return (
        `[ALERT]    (1) : config : parsing [${path}:${number + 1}] : unknown keyword '${first}' out of section.\n` +
        '[ALERT]    (1) : config : Fatal errors found in configuration.'
      );
    } else (parts[parts.length - 1] as { lines: (readonly string[])[] }).lines.push(words);
  }
  const modeOf = (part: Part): string | undefined => part.lines.find(([word]) => word === 'mode')?.[1];
  const defaults =
    parts
      .filter(({ kind }) => kind === 'defaults')
      .map(modeOf)
      .find((mode) => mode !== undefined) ?? 'tcp';
  const targetsOf = (part: Part): Target[] =>
    part.lines
      .filter(([word]) => word === 'server')
      .map(([, , address = '']) => {
        const [host = '', port = '80'] = address.split(':');
        return { host, port: Number(port) };
      });
  const backend = (name: string) => parts.find((part) => part.kind === 'backend' && part.name === name);
  const gates: Gate[] = [];
  for (const part of parts) {
    if (part.kind !== 'frontend' && part.kind !== 'listen') continue;
    const mode = (modeOf(part) ?? defaults) === 'http' ? 'http' : 'tcp';
    const routes: Route[] = [];
    const acls = new Map<string, string>();
    for (const words of part.lines) {
      const [word, name = '', ...rest] = words;
      if (word === 'acl' && rest[0] === 'path_beg') acls.set(name, rest[rest.length - 1] as string);
      else if (word === 'acl') notModelled.push(`acl ${rest[0]}`);
      else if (word === 'use_backend') {
        const inline = /\{\s*path_beg\s+(?:-i\s+)?(\S+)\s*\}/.exec(words.join(' '))?.[1];
        const prefix = inline ?? acls.get(rest[1] ?? '');
        const to = backend(name);
        if (to === undefined) return missing(path, part.name, name);
        if (prefix !== undefined)
          routes.push({ prefix, rewrite: null, targets: targetsOf(to), direct: null });
      }
    }
    const wanted = part.lines.find(([word]) => word === 'default_backend')?.[1];
    const fallback = wanted === undefined ? part : backend(wanted);
    if (fallback === undefined) return missing(path, part.name, wanted as string);
    routes.push({ prefix: '', rewrite: null, targets: targetsOf(fallback), direct: null });
    for (const [word, address = ''] of part.lines) {
      if (word === 'bind')
        gates.push({ port: Number(/:(\d+)$/.exec(address)?.[1] ?? 80), kind: mode, routes });
    }
  }
  return { gates, notModelled };
}

function missing(path: string, frontend: string, name: string): string {
  return (
    `[ALERT]    (1) : config : [${path}] : 'proxy ${frontend}' : unable to find required default_backend: '${name}'.\n` +
    '[ALERT]    (1) : config : Fatal errors found in configuration.'
  );
}

const haproxy = proxy({
  rssBytes: 20 * 1024 ** 2,
  refuses: 1,
  plan(sys) {
    const { argv } = sys.self;
    const path = argv[argv.indexOf('-f') + 1] ?? '/usr/local/etc/haproxy/haproxy.cfg';
    const source = sys.readFile(path);
    if (isErrno(source)) {
      return `[ALERT]    (1) : config : Cannot open configuration file/directory ${path} : No such file or directory`;
    }
    return readHaproxy(source, path);
  },
  starting(sys) {
    sys.write(
      2,
      `[NOTICE]   (${sys.getpid()}) : haproxy version is ${versionOf(sys)}\n[NOTICE]   (${sys.getpid()}) : Loading success.\n`,
    );
  },
  inUse: (sys, port) =>
    `[ALERT]    (${sys.getpid()}) : Binding [0.0.0.0:${port}] for proxy: cannot bind socket (Address already in use)`,
  ask: (headers) => headers,
  answer: (headers) => headers,
  unavailable: (why) =>
    why === 'timeout'
      ? html(
          "<html><body><h1>504 Gateway Time-out</h1>\nThe server didn't respond in time.\n</body></html>\n",
          504,
        )
      : html(
          '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n',
          503,
        ),
  log: (sys, line) => sys.write(2, `[WARNING]  (${sys.getpid()}) : ${line}\n`),
});

// --- socat

/** `TCP-LISTEN:80,fork` and `TCP:web:80`. */
const socat = proxy({
  rssBytes: 3 * 1024 ** 2,
  refuses: 1,
  plan(sys) {
    const addresses = sys.self.argv.slice(1).filter((arg) => !arg.startsWith('-'));
    const listen = addresses
      .map((one) => /^tcp4?-l(?:isten)?:(\d+)/i.exec(one)?.[1])
      .find((port) => port !== undefined);
    const target = addresses
      .map((one) => /^tcp4?(?:-connect)?:([^:,]+):(\d+)/i.exec(one))
      .find((match) => match !== null);
    if (addresses.length !== 2)
      return `E exactly 2 addresses required (there are ${addresses.length}); use option "-h" for help`;
    if (listen === undefined || target == null)
      return 'E Podscope models socat between TCP-LISTEN and TCP only';
    const targets = [{ host: target[1] as string, port: Number(target[2]) }];
    return {
      gates: [
        { port: Number(listen), kind: 'tcp', routes: [{ prefix: '', rewrite: null, targets, direct: null }] },
      ],
      notModelled: [],
    };
  },
  starting: () => undefined,
  inUse: (_, port) => `E bind(5, {AF=2 0.0.0.0:${port}}, 16): Address already in use`,
  ask: (headers) => headers,
  answer: (headers) => headers,
  unavailable: () => ({ status: 502 }),
  log: (sys, line) => sys.write(2, `E ${line}\n`),
});

const ENVOY_YAML = `admin:
  address:
    socket_address: { address: 0.0.0.0, port_value: 9901 }
static_resources:
  listeners:
  - name: listener_0
    address:
      socket_address: { address: 0.0.0.0, port_value: 10000 }
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: ingress_http
          route_config:
            virtual_hosts:
            - name: local_service
              domains: ["*"]
              routes:
              - match: { prefix: "/" }
                direct_response: { status: 200, body: { inline_string: "Envoy" } }
`;

export const family: Family = {
  images: [
    ...images({
      repositories: ['docker.io/envoyproxy/envoy', 'docker.io/envoyproxy/envoy-alpine'],
      size: 71.1,
      entrypoint: ['/docker-entrypoint.sh'],
      cmd: ['envoy', '-c', '/etc/envoy/envoy.yaml'],
      ports: [10000],
      on: ({ text: tag }) => (/distroless/.test(tag) ? 'scratch' : 'ubuntu'),
      files: ({ version }) => ({
        '/docker-entrypoint.sh': binary('envoy-entrypoint'),
        '/usr/local/bin/envoy': binary('envoy', { version }),
        '/etc/envoy/envoy.yaml': text(ENVOY_YAML),
      }),
      releases: ['1.36.2', '1.35.6', '1.34.10', '1.33.12'],
      names: ['dev', 'distroless-dev'],
      versions: { 1: [5, 37] },
      variants: ['latest', 'distroless'],
    }),
    ...images({
      repositories: official('haproxy'),
      size: 43,
      alpineSize: 11,
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['haproxy', '-f', '/usr/local/etc/haproxy/haproxy.cfg'],
      stopSignal: 'SIGUSR1',
      user: 'haproxy',
      files: ({ version }) => ({
        '/usr/local/bin/docker-entrypoint.sh': binary('haproxy-entrypoint'),
        '/usr/local/sbin/haproxy': binary('haproxy', { version }),
        '/etc/passwd': text(
          'root:x:0:0:root:/root:/bin/sh\nhaproxy:x:99:99::/var/lib/haproxy:/sbin/nologin\n',
        ),
        '/etc/group': text('root:x:0:\nhaproxy:x:99:\n'),
      }),
      releases: ['3.2.9', '3.1.10', '3.0.12', '2.9.15', '2.8.16', '2.6.23'],
      names: ['lts', 'alpine', 'lts-alpine'],
      versions: { 1: [5, 8], 2: [0, 9], 3: [0, 3] },
      variants: VARIANTS,
    }),
    ...images({
      repositories: ['docker.io/alpine/socat'],
      size: 4.2,
      entrypoint: ['socat'],
      on: 'alpine',
      files: { '/usr/bin/socat': binary(tool('socat')) },
      versions: { 1: [7, 8] },
    }),
  ],
  programs: {
    envoy,
    haproxy,
    socat,
    'envoy-entrypoint': entrypointFor('envoy'),
    'haproxy-entrypoint': entrypointFor('haproxy'),
  },
};
