// Proxies beside an application, as ambassadors are.
import { tool } from './base/modelled.ts';
import { type Family, images, official, VARIANTS } from './family.ts';
import { binary, text } from './files.ts';
import { envoy } from './proxies/envoy.ts';
import { haproxy } from './proxies/haproxy.ts';
import { socat } from './proxies/socat.ts';
import { entrypointFor } from './servers/entrypoint.ts';

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
