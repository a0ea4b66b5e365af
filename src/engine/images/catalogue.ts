// The images that are known by name: what their Dockerfiles say, and about how large they are.
// Differs: sizes are those of one recent tag per image and variant (linux/amd64, compressed).
import { family as agnhost } from './agnhost.ts';
import { family as alpine } from './alpine.ts';
import { family as busybox } from './busybox.ts';
import { family as debian } from './debian.ts';
import { family as echo } from './echo.ts';
import { family as exporters } from './exporters.ts';
import type { CatalogueEntry, Family } from './family.ts';
import { family as ghost } from './ghost.ts';
import { family as httpd } from './httpd.ts';
import { family as languages } from './languages.ts';
import { family as logs } from './logs.ts';
import { family as mysql } from './mysql.ts';
import { family as nginx } from './nginx.ts';
import { family as others } from './others.ts';
import { family as pause } from './pause.ts';
import { family as postgres } from './postgres.ts';
import { family as proxies } from './proxies.ts';
import { family as redis } from './redis.ts';
import { family as stress } from './stress.ts';
import { family as tomcat } from './tomcat.ts';

export const FAMILIES: readonly Family[] = [
  pause,
  busybox,
  alpine,
  debian,
  nginx,
  httpd,
  ghost,
  tomcat,
  mysql,
  postgres,
  redis,
  languages,
  agnhost,
  echo,
  logs,
  proxies,
  exporters,
  stress,
  others,
];

const LIST: readonly CatalogueEntry[] = FAMILIES.flatMap((family) => family.images);

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
