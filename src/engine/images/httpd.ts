// Models apache/httpd@v2.4 server/core.c
// Differs: of httpd.conf only Listen, ServerName, DocumentRoot, DirectoryIndex and ServerAdmin are read; one process
// answers, where Apache has several.
import { isErrno } from '../linux/errno.ts';
import type { Program } from '../linux/program.ts';
import type { Sys } from '../linux/sys.ts';
import { byteLength, type Headers, header } from '../shell/http.ts';
import { type Family, images, kubernetes, official, VARIANTS } from './family.ts';
import { binary, text } from './files.ts';
import { dateParts, httpDate, logDate } from './servers/dates.ts';
import { plainEntrypoint } from './servers/entrypoint.ts';
import { serverHeaders } from './servers/headers.ts';
import { escapeHtml, pathOf } from './servers/pages.ts';
import { html, server } from './servers/simple.ts';
import { lookUp } from './servers/static.ts';
import { versionOf } from './servers/version.ts';

const CONF = '/usr/local/apache2/conf/httpd.conf';

interface Settings {
  readonly ports: readonly number[];
  readonly root: string;
  readonly index: readonly string[];
  readonly name: string | null;
}

const KNOWN =
  /^<|^(listen|servername|documentroot|directoryindex|serveradmin|serverroot|loadmodule|user|group|errorlog|loglevel|customlog|logformat|scriptalias|scriptsock|addtype|typesconfig|allowoverride|require|options|include(optional)?|requestheader|mimemagicfile|enablemmap|enablesendfile|pidfile|keepalive|timeout|maxkeepaliverequests|keepalivetimeout|servertokens|serversignature|hostnamelookups|alias|errordocument|setenvif|header|rewriteengine|rewriterule|rewritecond|proxypass|proxypassreverse|sslrandomseed|startservers|minsparethreads|maxsparethreads|threadsperchild|maxrequestworkers|maxconnectionsperchild)\b/i;

/** The configuration, or Apache's complaint. */
function readConf(sys: Sys): Settings | string {
  const source = sys.readFile(CONF);
  if (isErrno(source)) {
    return `httpd: Could not open configuration file ${CONF}: No such file or directory`;
  }
  const ports: number[] = [];
  let root = '/usr/local/apache2/htdocs';
  let index: readonly string[] = ['index.html'];
  let name: string | null = null;
  const lines = source.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = (lines[at] as string).trim();
    if (line === '' || line.startsWith('#')) continue;
    const [word = '', ...rest] = line.split(/\s+/);
    const value = rest.join(' ').replace(/^"(.*)"$/, '$1');
    if (!KNOWN.test(word)) {
      return (
        `AH00526: Syntax error on line ${at + 1} of ${CONF}:\n` +
        `Invalid command '${word}', perhaps misspelled or defined by a module not included in the server configuration`
      );
    }
    const lower = word.toLowerCase();
    if (lower === 'listen') ports.push(Number(/(\d+)$/.exec(value)?.[1] ?? 80));
    else if (lower === 'documentroot') root = value;
    else if (lower === 'directoryindex') index = rest;
    else if (lower === 'servername') name = value;
  }
  if (ports.length === 0) return 'no listening sockets available, shutting down';
  const stat = sys.stat(root);
  if (isErrno(stat)) {
    const line = lines.findIndex((one) => /^\s*DocumentRoot\s/.test(one)) + 1;
    return `AH00526: Syntax error on line ${line} of ${CONF}:\nDocumentRoot '${root}' is not a directory, or is not readable`;
  }
  return { ports, root, index, name };
}

const page = (title: string, text_: string): string =>
  `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${title}</title>\n</head><body>\n` +
  `<h1>${title.replace(/^\d+ /, '')}</h1>\n<p>${text_}</p>\n</body></html>\n`;

function notice(sys: Sys, module: string, message: string): void {
  const { weekday, monthName, day, clock, millis, year } = dateParts(sys.nowMs);
  const pid = sys.getpid();
  sys.write(
    2,
    `[${weekday} ${monthName} ${day} ${clock}.${millis}000 ${year}] [${module}:notice] [pid ${pid}:tid ${pid}] ${message}\n`,
  );
}

const httpd: Program = server({
  ports: (sys) => {
    const conf = readConf(sys);
    return typeof conf === 'string' ? conf : conf.ports;
  },
  startupMs: 20,
  rssBytes: 6 * 1024 ** 2,
  stop: 0,
  starting(sys) {
    sys.onSignal('WINCH', 'handle');
    const conf = readConf(sys);
    if (typeof conf !== 'string' && conf.name === null) {
      const ip = sys.interfaces().find(({ kind, address }) => kind !== 'loopback' && address !== '')?.address;
      sys.write(
        2,
        "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using " +
          `${ip?.split('/')[0] ?? '127.0.0.1'}. Set the 'ServerName' directive globally to suppress this message\n`,
      );
    }
  },
  ready(sys) {
    notice(
      sys,
      'mpm_event',
      `AH00489: Apache/${versionOf(sys)} (Unix) configured -- resuming normal operations`,
    );
    notice(sys, 'core', "AH00094: Command line: 'httpd -D FOREGROUND'");
  },
  inUse(sys, port) {
    sys.write(
      2,
      `(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:${port}\n` +
        'no listening sockets available, shutting down\nAH00015: Unable to open logs\n',
    );
  },
  stopping: (sys) => notice(sys, 'mpm_event', 'AH00492: caught SIGWINCH, shutting down gracefully'),
  site: (sys) => {
    const conf = readConf(sys);
    const { root, index } = typeof conf === 'string' ? { root: '/', index: [] } : conf;
    return {
      headers: () => [
        ['Date', httpDate(sys.nowMs)],
        ['Server', `Apache/${versionOf(sys)} (Unix)`],
      ],
      handle: (_, { request }) => {
        const path = pathOf(request.target);
        if (request.method !== 'GET' && request.method !== 'HEAD') {
          return html(
            page(
              '405 Method Not Allowed',
              `The requested method ${request.method} is not allowed for this URL.`,
            ),
            405,
          );
        }
        const found = lookUp(sys, root, path, index);
        switch (found.kind) {
          case 'file': {
            const seconds = Math.floor(found.mtimeMs / 1000) + 1_767_225_600;
            const headers: Headers = [
              ['Last-Modified', httpDate(found.mtimeMs)],
              ['ETag', `"${byteLength(found.data).toString(16)}-${seconds.toString(16)}"`],
              ['Accept-Ranges', 'bytes'],
              ...(found.type === '' ? [] : ([['Content-Type', found.type]] as const)),
            ];
            return { status: 200, headers, body: found.data };
          }
          case 'redirect': {
            const to = `http://${header(request.headers, 'host') ?? ''}${found.to}`;
            const moved = page('301 Moved Permanently', `The document has moved <a href="${to}">here</a>.`);
            return { ...html(moved, 301), headers: [['Location', to], ...html('').headers] };
          }
          case 'directory': {
            const items = found.names
              .map((name) => `<li><a href="${name}"> ${escapeHtml(name)}</a></li>\n`)
              .join('');
            return html(
              `<html><head><title>Index of ${escapeHtml(path)}</title></head>\n<body>\n<h1>Index of ${escapeHtml(path)}</h1>\n` +
                `<ul>${items}</ul>\n</body></html>\n`,
            );
          }
          case 'forbidden':
            return html(page('403 Forbidden', "You don't have permission to access this resource."), 403);
          case 'absent':
            return html(page('404 Not Found', 'The requested URL was not found on this server.'), 404);
        }
      },
      log: (_, { request, remote }, answer) => {
        sys.write(
          1,
          `${remote.ip} - - [${logDate(sys.nowMs)}] "${request.method} ${request.target} HTTP/${request.version}" ` +
            `${answer.status} ${byteLength(answer.body ?? '') || '-'}\n`,
        );
      },
    };
  },
});

/** What a request to the autoscaling example costs: a million square roots in PHP. */
const REQUEST_CPU_MS = 60;

const hpaExample: Program = server({
  ports: () => [80],
  startupMs: 100,
  stop: 0,
  rssBytes: 10 * 1024 ** 2,
  starting: (sys) => sys.onSignal('WINCH', 'handle'),
  site: (sys) => ({
    headers: serverHeaders('Apache/2.4.10 (Debian) PHP/5.6.14'),
    handle: (_, { request }) =>
      ['/', '/index.php'].includes(pathOf(request.target))
        ? { later: html('OK!'), cpuMs: REQUEST_CPU_MS }
        : html(page('404 Not Found', 'The requested URL was not found on this server.'), 404),
    log: (_, { request, remote }, answer) =>
      sys.write(
        1,
        `${remote.ip} - - [${logDate(sys.nowMs)}] "${request.method} ${request.target} HTTP/${request.version}" ${answer.status} ` +
          `${byteLength(answer.body ?? '')} "-" "${header(request.headers, 'user-agent') ?? '-'}"\n`,
      ),
  }),
});

/** BusyBox's little web server: `httpd [-f] [-p PORT] [-h HOME]`. */
const busyboxHttpd: Program = {
  rssBytes: 500_000,
  run(sys) {
    if (sys.memory === null) {
      const { argv } = sys.self;
      if (!argv.some((arg) => /^-[a-z]*f/.test(arg))) {
        // It goes into the background, and whoever started it goes on.
        sys.spawn({ argv: [argv[0] as string, '-f', ...argv.slice(1)], path: sys.self.exe, newGroup: true });
        return sys.exit(0);
      }
    }
    busyboxServer.run(sys);
  },
};

function busyboxOption(sys: Sys, letter: string): string | undefined {
  const { argv } = sys.self;
  const at = argv.findIndex((arg) => new RegExp(`^-[fv]*${letter}`).test(arg));
  const glued = at < 0 ? undefined : new RegExp(`^-[fv]*${letter}(.+)$`).exec(argv[at] as string)?.[1];
  return at < 0 ? undefined : (glued ?? argv[at + 1]);
}

const busyboxServer: Program = server({
  ports: (sys) => [Number(/(\d+)$/.exec(busyboxOption(sys, 'p') ?? '80')?.[1] ?? 80)],
  stop: 'none',
  rssBytes: 500_000,
  inUse: (sys) => sys.write(2, 'httpd: bind: Address already in use\n'),
  site: (sys) => ({
    headers: () => [['Date', httpDate(sys.nowMs)]],
    handle: (_, { request }) => {
      const home = busyboxOption(sys, 'h') ?? '.';
      const root = home.startsWith('/') ? home : `${sys.self.cwd}/${home}`;
      const found = lookUp(sys, root, pathOf(request.target), ['index.html']);
      if (found.kind === 'file') {
        return {
          status: 200,
          headers: [['Content-type', found.type === '' ? 'application/octet-stream' : found.type]],
          body: found.data,
          close: true,
        };
      }
      if (found.kind === 'redirect') return { status: 302, headers: [['Location', found.to]], close: true };
      const body =
        '<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n';
      return { ...html(body, 404), close: true };
    },
  }),
});

const HTTPD_CONF = `ServerRoot "/usr/local/apache2"
Listen 80
User www-data
Group www-data
ServerAdmin you@example.com
DocumentRoot "/usr/local/apache2/htdocs"
<Directory "/usr/local/apache2/htdocs">
    Options Indexes FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>
DirectoryIndex index.html
ErrorLog /proc/self/fd/2
LogLevel warn
CustomLog /proc/self/fd/1 common
`;

export const family: Family = {
  images: [
    ...images({
      repositories: [...official('httpd'), ...kubernetes('e2e-test-images/httpd')],
      size: 58.6,
      alpineSize: 21.5,
      cmd: ['httpd-foreground'],
      ports: [80],
      stopSignal: 'SIGWINCH',
      workingDir: '/usr/local/apache2',
      env: ({ version }) => ({
        HTTPD_PREFIX: '/usr/local/apache2',
        HTTPD_VERSION: version,
        PATH: '/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      }),
      files: ({ version }) => ({
        '/usr/local/apache2/bin/httpd': binary('apache', { version }),
        '/usr/local/bin/httpd-foreground': binary('apache', { version }),
        [CONF]: text(HTTPD_CONF),
        '/usr/local/apache2/htdocs/index.html': text('<html><body><h1>It works!</h1></body></html>\n'),
      }),
      releases: ['2.4.65', '2.2.34'],
      names: ['2', 'alpine', 'bookworm'],
      versions: { 2: [2, 4] },
      variants: VARIANTS,
    }),
    ...images({
      repositories: kubernetes('hpa-example'),
      size: 180,
      entrypoint: ['docker-php-entrypoint'],
      cmd: ['apache2-foreground'],
      ports: [80],
      stopSignal: 'SIGWINCH',
      workingDir: '/var/www/html',
      files: {
        '/usr/local/bin/docker-php-entrypoint': binary('docker-entrypoint'),
        '/usr/local/bin/apache2-foreground': binary('hpa-example'),
        '/var/www/html/index.php': text(
          '<?php\n  $x = 0.0001;\n  for ($i = 0; $i <= 1000000; $i++) {\n    $x += sqrt($x);\n  }\n  echo "OK!";\n?>\n',
        ),
      },
    }),
  ],
  programs: {
    apache: httpd,
    'hpa-example': hpaExample,
    httpd: busyboxHttpd,
    'docker-entrypoint': plainEntrypoint,
  },
};
