// What well-known programs do when they run, by the name of their executable.
// Differs: until containers are simulated Linux processes, a program is what it listens on, how long it runs
// and how it answers signals.

/** An HTTP answer from `fromMs` after the start on; the last that applies counts. */
export interface HttpAnswer {
  /** A path, or `*` for all that are not listed. */
  readonly path: string;
  readonly fromMs: number;
  readonly status: number;
}

export interface Executable {
  /** Ports it accepts connections on; `given` is for those named in its arguments or the Pod. */
  readonly listens: readonly number[];
  /** How long it takes from its start until it accepts connections. */
  readonly readyMs: number;
  /** Null: it does not speak HTTP. */
  readonly http: readonly HttpAnswer[] | null;
  /** How it ends when told to; null: it ignores the signal when it is process 1. */
  readonly stop: { readonly afterMs: number; readonly exitCode: number } | null;
  /** It refuses to start unless one of these is set. */
  readonly needsEnv?: { readonly anyOf: readonly string[]; readonly exitCode: number; readonly says: string };
  /** It is done after this time; null: it serves until stopped. */
  readonly runsForMs: number | null;
}

const OK: readonly HttpAnswer[] = [{ path: '*', fromMs: 0, status: 200 }];
/** A web server with nothing but its welcome page. */
const WELCOME: readonly HttpAnswer[] = [
  { path: '*', fromMs: 0, status: 404 },
  { path: '/', fromMs: 0, status: 200 },
  { path: '/index.html', fromMs: 0, status: 200 },
];

function server(
  listens: readonly number[],
  readyMs: number,
  http: readonly HttpAnswer[] | null,
  stop: Executable['stop'],
  more: Partial<Executable> = {},
): Executable {
  return { listens, readyMs, http, stop, runsForMs: null, ...more };
}

const GRACEFUL = { afterMs: 50, exitCode: 0 };

const TABLE: Readonly<Record<string, Executable>> = {
  pause: server([], 0, null, { afterMs: 0, exitCode: 0 }),
  nginx: server([80], 50, WELCOME, GRACEFUL),
  httpd: server([80], 100, WELCOME, GRACEFUL),
  'httpd-foreground': server([80], 100, WELCOME, GRACEFUL),
  'apache2-foreground': server([80], 150, OK, GRACEFUL),
  'catalina.sh': server([8080], 2500, WELCOME, { afterMs: 300, exitCode: 143 }),
  mysqld: server(
    [3306, 33060],
    8000,
    null,
    { afterMs: 1200, exitCode: 0 },
    {
      needsEnv: {
        anyOf: ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'],
        exitCode: 1,
        says: 'Database is uninitialized and password option is not specified',
      },
    },
  ),
  postgres: server(
    [5432],
    2500,
    null,
    { afterMs: 200, exitCode: 0 },
    {
      needsEnv: {
        anyOf: ['POSTGRES_PASSWORD', 'POSTGRES_HOST_AUTH_METHOD'],
        exitCode: 1,
        says: 'Error: Database is uninitialized and superuser password is not specified.',
      },
    },
  ),
  'redis-server': server([6379], 60, null, { afterMs: 20, exitCode: 0 }),
  fluentd: server([24224], 1500, null, { afterMs: 500, exitCode: 0 }),
  'fluent-bit': server([2020], 200, OK, { afterMs: 1000, exitCode: 0 }),
  filebeat: server([], 500, null, { afterMs: 100, exitCode: 0 }),
  envoy: server([10000], 300, OK, { afterMs: 100, exitCode: 0 }),
  goproxy: server([8080], 50, OK, { afterMs: 0, exitCode: 2 }),
  whoami: server([80], 20, OK, { afterMs: 0, exitCode: 2 }),
  'http-echo': server([5678], 20, OK, { afterMs: 10, exitCode: 0 }),
  'hello-app': server([8080], 20, OK, { afterMs: 0, exitCode: 2 }),
  dockerd: server([2375], 1500, null, { afterMs: 500, exitCode: 0 }),
  /** The server of the liveness example: healthy for ten seconds, then not. */
  server: server(
    [8080],
    20,
    [
      { path: '*', fromMs: 0, status: 404 },
      { path: '/healthz', fromMs: 0, status: 200 },
      { path: '/healthz', fromMs: 10_000, status: 500 },
    ],
    { afterMs: 0, exitCode: 2 },
  ),
  hello: server([], 0, null, null, { runsForMs: 20 }),
};

export function findExecutable(name: string): Executable | undefined {
  return Object.hasOwn(TABLE, name) ? TABLE[name] : undefined;
}

const AGNHOST: Readonly<Record<string, Executable>> = {
  pause: server([], 0, null, { afterMs: 0, exitCode: 0 }),
  netexec: server([8080], 30, OK, { afterMs: 0, exitCode: 2 }),
  'serve-hostname': server([9376], 30, OK, { afterMs: 0, exitCode: 0 }),
  porter: server([], 30, OK, { afterMs: 0, exitCode: 2 }),
  liveness: TABLE.server as Executable,
  nettest: server([8080], 30, OK, { afterMs: 0, exitCode: 2 }),
  'test-webserver': server([80], 30, OK, { afterMs: 0, exitCode: 2 }),
  webserver: server([8000], 30, OK, { afterMs: 0, exitCode: 2 }),
  'grpc-health-checking': server([5000, 8080], 30, OK, { afterMs: 0, exitCode: 2 }),
};

/** A subcommand of agnhost, the many-in-one test image of Kubernetes' documentation. */
export function findAgnhostCommand(name: string): Executable | undefined {
  return Object.hasOwn(AGNHOST, name) ? AGNHOST[name] : undefined;
}

/** An image or program nobody knows, taken to serve HTTP on the ports the Pod names. */
export function assumedServer(ports: readonly number[]): Executable {
  return server(ports, 100, OK, { afterMs: 100, exitCode: 0 });
}
