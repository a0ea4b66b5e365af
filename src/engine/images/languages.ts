// node, python and perl. What they are known for in manifests is done; scripts of one's own are not.
import { isErrno } from '../linux/errno.ts';
import type { Program } from '../linux/program.ts';
import type { Sys } from '../linux/sys.ts';
import { byteLength } from '../shell/http.ts';
import { type Family, images, official, VARIANTS } from './family.ts';
import { binary } from './files.ts';
import { httpDate, logDate } from './servers/dates.ts';
import { entrypointFor } from './servers/entrypoint.ts';
import { encodePath, escapeHtml, pathOf } from './servers/pages.ts';
import { html, optionsOf, server } from './servers/simple.ts';
import { lookUp } from './servers/static.ts';
import { versionOf } from './servers/version.ts';

/** Says that it does not run what it was given, and how a container can be described instead. */
function decline(sys: Sys, name: string, what: string): void {
  sys.write(
    2,
    `${name}: Podscope does not run ${what}. The annotation podscope.dev/program.<container> can say what the ` +
      'container does instead.\n',
  );
  sys.exit(1);
}

/** Reads standard input to its end, as an interpreter without a script does; what comes is not run. */
function readInput(sys: Sys, name: string) {
  for (;;) {
    const text = sys.read(0);
    if (text === null) return sys.block({ readable: [0] });
    if (isErrno(text) || text === '') return sys.exit(0);
    if (text.trim() !== '') return decline(sys, name, 'programs');
  }
}

const node: Program = {
  rssBytes: 40 * 1024 ** 2,
  run(sys) {
    const args = sys.self.argv.slice(1);
    const [first] = args;
    if (first === '-v' || first === '--version') {
      sys.write(1, `v${versionOf(sys)}\n`);
      return sys.exit(0);
    }
    if (first === undefined || first === '-i' || first === '--interactive') {
      if (sys.isTerminal(0) && sys.memory === null) {
        sys.write(1, `Welcome to Node.js v${versionOf(sys)}.\nType ".help" for more information.\n> `);
      }
      sys.remember({});
      return readInput(sys, 'node');
    }
    const script = args.find((arg) => !arg.startsWith('-'));
    if (['-e', '-p', '--eval', '--print'].includes(first) || script === undefined)
      return decline(sys, 'node', 'JavaScript');
    const path = script.startsWith('/') ? script : `${sys.self.cwd === '/' ? '' : sys.self.cwd}/${script}`;
    if ([path, `${path}.js`, `${path}/index.js`].every((one) => isErrno(sys.stat(one)))) {
      sys.write(
        2,
        `node:internal/modules/cjs/loader:1386\n  throw err;\n  ^\n\nError: Cannot find module '${path}'\n` +
          `    at Module._resolveFilename (node:internal/modules/cjs/loader:1383:15) {\n  code: 'MODULE_NOT_FOUND',\n` +
          `  requireStack: []\n}\n\nNode.js v${versionOf(sys)}\n`,
      );
      return sys.exit(1);
    }
    decline(sys, 'node', script);
  },
};

/** The port of `-m http.server [PORT]`; -1 when an argument is none. */
function httpServerPort(sys: Sys): number {
  const args = sys.self.argv.slice(
    sys.self.argv.findIndex((arg) => /^(http\.server|SimpleHTTPServer)$/.test(arg)) + 1,
  );
  const { options, rest } = optionsOf([
    '',
    ...args.map((arg) => (arg === '-b' ? '--bind' : arg === '-d' ? '--directory' : arg)),
  ]);
  const word = rest[0] ?? (options.port || undefined);
  if (word === undefined) return 8000;
  return /^\d+$/.test(word) ? Number(word) : -1;
}

const pythonServer: Program = server({
  ports: (sys) => {
    const port = httpServerPort(sys);
    return port < 0 ? "server.py: error: argument port: invalid int value: 'port'" : [port];
  },
  startupMs: 80,
  stop: 'none',
  rssBytes: 18 * 1024 ** 2,
  starting: (sys) => sys.onSignal('TERM', 'default'),
  inUse: (sys) => sys.write(2, 'OSError: [Errno 98] Address already in use\n'),
  ready: (sys, [port]) => {
    // Python buffers what it writes to a pipe, unless told not to.
    if (sys.isTerminal(1) || sys.self.env.PYTHONUNBUFFERED !== undefined || sys.self.argv.includes('-u')) {
      sys.write(1, `Serving HTTP on 0.0.0.0 port ${port} (http://0.0.0.0:${port}/) ...\n`);
    }
  },
  site: (sys) => ({
    headers: () => [
      ['Server', `SimpleHTTP/0.6 Python/${versionOf(sys)}`],
      ['Date', httpDate(sys.nowMs)],
    ],
    handle: (_, { request }) => {
      const { argv, cwd } = sys.self;
      const at = argv.findIndex((arg) => arg === '-d' || arg === '--directory');
      const root = at < 0 ? cwd : (argv[at + 1] ?? cwd);
      const fail = (status: number, text: string) => ({
        ...html(
          `<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n` +
            `    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: ${status}</p>\n` +
            `        <p>Message: ${text}.</p>\n    </body>\n</html>\n`,
          status,
        ),
        close: true,
      });
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        return fail(501, `Unsupported method ('${request.method}')`);
      }
      const path = pathOf(request.target);
      const found = lookUp(sys, root, path, ['index.html', 'index.htm']);
      switch (found.kind) {
        case 'file':
          return {
            status: 200,
            headers: [
              ['Content-type', found.type === '' ? 'application/octet-stream' : found.type],
              ['Content-Length', String(byteLength(found.data))],
              ['Last-Modified', httpDate(found.mtimeMs)],
            ],
            body: found.data,
            close: true,
          };
        case 'redirect':
          return { status: 301, headers: [['Location', found.to]], close: true };
        case 'directory': {
          const items = found.names
            .map((name) => `<li><a href="${encodePath(name)}">${escapeHtml(name)}</a></li>\n`)
            .join('');
          const title = `Directory listing for ${escapeHtml(path)}`;
          return {
            ...html(
              `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>${title}</title>\n</head>\n<body>\n` +
                `<h1>${title}</h1>\n<hr>\n<ul>\n${items}</ul>\n<hr>\n</body>\n</html>\n`,
            ),
            close: true,
          };
        }
        case 'forbidden':
        case 'absent':
          return fail(404, 'File not found');
      }
    },
    log: (_, { request, remote }, answer) => {
      const stamp = logDate(sys.nowMs)
        .replace(/ \+0000$/, '')
        .replace(':', ' ');
      if (answer.status === 404)
        sys.write(2, `${remote.ip} - - [${stamp}] code 404, message File not found\n`);
      sys.write(
        2,
        `${remote.ip} - - [${stamp}] "${request.method} ${request.target} HTTP/${request.version}" ${answer.status} -\n`,
      );
    },
  }),
});

const python: Program = {
  rssBytes: 10 * 1024 ** 2,
  run(sys) {
    const args = sys.self.argv.slice(1).filter((arg) => arg !== '-u');
    const [first, second] = args;
    if (first === '-V' || first === '--version') {
      sys.write(1, `Python ${versionOf(sys)}\n`);
      return sys.exit(0);
    }
    if (first === '-m') {
      if (second === 'http.server' || second === 'SimpleHTTPServer') return pythonServer.run(sys);
      return decline(sys, 'python', `the module ${second ?? ''}`);
    }
    if (first === undefined) {
      if (sys.isTerminal(0) && sys.memory === null) sys.write(1, `Python ${versionOf(sys)} on linux\n>>> `);
      sys.remember({});
      return readInput(sys, 'python');
    }
    if (first === '-c') {
      // The one-liner that everybody tries first.
      const text = /^\s*print\((["'])(.*)\1\)\s*;?\s*$/.exec(second ?? '')?.[2];
      if (text === undefined) return decline(sys, 'python', 'programs');
      sys.write(1, `${text}\n`);
      return sys.exit(0);
    }
    if (!first.startsWith('-') && isErrno(sys.stat(first))) {
      const path = first.startsWith('/') ? first : `${sys.self.cwd === '/' ? '' : sys.self.cwd}/${first}`;
      sys.write(2, `${sys.self.argv[0]}: can't open file '${path}': [Errno 2] No such file or directory\n`);
      return sys.exit(2);
    }
    decline(sys, 'python', first);
  },
};

/** π with `digits` decimals, by Machin's formula. */
export function pi(digits: number): string {
  const guard = 10;
  const one = 10n ** BigInt(digits + guard);
  const arctan = (inverse: bigint): bigint => {
    let term = one / inverse;
    let sum = term;
    const square = inverse * inverse;
    for (let n = 3n; term !== 0n; n += 2n) {
      term = -term / square;
      sum += term / n;
    }
    return sum;
  };
  const value = (4n * (4n * arctan(5n) - arctan(239n))) / 10n ** BigInt(guard);
  const text = value.toString();
  return `${text[0]}.${text.slice(1)}`;
}

/** What the Job of the documentation needs for its 2,000 digits. */
const PI_CPU_MS_PER_DIGIT = 3;
const MAX_DIGITS = 20_000;

const perl: Program = {
  rssBytes: 8 * 1024 ** 2,
  run(sys) {
    const args = sys.self.argv.slice(1);
    if (args[0] === '-v') {
      sys.write(
        1,
        `\nThis is perl 5, version ${versionOf(sys).split('.')[1] ?? '42'} (v${versionOf(sys)}) built for x86_64-linux-gnu\n`,
      );
      return sys.exit(0);
    }
    const at = args.findIndex((arg) => /^-[a-zA-Z]*e$/.test(arg));
    const program = args[at + 1] ?? '';
    const wanted = /^\s*print\s+bpi\((\d+)\)\s*;?\s*$/.exec(program)?.[1];
    if (at >= 0 && wanted !== undefined) {
      const digits = Math.min(Number(wanted), MAX_DIGITS);
      if (sys.memory === null) {
        sys.remember({ isComputing: true });
        return sys.compute(Math.max(1, digits * PI_CPU_MS_PER_DIGIT));
      }
      // bpi(N) has N digits altogether.
      sys.write(1, `${pi(Math.max(1, digits - 1))}\n`);
      return sys.exit(0);
    }
    const text = /^\s*print\s+(?:"([^"$@]*)"|'([^']*)')\s*;?\s*$/.exec(program);
    if (at >= 0 && text !== null) {
      const newline = (args[at] as string).includes('l') ? '\n' : '';
      sys.write(1, (text[1]?.replaceAll('\\n', '\n') ?? text[2] ?? '') + newline);
      return sys.exit(0);
    }
    if (args[0] === undefined || /^-d?e0$|^-de0$/.test(args[0])) {
      sys.remember({});
      return readInput(sys, 'perl');
    }
    decline(sys, 'perl', at >= 0 ? 'programs' : (args.find((arg) => !arg.startsWith('-')) ?? 'programs'));
  },
};

const HELLO = `
Hello from Docker!
This message shows that your installation appears to be working correctly.

To get here, the image was pulled, a container was made of it, and the
program in it ran and wrote these lines.

To try something more ambitious, you can run an Ubuntu container with:
 $ docker run -it ubuntu bash

`;

const hello: Program = {
  rssBytes: 200_000,
  run(sys) {
    sys.write(1, HELLO);
    sys.exit(0);
  },
};

export const family: Family = {
  images: [
    ...images({
      repositories: official('node'),
      size: 402,
      alpineSize: 56,
      slimSize: 79,
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['node'],
      on: ({ alpine, slim }) => (alpine ? 'alpine' : slim ? 'debian' : 'tools'),
      env: ({ version }) => ({ NODE_VERSION: version, YARN_VERSION: '1.22.22' }),
      files: ({ version }) => ({
        '/usr/local/bin/node': binary('node', { version, sizeBytes: 122_000_000 }),
        '/usr/local/bin/docker-entrypoint.sh': binary('node-entrypoint'),
      }),
      releases: [
        '25.2.1',
        '24.11.1',
        '22.21.1',
        '20.19.6',
        '18.20.8',
        '16.20.2',
        '14.21.3',
        '12.22.12',
        '10.24.1',
        '8.17.0',
      ],
      names: ['lts', 'current', 'alpine', 'slim', 'lts-alpine', 'lts-slim'],
      versions: Object.fromEntries([
        [0, [10, 12]],
        ...Array.from({ length: 22 }, (_, i) => [4 + i, [0, 24]] as const),
      ]),
      variants: VARIANTS,
    }),
    ...images({
      repositories: official('python'),
      size: 381,
      alpineSize: 16.6,
      slimSize: 41.9,
      cmd: ['python3'],
      on: ({ alpine, slim }) => (alpine ? 'alpine' : slim ? 'debian' : 'tools'),
      env: ({ version }) => ({
        PATH: '/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        PYTHON_VERSION: version,
      }),
      files: ({ version }) =>
        Object.fromEntries(
          ['python', 'python3'].map((name) => [`/usr/local/bin/${name}`, binary('python3', { version })]),
        ),
      releases: [
        '3.14.1',
        '3.13.10',
        '3.12.12',
        '3.11.14',
        '3.10.19',
        '3.9.25',
        '3.8.20',
        '3.7.17',
        '3.6.15',
        '2.7.18',
      ],
      names: ['2', '3', 'alpine', 'slim', '3-alpine', '3-slim'],
      versions: { 2: [7, 7], 3: [3, 14] },
      variants: VARIANTS,
    }),
    ...images({
      repositories: official('perl'),
      size: 358,
      slimSize: 62,
      cmd: ['perl5', '-de0'],
      workingDir: '/usr/src/app',
      on: ({ slim }) => (slim ? 'debian' : 'tools'),
      files: ({ version }) =>
        Object.fromEntries(
          ['perl', 'perl5'].map((name) => [`/usr/local/bin/${name}`, binary('perl', { version })]),
        ),
      releases: ['5.42.0', '5.40.3', '5.38.5', '5.36.3', '5.34.3', '5.34.0'],
      names: ['5', 'slim', 'stable', 'devel'],
      versions: { 5: [18, 42] },
      variants: ['slim', 'threaded', ...VARIANTS],
    }),
    ...images({
      repositories: official('hello-world'),
      size: 0.01,
      cmd: ['/hello'],
      on: 'scratch',
      files: { '/hello': binary('hello', { sizeBytes: 13_256 }) },
      names: ['linux'],
    }),
  ],
  programs: { node, python3: python, perl, hello, 'node-entrypoint': entrypointFor('node') },
};
