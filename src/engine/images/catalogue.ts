// The images that are known by name: what their Dockerfiles say, and about how large they are.
// Differs: sizes are those of one recent tag per image (linux/amd64, compressed), whatever the tag; layers
// shared between images are counted for each.
import { family as alpine } from './alpine.ts';
import { family as busybox } from './busybox.ts';
import { family as debian } from './debian.ts';
import {
  type CatalogueEntry,
  type Description,
  type Family,
  images,
  kubernetes,
  official,
  VARIANTS,
} from './family.ts';
import { family as nginx } from './nginx.ts';
import { family as pause } from './pause.ts';

export const FAMILIES: readonly Family[] = [pause, busybox, alpine, debian, nginx];

interface Old extends Omit<Description, 'repositories'> {
  readonly hasShell?: boolean;
}

function entries(repositories: readonly string[], { hasShell, ...about }: Old): CatalogueEntry[] {
  return images({ repositories, ...about, ...(hasShell === false ? { on: 'scratch' as const } : {}) });
}

const DEBIAN = VARIANTS;

const LIST: readonly CatalogueEntry[] = [
  ...FAMILIES.flatMap((family) => family.images),
  ...entries(official('httpd'), {
    size: 58.6,
    cmd: ['httpd-foreground'],
    ports: [80],
    stopSignal: 'SIGWINCH',
    names: ['2', 'alpine', 'bookworm'],
    versions: { 2: [2, 4] },
    variants: DEBIAN,
  }),
  ...entries(official('ghost'), {
    size: 186,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['node', 'current/index.js'],
    ports: [2368],
    names: ['alpine'],
    versions: { 0: [5, 11], 1: [0, 26], 2: [0, 38], 3: [0, 42], 4: [0, 48], 5: [0, 130], 6: [0, 12] },
    variants: DEBIAN,
  }),
  ...entries(official('tomcat'), {
    size: 158,
    cmd: ['catalina.sh', 'run'],
    ports: [8080],
    names: ['jdk17', 'jre8', 'jre8-alpine'],
    versions: { 6: [0, 0], 7: [0, 0], 8: [0, 5], 9: [0, 0], 10: [0, 1], 11: [0, 0] },
    variants: ['jdk', 'jre', ...DEBIAN],
  }),
  ...entries([...official('mysql'), 'docker.io/mysql/mysql-server'], {
    size: 232,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['mysqld'],
    ports: [3306, 33060],
    names: ['lts', 'innovation', '8', '9'],
    versions: { 5: [5, 7], 8: [0, 4], 9: [0, 5] },
    variants: ['oracle', 'oraclelinux9', 'debian', ...DEBIAN],
  }),
  ...entries([...official('redis'), ...kubernetes('redis'), 'registry.k8s.io/e2e-test-images/redis'], {
    size: 45.3,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['redis-server'],
    ports: [6379],
    names: ['alpine', 'bookworm', 'e2e', 'v1'],
    versions: { 2: [6, 8], 3: [0, 2], 4: [0, 0], 5: [0, 0], 6: [0, 2], 7: [0, 4], 8: [0, 4] },
    variants: DEBIAN,
  }),
  ...entries(official('postgres'), {
    size: 160,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['postgres'],
    ports: [5432],
    stopSignal: 'SIGINT',
    names: ['alpine', 'bookworm'],
    versions: Object.fromEntries([
      [9, [0, 6]],
      ...Array.from({ length: 9 }, (_, i) => [10 + i, [0, 23]] as const),
    ]),
    variants: DEBIAN,
  }),
  ...entries(official('node'), {
    size: 402,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['node'],
    names: ['lts', 'current', 'alpine', 'slim', 'lts-alpine', 'lts-slim'],
    versions: Object.fromEntries([
      [0, [10, 12]],
      ...Array.from({ length: 22 }, (_, i) => [4 + i, [0, 24]] as const),
    ]),
    variants: DEBIAN,
  }),
  ...entries(official('python'), {
    size: 381,
    cmd: ['python3'],
    names: ['2', '3', 'alpine', 'slim', '3-alpine', '3-slim'],
    versions: { 2: [7, 7], 3: [3, 14] },
    variants: DEBIAN,
  }),
  ...entries(official('perl'), {
    size: 358,
    cmd: ['perl5', '-de0'],
    names: ['5', 'slim', 'stable', 'devel'],
    versions: { 5: [18, 42] },
    variants: ['slim', 'threaded', ...DEBIAN],
  }),
  ...entries(official('hello-world'), { size: 0.01, cmd: ['/hello'], hasShell: false, names: ['linux'] }),
  ...entries(
    [...kubernetes('e2e-test-images/agnhost'), ...kubernetes('agnhost'), 'docker.io/gcr.io/agnhost'],
    {
      size: 50.9,
      entrypoint: ['/agnhost'],
      cmd: ['pause'],
      versions: { 2: [0, 57] },
    },
  ),
  ...entries(kubernetes('liveness'), { size: 2.4, cmd: ['/server'], hasShell: false, names: ['e2e'] }),
  ...entries(kubernetes('goproxy'), {
    size: 1.7,
    entrypoint: ['/goproxy'],
    ports: [8080],
    hasShell: false,
    versions: { 0: [1, 1] },
  }),
  ...entries(kubernetes('echoserver'), {
    size: 46.2,
    cmd: ['nginx', '-g', 'daemon off;'],
    ports: [8080],
    versions: { 1: [0, 10], 2: [2, 5] },
  }),
  ...entries(kubernetes('hpa-example'), {
    size: 180,
    entrypoint: ['docker-php-entrypoint'],
    cmd: ['apache2-foreground'],
    ports: [80],
    stopSignal: 'SIGWINCH',
  }),
  ...entries([...kubernetes('fluentd-gcp'), ...official('fluentd'), 'docker.io/fluent/fluentd'], {
    size: 92.6,
    entrypoint: ['tini', '--', '/bin/entrypoint.sh'],
    cmd: ['fluentd'],
    ports: [24224],
    names: ['edge', 'stable', 'v1-debian', 'v1'],
    versions: { 0: [12, 14], 1: [0, 19], 2: [0, 2] },
    variants: ['debian', 'onbuild', '1', ...DEBIAN],
  }),
  ...entries(['docker.io/fluent/fluent-bit', 'cr.fluentbit.io/fluent/fluent-bit'], {
    size: 38.4,
    entrypoint: ['/fluent-bit/bin/fluent-bit'],
    cmd: ['-c', '/fluent-bit/etc/fluent-bit.conf'],
    ports: [2020],
    hasShell: false,
    versions: { 0: [13, 14], 1: [0, 9], 2: [0, 2], 3: [0, 2], 4: [0, 2] },
    variants: ['debug'],
  }),
  ...entries(['docker.elastic.co/beats/filebeat', 'docker.io/elastic/filebeat'], {
    size: 148,
    entrypoint: ['/usr/bin/tini', '--', '/usr/local/bin/docker-entrypoint'],
    cmd: ['filebeat'],
    versions: { 5: [0, 6], 6: [0, 8], 7: [0, 17], 8: [0, 19], 9: [0, 3] },
    variants: ['SNAPSHOT'],
  }),
  ...entries(['docker.io/envoyproxy/envoy', 'docker.io/envoyproxy/envoy-alpine'], {
    size: 71.1,
    entrypoint: ['/docker-entrypoint.sh'],
    cmd: ['envoy', '-c', '/etc/envoy/envoy.yaml'],
    ports: [10000],
    names: ['dev', 'distroless-dev'],
    versions: { 1: [5, 37] },
    variants: ['latest', 'distroless'],
  }),
  ...entries(['docker.io/polinux/stress'], { size: 4.04, cmd: ['/bin/sh'], names: ['1.0.4'] }),
  ...entries(
    ['gcr.io/google-samples/hello-app', 'us-docker.pkg.dev/google-samples/containers/gke/hello-app'],
    {
      size: 10.8,
      entrypoint: ['./hello-app'],
      ports: [8080],
      hasShell: false,
      versions: { 1: [0, 0], 2: [0, 0] },
    },
  ),
  ...entries(['gcr.io/google-samples/node-hello'], {
    size: 265,
    cmd: ['node', 'server.js'],
    ports: [8080],
    versions: { 1: [0, 0] },
  }),
  ...entries(['gcr.io/google-samples/kubernetes-bootcamp', 'docker.io/jocatalin/kubernetes-bootcamp'], {
    size: 82.2,
    cmd: ['node', 'server.js'],
    ports: [8080],
    names: ['v1', 'v2'],
  }),
  ...entries(['docker.io/traefik/whoami', 'docker.io/containous/whoami'], {
    size: 2.7,
    entrypoint: ['/whoami'],
    ports: [80],
    hasShell: false,
    versions: { 1: [2, 11] },
  }),
  ...entries(['docker.io/hashicorp/http-echo'], {
    size: 2.6,
    entrypoint: ['/http-echo'],
    ports: [5678],
    hasShell: false,
    versions: { 0: [2, 2], 1: [0, 0] },
  }),
  // The image of the articles' WAR example: copies one file and is done.
  ...entries(['docker.io/geektime/sample', 'docker.io/resouer/sample'], {
    size: 3.1,
    cmd: ['sh'],
    names: ['v1', 'v2'],
  }),
  ...entries(['docker.io/library/docker'], {
    size: 130,
    entrypoint: ['dockerd-entrypoint.sh'],
    names: ['dind', 'cli'],
    versions: { 18: [6, 9], 19: [3, 3], 20: [10, 10], 23: [0, 0], 24: [0, 0], 27: [0, 5], 28: [0, 5] },
    variants: ['dind', 'cli'],
  }),
];

const byRepository: ReadonlyMap<string, CatalogueEntry> = new Map(
  LIST.map((entry) => [entry.repository, entry]),
);

/** By `registry/repository`, such as `docker.io/library/nginx`. */
export function findCatalogueEntry(repository: string): CatalogueEntry | undefined {
  return byRepository.get(repository);
}

export function catalogue(): readonly CatalogueEntry[] {
  return LIST;
}

/** Names under docker.io/library beyond the catalogue; there are no others, so a misspelt one does not exist. */
export const OFFICIAL_NAMES: ReadonlySet<string> = new Set(
  (
    'adminer aerospike almalinux alt amazoncorretto amazonlinux api-firewall arangodb archlinux backdrop bonita ' +
    'buildpack-deps caddy cassandra centos chronograf cirros clearlinux clefos clickhouse clojure composer consul convertigo ' +
    'couchbase couchdb crate crux dart drupal eclipse-mosquitto eclipse-temurin eggdrop elasticsearch elixir emqx erlang ' +
    'express-gateway fedora flink friendica gazebo gcc geonetwork golang gradle groovy haproxy haskell haxe hylang ' +
    'ibm-semeru-runtimes ibmjava influxdb irssi jenkins jetty joomla jruby julia kapacitor kibana kong krakend lightstreamer ' +
    'liquibase logstash mageia mariadb matomo maven mediawiki memcached mongo mongo-express monica mono nats ' +
    'nats-streaming neo4j neurodebian nextcloud notary odoo open-liberty openjdk opensuse oraclelinux orientdb percona ' +
    'php php-zendserver phpmyadmin photon piwik plone postfixadmin pypy r-base rabbitmq rakudo-star redmine registry ' +
    'rethinkdb rocket.chat rockylinux ros ruby rust sapmachine satosa scratch silverpeas sl solr sonarqube sourcemage ' +
    'spark spiped storm swift swipl teamspeak telegraf traefik tomee unit varnish vault websphere-liberty wordpress ' +
    'xwiki yourls znc zookeeper'
  ).split(' '),
);
