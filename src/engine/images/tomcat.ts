// Models apache/tomcat@v9.0 java/org/apache/catalina/startup/HostConfig.java
// Differs: a WAR is text (what `warOf` writes) and its pages are sent as they are: JSPs are not compiled.
import { isErrno } from '../linux/errno.ts';
import type { Program } from '../linux/program.ts';
import type { Sys } from '../linux/sys.ts';
import { header } from '../shell/http.ts';
import { type Family, images, official, VARIANTS } from './family.ts';
import { binary, directory, type Files, text } from './files.ts';
import { dateParts } from './servers/dates.ts';
import { mimeType } from './servers/mime.ts';
import { escapeHtml, pathOf } from './servers/pages.ts';
import { html, server } from './servers/simple.ts';
import { lookUp } from './servers/static.ts';
import { versionOf } from './servers/version.ts';

const WAR_MARK = 'PK\u0003\u0004';

/** A web archive as text: each file's path, length and content. */
export function warOf(files: Readonly<Record<string, string>>): string {
  return `${WAR_MARK}${Object.entries(files)
    .map(([path, data]) => `\n${path} ${data.length}\n${data}`)
    .join('')}`;
}

/** The files of an archive; undefined when it is none. */
export function readWar(data: string): Record<string, string> | undefined {
  if (!data.startsWith(WAR_MARK)) return undefined;
  const files: Record<string, string> = {};
  let at = WAR_MARK.length;
  while (at < data.length) {
    const head = /\n(\S+) (\d+)\n/y;
    head.lastIndex = at;
    const match = head.exec(data);
    if (match === null) return undefined;
    const start = at + match[0].length;
    at = start + Number(match[2]);
    files[match[1] as string] = data.slice(start, at);
  }
  return files;
}

function log(sys: Sys, level: string, where: string, message: string): void {
  const { day, monthName, year, clock, millis } = dateParts(sys.nowMs);
  sys.write(2, `${day}-${monthName}-${year} ${clock}.${millis} ${level} [main] ${where} ${message}\n`);
}

/** Where Tomcat is: beside the script that started it. */
function home(sys: Sys): string {
  return sys.self.env.CATALINA_HOME ?? sys.self.exe.replace(/\/bin\/[^/]*$/, '');
}

const webapps = (sys: Sys): string => `${home(sys)}/webapps`;

/** Takes note of what has come into webapps and what has gone; unpacks archives beside themselves. */
function deploy(sys: Sys, vars: Record<string, unknown>): void {
  const entries = sys.readdir(webapps(sys));
  const names = isErrno(entries) ? [] : entries.filter(({ name }) => !name.startsWith('.'));
  const known = (vars.apps ?? []) as readonly string[];
  const config = 'org.apache.catalina.startup.HostConfig';
  const apps: string[] = [];
  for (const { name, type } of names) {
    if (name.endsWith('.war')) {
      const app = name.slice(0, -4);
      apps.push(app);
      if (known.includes(app)) continue;
      const path = `${webapps(sys)}/${name}`;
      const data = sys.readFile(path);
      const files = isErrno(data) ? undefined : readWar(data);
      log(sys, 'INFO', `${config}.deployWAR`, `Deploying web application archive [${path}]`);
      if (files === undefined) {
        log(sys, 'SEVERE', `${config}.deployWAR`, `Error deploying web application archive [${path}]`);
        continue;
      }
      unpack(sys, `${webapps(sys)}/${app}`, files);
      log(
        sys,
        'INFO',
        `${config}.deployWAR`,
        `Deployment of web application archive [${path}] has finished in [312] ms`,
      );
    } else if (type === 'directory') {
      if (apps.includes(name) || names.some((one) => one.name === `${name}.war`)) continue;
      apps.push(name);
      if (known.includes(name)) continue;
      const path = `${webapps(sys)}/${name}`;
      log(sys, 'INFO', `${config}.deployDirectory`, `Deploying web application directory [${path}]`);
      log(
        sys,
        'INFO',
        `${config}.deployDirectory`,
        `Deployment of web application directory [${path}] has finished in [210] ms`,
      );
    }
  }
  for (const app of known) {
    if (!apps.includes(app))
      log(sys, 'INFO', `${config}.undeploy`, `Undeploying context [/${app === 'ROOT' ? '' : app}]`);
  }
  vars.apps = apps;
}

function unpack(sys: Sys, path: string, files: Readonly<Record<string, string>>): void {
  sys.mkdir(path);
  for (const [name, data] of Object.entries(files)) {
    const parts = name.split('/').slice(0, -1);
    for (let i = 1; i <= parts.length; i++) sys.mkdir(`${path}/${parts.slice(0, i).join('/')}`);
    sys.writeFile(`${path}/${name}`, data);
  }
}

const STYLE =
  'body {font-family:Tahoma,Arial,sans-serif;} h1, h2, h3, b {color:white;background-color:#525D76;}';

function notFound(sys: Sys, path: string) {
  const version = versionOf(sys);
  return html(
    `<!doctype html><html lang="en"><head><title>HTTP Status 404 – Not Found</title><style type="text/css">${STYLE}</style></head>` +
      `<body><h1>HTTP Status 404 – Not Found</h1><hr class="line" /><p><b>Type</b> Status Report</p><p><b>Message</b> ` +
      `The requested resource [${escapeHtml(path)}] is not available</p><p><b>Description</b> The origin server did not find a ` +
      `current representation for the target resource or is not willing to disclose that one exists.</p><hr class="line" />` +
      `<h3>Apache Tomcat/${version}</h3></body></html>`,
    404,
  );
}

const tomcat: Program = server({
  ports: (sys) => {
    const words = sys.self.argv.slice(1);
    const isStart = sys.self.argv.some((arg) => /start(up)?\.sh$/.test(arg));
    if (!isStart && !words.includes('run') && !words.includes('start')) {
      return 'Usage: catalina.sh ( commands ... )\ncommands:\n  run               Start Catalina in the current window\n  start             Start Catalina in a separate window\n  version           What version of tomcat are you running?';
    }
    return [8080];
  },
  startupMs: 2500,
  rssBytes: 160 * 1024 ** 2,
  stop: 143,
  starting(sys) {
    sys.setTitle([
      '/opt/java/openjdk/bin/java',
      `-Dcatalina.base=${home(sys)}`,
      `-Dcatalina.home=${home(sys)}`,
      'org.apache.catalina.startup.Bootstrap',
      'start',
    ]);
    const listener = 'org.apache.catalina.startup.VersionLoggerListener.log';
    log(sys, 'INFO', listener, `Server version name:   Apache Tomcat/${versionOf(sys)}`);
    log(sys, 'INFO', listener, 'OS Name:               Linux');
    log(sys, 'INFO', listener, `CATALINA_BASE:         ${home(sys)}`);
    log(
      sys,
      'INFO',
      'org.apache.coyote.AbstractProtocol.init',
      'Initializing ProtocolHandler ["http-nio-8080"]',
    );
    log(sys, 'INFO', 'org.apache.catalina.core.StandardService.startInternal', 'Starting service [Catalina]');
  },
  ready(sys) {
    log(
      sys,
      'INFO',
      'org.apache.coyote.AbstractProtocol.start',
      'Starting ProtocolHandler ["http-nio-8080"]',
    );
    log(sys, 'INFO', 'org.apache.catalina.startup.Catalina.start', 'Server startup in [2500] milliseconds');
  },
  stopping(sys) {
    log(sys, 'INFO', 'org.apache.coyote.AbstractProtocol.pause', 'Pausing ProtocolHandler ["http-nio-8080"]');
    log(sys, 'INFO', 'org.apache.catalina.core.StandardService.stopInternal', 'Stopping service [Catalina]');
    log(sys, 'INFO', 'org.apache.coyote.AbstractProtocol.stop', 'Stopping ProtocolHandler ["http-nio-8080"]');
  },
  inUse(sys) {
    log(
      sys,
      'SEVERE',
      'org.apache.catalina.util.LifecycleBase.handleSubClassException',
      'Failed to initialize component [Connector["http-nio-8080"]] java.net.BindException: Address already in use',
    );
  },
  watch: webapps,
  everyTurn: deploy,
  site: (sys, vars) => ({
    handle: (_, { request }) => {
      const path = pathOf(request.target);
      const apps = (vars.apps ?? []) as readonly string[];
      const first = path.split('/')[1] ?? '';
      const app =
        apps.includes(first) && first !== 'ROOT' ? first : apps.includes('ROOT') ? 'ROOT' : undefined;
      if (app === undefined) return notFound(sys, path);
      const inside = app === 'ROOT' ? path : path.slice(app.length + 1);
      if (inside === '') return { status: 302, headers: [['Location', `${path}/`]] };
      if (/^\/(WEB|META)-INF(\/|$)/i.test(inside)) return notFound(sys, path);
      const found = lookUp(sys, `${webapps(sys)}/${app}`, inside, ['index.html', 'index.htm', 'index.jsp']);
      if (found.kind === 'redirect') return { status: 302, headers: [['Location', `${path}/`]] };
      if (found.kind !== 'file') return notFound(sys, path);
      const type = found.type === '' ? (mimeType(path) ?? 'text/html') : found.type;
      return { status: 200, headers: [['Content-Type', `${type};charset=UTF-8`]], body: found.data };
    },
    headers: (_, exchange) =>
      exchange !== null && header(exchange.request.headers, 'connection') === 'close'
        ? [['Connection', 'close']]
        : [],
  }),
});

const SAMPLE: Readonly<Record<string, string>> = {
  'index.html':
    '<html>\n<head>\n<title>Sample "Hello, World" Application</title>\n</head>\n<body>\n<h1>Sample "Hello, World" Application</h1>\n' +
    '<p>This web application came as a WAR file from another container.</p>\n<a href="hello.jsp">JSP page</a>\n</body>\n</html>\n',
  'hello.jsp':
    '<html>\n<head>\n<title>Sample Application JSP Page</title>\n</head>\n<body>\n<h1>Sample Application JSP Page</h1>\n' +
    '<p>This is the output of a JSP page that is part of the Hello, World application.</p>\n</body>\n</html>\n',
  'WEB-INF/web.xml':
    '<?xml version="1.0" encoding="ISO-8859-1"?>\n<web-app><display-name>Hello, World Application</display-name></web-app>\n',
};

function tomcatFiles(path: string, version: string): Files {
  return {
    ...Object.fromEntries(
      ['catalina.sh', 'startup.sh', 'start.sh'].map((name) => [
        `${path}/bin/${name}`,
        binary('tomcat', { version }),
      ]),
    ),
    [`${path}/webapps`]: directory(),
    [`${path}/logs`]: directory(),
    [`${path}/conf/server.xml`]: text(
      '<Server port="8005" shutdown="SHUTDOWN">\n  <Service name="Catalina">\n    <Connector port="8080" protocol="HTTP/1.1"/>\n  </Service>\n</Server>\n',
    ),
  };
}

/** Where the articles' image has its Tomcat. */
const ARTICLES = '/root/apache-tomcat-7.0.42-v2';

export const family: Family = {
  images: [
    ...images({
      repositories: official('tomcat'),
      size: 158,
      cmd: ['catalina.sh', 'run'],
      ports: [8080],
      workingDir: '/usr/local/tomcat',
      on: ({ alpine }) => (alpine ? 'alpine' : 'ubuntu'),
      env: ({ version }) => ({
        CATALINA_HOME: '/usr/local/tomcat',
        PATH: '/usr/local/tomcat/bin:/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        TOMCAT_VERSION: version,
      }),
      files: ({ version }) => ({
        ...tomcatFiles('/usr/local/tomcat', version),
        '/usr/local/tomcat/webapps.dist/ROOT/index.jsp': text(
          '<html><body><h1>Apache Tomcat</h1></body></html>\n',
        ),
      }),
      releases: ['11.0.14', '10.1.49', '9.0.112', '8.5.100', '7.0.109', '6.0.53'],
      names: ['jdk17', 'jre8', 'jre8-alpine'],
      versions: { 6: [0, 0], 7: [0, 0], 8: [0, 5], 9: [0, 0], 10: [0, 1], 11: [0, 0] },
      variants: ['jdk', 'jre', ...VARIANTS],
    }),
    ...images({
      repositories: ['docker.io/geektime/tomcat', 'docker.io/resouer/mytomcat', 'docker.io/resouer/tomcat'],
      size: 141,
      cmd: [`${ARTICLES}/bin/start.sh`],
      ports: [8080],
      on: 'ubuntu',
      files: tomcatFiles(ARTICLES, '7.0.42'),
      versions: { 7: [0, 0] },
    }),
    // The image of the articles' WAR example: copies one file and is done.
    ...images({
      repositories: ['docker.io/geektime/sample', 'docker.io/resouer/sample'],
      size: 3.1,
      cmd: ['sh'],
      on: 'busybox',
      files: { '/sample.war': text(warOf(SAMPLE)) },
      names: ['v1', 'v2'],
    }),
  ],
  programs: { tomcat },
};
