// Models docker-library/mysql@v8.4 docker-entrypoint.sh, mysql client/mysql.cc, client/mysqladmin.cc
// Differs: TCP only, also for localhost; a small SQL (see databases/sql.ts).
import { isErrno } from '../linux/errno.ts';
import type { Program } from '../linux/program.ts';
import type { Sys } from '../linux/sys.ts';
import { accountFiles } from './base/accounts.ts';
import { askDatabase, databaseServer, readStored, type Stored } from './databases/server.ts';
import { showBox, showTabs } from './databases/sql.ts';
import { type Family, images, official, type Tag, VARIANTS } from './family.ts';
import { binary, directory, type Files, text } from './files.ts';
import { dashDate } from './servers/dates.ts';
import { become, dropTo } from './servers/entrypoint.ts';
import type { CallError } from './servers/talk.ts';
import { versionOf } from './servers/version.ts';

const DATA = '/var/lib/mysql/ibdata1';
const INIT_MS = 7000;

const stamp = (sys: Sys): string => `${dashDate(sys.nowMs, '.').replace(' ', 'T')}000Z`;

/** MariaDB's program has its own name. */
const isMaria = (sys: Sys): boolean => sys.self.env.MARIADB_VERSION !== undefined;

const mysqld: Program = databaseServer({
  dialect: 'mysql',
  port: 3306,
  alsoPorts: [33060],
  startupMs: 900,
  stopMs: 1200,
  rssBytes: 380 * 1024 ** 2,
  dataFile: () => DATA,
  log: (sys, message) => sys.write(2, `${stamp(sys)} 0 ${message}\n`),
  startingLines: (sys) => [
    `[System] [MY-015015] [Server] MySQL Server - start.`,
    `[System] [MY-010116] [Server] ${sys.self.exe} (mysqld ${versionOf(sys)}) starting as process ${sys.getpid()}`,
    '[System] [MY-013576] [InnoDB] InnoDB initialization has started.',
  ],
  readyLine: (sys) =>
    `[System] [MY-010931] [Server] ${sys.self.exe}: ready for connections. Version: '${versionOf(sys)}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.`,
  stoppingLines: (sys) => [
    `[System] [MY-013172] [Server] Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: ${versionOf(sys)}).`,
  ],
});

const mariadbd: Program = databaseServer({
  dialect: 'mysql',
  port: 3306,
  startupMs: 700,
  stopMs: 900,
  rssBytes: 90 * 1024 ** 2,
  dataFile: () => DATA,
  log: (sys, message) => sys.write(2, `${dashDate(sys.nowMs)} 0 [Note] ${message}\n`),
  startingLines: (sys) => [
    `Starting MariaDB ${versionOf(sys)}-MariaDB-ubu2404 server_uid as process ${sys.getpid()}`,
  ],
  readyLine: (sys) =>
    `mariadbd: ready for connections.\nVersion: '${versionOf(sys)}-MariaDB-ubu2404'  socket: '/run/mysqld/mysqld.sock'  port: 3306  mariadb.org binary distribution`,
  stoppingLines: () => ['mariadbd (initiated by: unknown): Normal shutdown'],
});

const PASSWORDS = ['ROOT_PASSWORD', 'ALLOW_EMPTY_PASSWORD', 'RANDOM_ROOT_PASSWORD'];

const entrypoint: Program = {
  run(sys) {
    const args = sys.self.argv.slice(1);
    const maria = isMaria(sys);
    const server = maria ? 'mariadbd' : 'mysqld';
    const command = args[0] === undefined || args[0].startsWith('-') ? [server, ...args] : args;
    if (!['mysqld', 'mariadbd'].includes(command[0] as string)) return become(sys, command);
    const { env } = sys.self;
    const say = (level: string, message: string) =>
      sys.write(
        level === 'ERROR' ? 2 : 1,
        `${dashDate(sys.nowMs)}+00:00 [${level}] [Entrypoint]: ${message}\n`,
      );
    const value = (name: string) => (maria ? env[`MARIADB_${name}`] : undefined) ?? env[`MYSQL_${name}`];
    if (sys.memory === null) {
      const product = maria ? 'MariaDB' : 'MySQL';
      say(
        'Note',
        `Entrypoint script for ${product} Server ${env.MYSQL_VERSION ?? env.MARIADB_VERSION ?? ''} started.`,
      );
      if (sys.self.uid === 0) {
        say('Note', "Switching to dedicated user 'mysql'");
        dropTo(sys, 'mysql', ['/var/lib/mysql']);
      }
      if (readStored(sys, DATA) !== undefined) return become(sys, command);
      if (!PASSWORDS.some((name) => value(name) !== undefined && value(name) !== '')) {
        const prefix = maria ? 'MARIADB' : 'MYSQL';
        say(
          'ERROR',
          `Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n` +
            PASSWORDS.map((name) => `    - ${prefix}_${name}\n`)
              .join('')
              .trimEnd(),
        );
        return sys.exit(1);
      }
      say('Note', 'Initializing database files');
      sys.remember({ untilMs: sys.nowMs + (maria ? 3000 : INIT_MS) });
      return sys.block({ untilMs: sys.nowMs + (maria ? 3000 : INIT_MS) });
    }
    const { untilMs } = sys.memory as { readonly untilMs: number };
    if (sys.nowMs < untilMs) return sys.block({ untilMs });
    say('Note', 'Database files initialized');
    const user = value('USER');
    const database = value('DATABASE');
    let root: string | null = value('ROOT_PASSWORD') ?? null;
    if (root === null && value('RANDOM_ROOT_PASSWORD') !== undefined) {
      root = (sys.random() >>> 0).toString(36) + (sys.random() >>> 0).toString(36);
      say('Note', `GENERATED ROOT PASSWORD: ${root}`);
    }
    if (database !== undefined) say('Note', `Creating database ${database}`);
    if (user !== undefined) say('Note', `Creating user ${user}`);
    const stored: Stored = {
      passwords: { root, ...(user === undefined ? {} : { [user]: value('PASSWORD') ?? null }) },
      databases: database === undefined ? {} : { [database]: {} },
    };
    const failure = sys.writeFile(DATA, JSON.stringify(stored), { mode: 0o640 });
    if (failure !== undefined) {
      sys.write(2, `mysqld: Can't create/write to file '${DATA}' (OS errno 13 - Permission denied)\n`);
      return sys.exit(1);
    }
    const scripts = sys.readdir('/docker-entrypoint-initdb.d');
    if (!isErrno(scripts) && scripts.length > 0) {
      say(
        'Warn',
        `/docker-entrypoint-initdb.d: Podscope does not run what is in it (${scripts.map(({ name }) => name).join(', ')})`,
      );
    }
    say('Note', `${maria ? 'MariaDB' : 'MySQL'} init process done. Ready for start up.`);
    become(sys, command);
  },
};

interface Options {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | null;
  readonly sql: string | null;
  readonly quiet: boolean;
  readonly words: readonly string[];
}

function clientOptions(sys: Sys): Options {
  const { argv, env } = sys.self;
  let host = env.MYSQL_HOST ?? 'localhost';
  let port = 3306;
  let user = 'root';
  let password: string | null = env.MYSQL_PWD ?? null;
  let sql: string | null = null;
  let quiet = false;
  const words: string[] = [];
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i] as string;
    const match = /^(?:--([a-z-]+)(?:=(.*))?|-([a-zA-Z])(.*))$/s.exec(arg);
    if (match === null) {
      words.push(arg);
      continue;
    }
    const [, long, longValue, short, shortValue] = match;
    const name = long ?? short;
    const glued = long === undefined ? shortValue || undefined : longValue;
    if (name === 'p' || name === 'password') password = glued ?? '';
    else if (name === 'h' || name === 'host') host = glued ?? argv[++i] ?? host;
    else if (name === 'P' || name === 'port') port = Number(glued ?? argv[++i]);
    else if (name === 'u' || name === 'user') user = glued ?? argv[++i] ?? user;
    else if (name === 'e' || name === 'execute') sql = glued ?? argv[++i] ?? '';
    else if (name === 'N' || name === 'skip-column-names' || name === 's' || name === 'silent') quiet = true;
  }
  return { host, port, user, password, sql, quiet, words };
}

function connectionError(error: CallError, host: string, port: number): string {
  if (error === 'no such host') return `ERROR 2005 (HY000): Unknown MySQL server host '${host}' (-2)`;
  if (host === 'localhost') {
    return "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)";
  }
  const number = error === 'refused' ? 111 : error === 'timeout' ? 110 : 113;
  return `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (${number})`;
}

const mysql: Program = {
  rssBytes: 8 * 1024 ** 2,
  run(sys) {
    const { host, port, user, password, sql, quiet, words } = clientOptions(sys);
    let script = sql;
    if (script === null) {
      const memory = sys.memory as { readonly input?: string; readonly call?: unknown } | null;
      if (memory === null || memory.call === undefined) {
        let input = memory?.input ?? '';
        for (;;) {
          const part = sys.read(0);
          if (part === null) {
            sys.remember({ input });
            return sys.block({ readable: [0] });
          }
          if (isErrno(part) || part === '') break;
          input += part;
        }
        if (input.trim() === '') return sys.exit(0);
        script = input;
        sys.remember(null);
      } else script = '';
    }
    askDatabase(sys, {
      host,
      port,
      question: { user, password: password === '' ? null : password, database: words[0] ?? '', sql: script },
      failed: (_, error) => {
        sys.write(2, `${connectionError(error, host, port)}\n`);
        sys.exit(1);
      },
      done: (_, reply) => {
        if (password !== null && password !== '') {
          sys.write(2, 'mysql: [Warning] Using a password on the command line interface can be insecure.\n');
        }
        if (reply.denied !== undefined) {
          sys.write(2, `${reply.denied}\n`);
          return sys.exit(1);
        }
        for (const result of reply.results) {
          if ('error' in result) {
            sys.write(2, `${result.error}\n`);
            return sys.exit(1);
          }
          if (!('columns' in result) || result.rows.length === 0) continue;
          if (quiet) sys.write(1, showTabs(result.rows[0] as readonly string[], result.rows.slice(1)));
          else sys.write(1, (sys.isTerminal(1) ? showBox : showTabs)(result.columns, result.rows));
        }
        sys.exit(0);
      },
    });
  },
};

const mysqladmin: Program = {
  rssBytes: 5 * 1024 ** 2,
  run(sys) {
    const { host, port, user, password, words } = clientOptions(sys);
    const [command] = words;
    if (command === undefined) {
      sys.write(
        1,
        'mysqladmin  Ver 8.4 for Linux on x86_64\nUsage: mysqladmin [OPTIONS] command command....\n',
      );
      return sys.exit(1);
    }
    if (!['ping', 'status', 'version'].includes(command)) {
      sys.write(2, `mysqladmin: Podscope does not model the command '${command}'\n`);
      return sys.exit(1);
    }
    askDatabase(sys, {
      host,
      port,
      question: { user, password: password === '' ? null : password, database: '', sql: 'SELECT VERSION()' },
      failed: (_, error) => {
        sys.write(
          2,
          `mysqladmin: connect to server at '${host}' failed\nerror: '${connectionError(error, host, port).replace(/^ERROR \d+ \(HY000\): /, '')}'\n` +
            "Check that mysqld is running and that the socket: '/var/run/mysqld/mysqld.sock' exists!\n",
        );
        sys.exit(1);
      },
      done: (_, reply) => {
        // A server that denies access is alive all the same, which is all that ping asks.
        if (command === 'ping') {
          if (reply.denied !== undefined) {
            sys.write(
              2,
              `mysqladmin: connect to server at '${host}' failed\nerror: '${reply.denied.replace(/^ERROR \d+ \(\d+\): /, '')}'\n`,
            );
          } else sys.write(1, 'mysqld is alive\n');
          return sys.exit(0);
        }
        if (reply.denied !== undefined) {
          sys.write(2, `${reply.denied}\n`);
          return sys.exit(1);
        }
        sys.write(1, 'Uptime: 1  Threads: 1  Questions: 1  Slow queries: 0\n');
        sys.exit(0);
      },
    });
  },
};

const CLIENTS = ['mysql', 'mysqladmin', 'mysqldump'] as const;

function mysqlFiles({ version }: Tag): Files {
  return {
    ...accountFiles('oracle', ['mysql:999:999:/var/lib/mysql:/bin/bash']),
    '/usr/sbin/mysqld': binary('mysqld', { version, sizeBytes: 66_000_000 }),
    ...Object.fromEntries(
      CLIENTS.map((name) => [
        `/usr/bin/${name}`,
        binary(name === 'mysqldump' ? 'unmodelled' : name, { version }),
      ]),
    ),
    '/usr/local/bin/docker-entrypoint.sh': binary('mysql-entrypoint'),
    '/var/lib/mysql': directory(0o1777, 999),
    '/var/run/mysqld': directory(0o1777, 999),
    '/docker-entrypoint-initdb.d': directory(),
    '/etc/my.cnf': text('[mysqld]\nskip-name-resolve\ndatadir=/var/lib/mysql\nuser=mysql\n'),
  };
}

export const family: Family = {
  images: [
    ...images({
      repositories: [...official('mysql'), 'docker.io/mysql/mysql-server'],
      size: 232,
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['mysqld'],
      ports: [3306, 33060],
      on: 'oracle',
      volumes: ['/var/lib/mysql'],
      env: ({ version }) => ({
        MYSQL_MAJOR: version.replace(/\.\d+$/, ''),
        MYSQL_VERSION: `${version}-1.el9`,
      }),
      files: mysqlFiles,
      releases: ['9.5.0', '9.4.0', '8.4.7', '8.0.44', '5.7.44', '5.6.51', '5.5.62'],
      names: ['lts', 'innovation', '8', '9'],
      versions: { 5: [5, 7], 8: [0, 4], 9: [0, 5] },
      variants: ['oracle', 'oraclelinux9', 'debian', ...VARIANTS],
    }),
    ...images({
      repositories: official('mariadb'),
      size: 104,
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['mariadbd'],
      ports: [3306],
      on: 'ubuntu',
      volumes: ['/var/lib/mysql'],
      env: ({ version }) => ({ MARIADB_VERSION: version }),
      files: ({ version }) => ({
        ...accountFiles('ubuntu', ['mysql:999:999:/var/lib/mysql:/bin/bash']),
        '/usr/sbin/mariadbd': binary('mariadbd', { version, sizeBytes: 27_000_000 }),
        '/usr/bin/mariadb': binary('mysql', { version }),
        '/usr/bin/mysql': binary('mysql', { version }),
        '/usr/bin/mariadb-admin': binary('mysqladmin', { version }),
        '/usr/bin/mysqladmin': binary('mysqladmin', { version }),
        '/usr/local/bin/docker-entrypoint.sh': binary('mysql-entrypoint'),
        '/var/lib/mysql': directory(0o755, 999),
        '/run/mysqld': directory(0o1777, 999),
        '/docker-entrypoint-initdb.d': directory(),
      }),
      releases: ['12.1.2', '11.8.5', '11.4.9', '10.11.15', '10.6.24', '10.5.29', '10.3.39'],
      names: ['lts', '10', '11', '12'],
      versions: { 5: [5, 5], 10: [0, 11], 11: [0, 8], 12: [0, 1] },
      variants: ['jammy', 'noble', 'focal', 'ubi'],
    }),
  ],
  programs: { mysqld, mariadbd, mysql, mysqladmin, 'mysql-entrypoint': entrypoint },
};
