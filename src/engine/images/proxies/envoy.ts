// Models envoyproxy/envoy@v1.36 source/server/configuration_impl.cc
// Differs: of the static configuration listeners with HTTP routes by prefix and TCP proxies are done; no health checks,
// TLS, retries, weighted clusters or dynamic configuration.
import { parse } from 'yaml';
import { isErrno } from '../../linux/errno.ts';
import type { Sys } from '../../linux/sys.ts';
import { dashDate } from '../servers/dates.ts';
import type { Target } from '../servers/relay.ts';
import { plain } from '../servers/simple.ts';
import { type Gate, type Plan, proxy, type Route } from './proxy.ts';

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

export const envoy = proxy({
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
