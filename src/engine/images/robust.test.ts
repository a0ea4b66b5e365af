import fc from 'fast-check';
import { describe, test } from 'vitest';
import { parseRequest, parseResponse } from '../shell/http.ts';
import { parseDescription } from './assumed.ts';
import { parseCommand, parseResp } from './databases/resp.ts';
import { execute, showAligned, showBox, statements } from './databases/sql.ts';
import { readFilebeat, readFluentBit, readFluentd } from './logs/config.ts';
import { compileConfig } from './nginx/compile.ts';
import { chooseServer, findLocation } from './nginx/find.ts';
import { ConfigError } from './nginx/parse.ts';
import { readEnvoy } from './proxies/envoy.ts';
import { readHaproxy } from './proxies/haproxy.ts';
import { globExpression } from './servers/glob.ts';
import { readWar } from './tomcat.ts';

const NGINX =
  'events {}|http {|server {|}|;|location / {|location ~ ^/(a|b)$ {|location ~ ( {|return 200 $uri;|return 301 /x;|rewrite ^/(.*)$ /$1 last;|' +
  'root /a;|listen 80;|listen x;|proxy_pass http://a;|proxy_pass http://$host;|if ($host = a) {|if ($host ~ ( ) {|set $a b;|map $a $b {|~( 1;|' +
  'try_files $uri =404;|error_page 404 /x;|server_name ~(;|upstream u {|server a:1 weight=2;|types { a b; }|access_log off;|"|\'|\\|$|{|#|\n|x';
const FLUENTD =
  '<source>|</source>|<match **>|</match>|@type tail|@type stdout|@type http|path /a|endpoint x|<store>|\n|#|tag a';
const YAML =
  'static_resources:|listeners:|- |{}|[]|:|\n|  |name: a|filter_chains|output.console|filebeat.inputs|paths|"|&a|*a';
const HAPROXY =
  'frontend f|backend b|bind *:80|default_backend b|server a b:1|use_backend b if { path_beg /a }|acl a path_beg /|mode http|\n|global|#';
const SQL =
  "SELECT|*|FROM|t|WHERE|a = 'b'|INSERT INTO|VALUES|(1, 'x')|CREATE TABLE|(|)|DATABASE|;|'|,|COUNT(*)|1|USE| ";
const RESP = '*1|$3|$-1|:1|+OK|-ERR|\r\n|GET|"|a| |*-1|$9999';
const HTTP =
  'GET|/|HTTP/1.1|\r\n|Host: a|Content-Length: 3|Transfer-Encoding: chunked|:| |200|OK|0|zz|1;|abc';

const soup = (words: string) =>
  fc.oneof(
    fc.array(fc.constantFrom(...words.split('|'), ' '), { maxLength: 40 }).map((parts) => parts.join(' ')),
    fc.array(fc.constantFrom(...words.split('|'), ' '), { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string(),
  );

describe('whatever a user writes is a value or a complaint, and no crash', () => {
  const cases: readonly [string, string, (text: string) => unknown][] = [
    ['fluentd', FLUENTD, readFluentd],
    [
      'fluent-bit',
      '[INPUT]|[OUTPUT]|Name tail|Path /a|Name es|\n|#|[|]',
      (text) => readFluentBit(text, text.split(' ')),
    ],
    ['filebeat', YAML, (text) => readFilebeat(text, {})],
    ['envoy', YAML, readEnvoy],
    ['haproxy', HAPROXY, (text) => readHaproxy(text, '/x')],
    ['RESP', RESP, (text) => [parseCommand(text), text === '' ? null : parseResp(text)]],
    ['HTTP', HTTP, (text) => [parseRequest(text), parseResponse(text, { ended: true })]],
    ['a WAR', 'PK\u0003\u0004|\n|a 1|a 0| |x', readWar],
    ['an annotation', '{|}|"listens"|:|[80]|,|"exitCode"|1|null', parseDescription],
    ['a pattern', '*|?|[|]|a|!|^|-|z-a|\\|(', globExpression],
  ];
  test.each(cases)('%s', (_, words, read) => {
    fc.assert(
      fc.property(soup(words), (text) => {
        read(text);
      }),
      { numRuns: 300 },
    );
  });

  test('SQL', () => {
    const facts = { version: '1', user: 'u', hostname: 'h', now: 'n', dialect: 'mysql' } as const;
    fc.assert(
      fc.property(soup(SQL), (text) => {
        let databases = { d: { t: { columns: ['a'], rows: [['b']] } } };
        for (const sql of statements(text)) {
          const step = execute(databases, 'd', sql, facts);
          databases = step.databases as typeof databases;
          if (!('columns' in step.result)) continue;
          showBox(step.result.columns, step.result.rows);
          showAligned(step.result.columns, step.result.rows);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('nginx: what it accepts it can also serve', () => {
    fc.assert(
      fc.property(soup(NGINX), fc.webPath(), (text, path) => {
        let config: ReturnType<typeof compileConfig>;
        try {
          config = compileConfig('/c', '', {
            read: () => `events {}\nhttp { server { ${text} } }`,
            glob: () => [],
          });
        } catch (error) {
          if (error instanceof ConfigError) return;
          throw error;
        }
        const exchange = {
          request: { method: 'GET', target: path, version: '1.1', headers: [['Host', 'a']], body: '' },
          remote: { ip: '10.0.0.1', port: 1 },
          local: { ip: '10.0.0.2', port: config.servers[0]?.listens[0]?.port ?? 0 },
          atMs: 0,
          number: 1,
        } as const;
        if (config.servers.every(({ listens }) => listens.length === 0)) return;
        const server = chooseServer(config, exchange);
        findLocation(server.locations, { uri: path, captures: [], variables: {} });
      }),
      { numRuns: 1000 },
    );
  });
});
