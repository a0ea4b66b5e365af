// Models docker-library/postgres@v18.1 docker-entrypoint.sh, postgres src/bin/psql, src/bin/scripts/pg_isready.c
// Differs: TCP only, also for a local connection, which needs no password; a small SQL (see databases/sql.ts).
import { isErrno } from '../linux/errno.ts';
import type { Program } from '../linux/program.ts';
import type { Sys } from '../linux/sys.ts';
import { accountFiles } from './base/accounts.ts';
import { askDatabase, databaseServer, readStored, type Stored } from './databases/server.ts';
import { showAligned } from './databases/sql.ts';
import { type Family, images, official, VARIANTS } from './family.ts';
import { binary, directory } from './files.ts';
import { dashDate } from './servers/dates.ts';
import { become, dropTo } from './servers/entrypoint.ts';
import { versionOf } from './servers/version.ts';

const INIT_MS = 1800;

function dataFile(sys: Sys): string {
  return `${sys.self.env.PGDATA ?? '/var/lib/postgresql/data'}/PG_VERSION`;
}

const postgres: Program = databaseServer({
  dialect: 'postgres',
  port: 5432,
  startupMs: 500,
  stopMs: 200,
  rssBytes: 28 * 1024 ** 2,
  dataFile,
  log: (sys, message) => sys.write(2, `${dashDate(sys.nowMs, '.')} UTC [${sys.getpid()}] LOG:  ${message}\n`),
  startingLines: (sys) => [
    `starting PostgreSQL ${versionOf(sys)} (Debian ${versionOf(sys)}-1.pgdg13+1) on x86_64-pc-linux-gnu, 64-bit`,
    'listening on IPv4 address "0.0.0.0", port 5432',
    'listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"',
  ],
  readyLine: () => 'database system is ready to accept connections',
  stoppingLines: () => [
    'received fast shutdown request',
    'aborting any active transactions',
    'database system is shut down',
  ],
});

const entrypoint: Program = {
  run(sys) {
    const args = sys.self.argv.slice(1);
    const command = args[0] === undefined || args[0].startsWith('-') ? ['postgres', ...args] : args;
    if (command[0] !== 'postgres') return become(sys, command);
    const { env } = sys.self;
    const path = dataFile(sys);
    if (sys.memory === null) {
      const parts = path.split('/').slice(1, -1);
      for (let i = 1; i <= parts.length; i++) sys.mkdir(`/${parts.slice(0, i).join('/')}`);
      dropTo(sys, 'postgres', [`/${parts.join('/')}`, '/var/run/postgresql']);
      if (readStored(sys, path) !== undefined) {
        sys.write(
          1,
          '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n',
        );
        return become(sys, command);
      }
      const directoryPath = path.replace(/\/[^/]*$/, '');
      const inside = sys.readdir(directoryPath);
      if (!isErrno(inside) && inside.some(({ name }) => name === 'lost+found')) {
        sys.write(
          2,
          `initdb: error: directory "${directoryPath}" exists but is not empty\ninitdb: detail: It contains a lost+found directory, perhaps due to it being a mount point.\n` +
            'initdb: hint: Using a mount point directly as the data directory is not recommended.\nCreate a subdirectory under the mount point.\n',
        );
        return sys.exit(1);
      }
      if (!env.POSTGRES_PASSWORD && env.POSTGRES_HOST_AUTH_METHOD !== 'trust') {
        sys.write(
          2,
          'Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n' +
            '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".\n\n       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all\n' +
            '       connections without a password. This is *not* recommended.\n\n       See PostgreSQL documentation about "trust":\n' +
            '       https://www.postgresql.org/docs/current/auth-trust.html\n',
        );
        return sys.exit(1);
      }
      sys.write(
        1,
        `The files belonging to this database system will be owned by user "postgres".\nThis user must also own the server process.\n\n` +
          `fixing permissions on existing directory ${directoryPath} ... ok\ncreating subdirectories ... ok\ncreating configuration files ... ok\n` +
          'running bootstrap script ... ok\n',
      );
      sys.remember({ untilMs: sys.nowMs + INIT_MS });
      return sys.block({ untilMs: sys.nowMs + INIT_MS });
    }
    const { untilMs } = sys.memory as { readonly untilMs: number };
    if (sys.nowMs < untilMs) return sys.block({ untilMs });
    const user = env.POSTGRES_USER ?? 'postgres';
    const stored: Stored = {
      passwords: {
        [user]: env.POSTGRES_HOST_AUTH_METHOD === 'trust' ? null : (env.POSTGRES_PASSWORD ?? null),
      },
      databases: { postgres: {}, [env.POSTGRES_DB ?? user]: {} },
    };
    const failure = sys.writeFile(path, JSON.stringify(stored), { mode: 0o600 });
    if (failure !== undefined) {
      sys.write(
        2,
        `initdb: error: could not access directory "${path.replace(/\/[^/]*$/, '')}": Permission denied\n`,
      );
      return sys.exit(1);
    }
    sys.write(1, 'syncing data to disk ... ok\n\nPostgreSQL init process complete; ready for start up.\n\n');
    become(sys, command);
  },
};

function clientOptions(sys: Sys) {
  const { argv, env } = sys.self;
  let host = env.PGHOST ?? '';
  let port = Number(env.PGPORT ?? 5432);
  let user = env.PGUSER ?? 'postgres';
  let database = env.PGDATABASE;
  let sql: string | null = null;
  let isTuplesOnly = false;
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
    const value = () => (long === undefined ? shortValue || undefined : longValue) ?? argv[++i] ?? '';
    if (name === 'h' || name === 'host') host = value();
    else if (name === 'p' || name === 'port') port = Number(value());
    else if (name === 'U' || name === 'username') user = value();
    else if (name === 'd' || name === 'dbname') database = value();
    else if (name === 'c' || name === 'command') sql = value();
    else if (name === 't') {
      // Seconds for pg_isready, and no headers for psql.
      if (/pg_isready$/.test(argv[0] as string)) value();
      else isTuplesOnly = true;
    }
  }
  const isLocal = host === '' || host.startsWith('/');
  return {
    host: isLocal ? '127.0.0.1' : host,
    shown: isLocal ? '/var/run/postgresql' : host,
    isLocal,
    port,
    user: words[1] ?? user,
    database: database ?? words[0] ?? user,
    sql,
    isTuplesOnly,
  };
}

const psql: Program = {
  rssBytes: 6 * 1024 ** 2,
  run(sys) {
    const { host, isLocal, shown, port, user, database, sql, isTuplesOnly } = clientOptions(sys);
    let script = sql ?? '';
    if (sql === null) {
      const memory = sys.memory as { readonly input?: string; readonly call?: unknown } | null;
      if (memory === null || memory.call === undefined) {
        script = memory?.input ?? '';
        for (;;) {
          const part = sys.read(0);
          if (part === null) {
            sys.remember({ input: script });
            return sys.block({ readable: [0] });
          }
          if (isErrno(part) || part === '') break;
          script += part;
        }
        if (script.trim() === '') return sys.exit(0);
        sys.remember(null);
      }
    }
    const stored = isLocal ? readStored(sys, dataFile(sys)) : undefined;
    const password = stored?.passwords[user] ?? sys.self.env.PGPASSWORD ?? null;
    askDatabase(sys, {
      host,
      port,
      question: { user, password, database, sql: script },
      failed: (_, error) => {
        const why =
          error === 'refused'
            ? 'Connection refused'
            : error === 'timeout'
              ? 'Connection timed out'
              : 'No route to host';
        if (error === 'no such host') {
          sys.write(
            2,
            `psql: error: could not translate host name "${host}" to address: Name or service not known\n`,
          );
        } else if (isLocal) {
          sys.write(
            2,
            `psql: error: connection to server on socket "${shown}/.s.PGSQL.${port}" failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?\n`,
          );
        } else {
          sys.write(
            2,
            `psql: error: connection to server at "${host}", port ${port} failed: ${why}\n\tIs the server running on that host and accepting TCP/IP connections?\n`,
          );
        }
        sys.exit(2);
      },
      done: (_, reply) => {
        if (reply.denied !== undefined) {
          sys.write(
            2,
            `psql: error: connection to server at "${host}", port ${port} failed: ${reply.denied}\n`,
          );
          return sys.exit(2);
        }
        for (const result of reply.results) {
          if ('error' in result) {
            sys.write(2, `${result.error}\n`);
            return sys.exit(1);
          }
          if (!('columns' in result)) sys.write(1, `${result.done}\n`);
          else if (isTuplesOnly) sys.write(1, result.rows.map((row) => ` ${row.join(' | ')}\n`).join(''));
          else sys.write(1, showAligned(result.columns, result.rows));
        }
        sys.exit(0);
      },
    });
  },
};

const pgIsready: Program = {
  rssBytes: 3 * 1024 ** 2,
  run(sys) {
    const { host, shown, port, user, database } = clientOptions(sys);
    askDatabase(sys, {
      host,
      port,
      question: { user, password: null, database, sql: '' },
      failed: () => {
        sys.write(1, `${shown}:${port} - no response\n`);
        sys.exit(2);
      },
      // Who asks does not matter, only that somebody answers.
      done: () => {
        sys.write(1, `${shown}:${port} - accepting connections\n`);
        sys.exit(0);
      },
    });
  },
};

export const family: Family = {
  images: images({
    repositories: official('postgres'),
    size: 160,
    alpineSize: 108,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['postgres'],
    ports: [5432],
    stopSignal: 'SIGINT',
    volumes: ['/var/lib/postgresql/data'],
    env: ({ version }) => ({
      PATH: `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/${version.split('.')[0]}/bin`,
      PG_MAJOR: version.split('.')[0] as string,
      PG_VERSION: version,
      PGDATA: '/var/lib/postgresql/data',
    }),
    files: ({ version, alpine }) => ({
      ...accountFiles(alpine ? 'alpine' : 'debian', ['postgres:999:999:/var/lib/postgresql:/bin/bash']),
      '/usr/local/bin/docker-entrypoint.sh': binary('postgres-entrypoint'),
      '/usr/local/bin/postgres': binary('postgres', { version, sizeBytes: 9_000_000 }),
      '/usr/local/bin/psql': binary('psql', { version }),
      '/usr/local/bin/pg_isready': binary('pg_isready', { version }),
      '/var/lib/postgresql/data': directory(0o1777, 999),
      '/var/run/postgresql': directory(0o3777, 999),
      '/docker-entrypoint-initdb.d': directory(),
    }),
    releases: ['18.1', '17.7', '16.11', '15.15', '14.20', '13.23', '12.22', '11.22', '10.23', '9.6.24'],
    names: ['alpine', 'bookworm'],
    versions: Object.fromEntries([
      [9, [0, 6]],
      ...Array.from({ length: 9 }, (_, i) => [10 + i, [0, 23]] as const),
    ]),
    variants: VARIANTS,
  }),
  programs: { postgres, psql, pg_isready: pgIsready, 'postgres-entrypoint': entrypoint },
};
