// Models kubernetes@v1.36.0 test/images/agnhost

import { isErrno } from '../linux/errno.ts';
import { type Lookup, resumeLookup, startLookup } from '../linux/net/dns.ts';
import type { Program } from '../linux/program.ts';
import type { Sys } from '../linux/sys.ts';
import { grpcHealth } from './agnhost/grpcHealth.ts';
import { accountFiles } from './base/accounts.ts';
import { tool } from './base/modelled.ts';
import { type Family, images, kubernetes } from './family.ts';
import { binary } from './files.ts';
import { dashDate } from './servers/dates.ts';
import { goRedirect } from './servers/go.ts';
import { goHeaders } from './servers/headers.ts';
import { pathOf, queryOf } from './servers/pages.ts';
import { json, optionsOf, plain, portOf, server } from './servers/simple.ts';

const option = (sys: Sys, name: string): string | undefined => optionsOf(sys.self.argv).options[name];

/** How long the liveness example is well. */
const HEALTHY_MS = 10_000;

/** Answers 200 for ten seconds, then 500: the server of the documentation's liveness example. */
const liveness: Program = server({
  ports: () => [8080],
  site: (sys, vars) => ({
    headers: goHeaders,
    handle: (_, { request }) => {
      const path = pathOf(request.target);
      const elapsedMs = sys.nowMs - Number(vars.startedMs);
      if (path === '/redirect') return goRedirect(queryOf(request.target).loc ?? '', 302);
      if (path === '/started') return plain(`started: ${goHeaders(sys)[0]?.[1]}`);
      if (path !== '/healthz') return plain('404 page not found\n', 404);
      if (elapsedMs > HEALTHY_MS)
        return plain(`error: ${(elapsedMs / 1000).toFixed(9).replace(/0+$/, '')}`, 500);
      return plain('ok');
    },
  }),
});

const netexec: Program = server({
  ports: (sys) => [portOf(option(sys, 'http-port'), 8080)],
  ready: (sys, [port]) => sys.write(1, `Started HTTP server on port ${port}\n`),
  site: (sys, vars) => ({
    headers: goHeaders,
    handle: (_, { request, remote, local }) => {
      const path = pathOf(request.target);
      const query = queryOf(request.target);
      const from = `${remote.ip}:${remote.port}`;
      switch (path) {
        case '/':
          return plain(`NOW: ${dashDate(sys.nowMs, '.')} +0000 UTC`);
        case '/clientip':
          return plain(from);
        case '/header':
          return plain(
            request.headers.find(([key]) => key.toLowerCase() === (query.key ?? '').toLowerCase())?.[1] ?? '',
          );
        case '/hostname':
        case '/hostName':
          return plain(sys.hostname());
        case '/healthz':
          return vars.sick === true ? plain('', 412) : plain('');
        case '/echo': {
          const status = Number(query.code ?? 200);
          return plain(query.msg ?? '', status >= 200 && status <= 599 ? status : 200);
        }
        case '/exit': {
          vars.exit = Number(query.code ?? 0);
          return plain('');
        }
        case '/shutdown':
          vars.exit = 0;
          return plain('');
        case '/redirect':
          return goRedirect(query.location ?? '', Number(query.code ?? 302));
        case '/server':
          return plain(local.ip);
        case '/dial':
        case '/shell':
        case '/upload':
          return plain(`${path} of agnhost netexec is not modelled here\n`, 501);
        default:
          return plain('404 page not found\n', 404);
      }
    },
    log: (_, { request, remote }) =>
      sys.write(2, `${request.method} ${request.target} from ${remote.ip}:${remote.port}\n`),
  }),
});

const serveHostname: Program = server({
  ports: (sys) => [portOf(option(sys, 'port'), 9376)],
  ready: (sys, [port]) => sys.write(2, `Serving on port ${port}.\n`),
  stop: 0,
  site: (sys) => ({ headers: goHeaders, handle: () => plain(`${sys.hostname()}\n`) }),
});

const testWebserver: Program = server({
  ports: (sys) => [portOf(option(sys, 'port'), 80)],
  site: () => ({
    headers: goHeaders,
    handle: (sys, { request }) => {
      const text = sys.readFile(pathOf(request.target));
      return isErrno(text) ? plain('404 page not found\n', 404) : plain(text);
    },
  }),
});

const porter: Program = server({
  ports: (sys) =>
    Object.keys(sys.self.env)
      .map((name) => /^SERVE_PORT_(\d+)$/.exec(name)?.[1])
      .filter((port) => port !== undefined)
      .map(Number),
  site: (sys) => ({
    headers: goHeaders,
    handle: (_, { local }) => plain(sys.self.env[`SERVE_PORT_${local.port}`] ?? ''),
  }),
});

const nettest: Program = server({
  ports: (sys) => [portOf(option(sys, 'port'), 8080)],
  site: () => ({
    headers: goHeaders,
    handle: (sys, { request }) =>
      pathOf(request.target) === '/read'
        ? json({
            Hostname: sys.hostname(),
            Sent: {},
            Received: {},
            Errors: null,
            Log: null,
            StillContactingPeers: false,
          })
        : plain('pass'),
  }),
});

/** Waits for a signal, collects children. */
const pauseCommand: Program = {
  run(sys) {
    if (sys.memory === null) {
      sys.onSignal('TERM', 'handle');
      sys.onSignal('INT', 'handle');
      sys.write(1, 'Paused\n');
      sys.remember({});
    }
    if (sys.takeSignal() !== undefined) return sys.exit(0);
    sys.block({});
  },
};

interface Connecting {
  readonly fd: number;
  readonly untilMs: number;
  readonly lookup: Lookup | null;
}

/** `agnhost connect HOST:PORT`: prints nothing when it works, and TIMEOUT, REFUSED or DNS otherwise. */
const connect: Program = {
  run(sys) {
    const { options, rest } = optionsOf(sys.self.argv);
    const match = /^(.+):(\d+)$/.exec(rest[1] ?? '');
    const end = (word: string) => {
      sys.write(2, `${word}\n`);
      sys.exit(1);
    };
    if (match === null) return end('OTHER: usage: agnhost connect HOST:PORT');
    let state = sys.memory as Connecting | null;
    if (state === null || state.lookup !== null) {
      const seconds = Number.parseFloat(options.timeout ?? '') || 30;
      const untilMs = state?.untilMs ?? sys.nowMs + seconds * 1000;
      const step =
        state?.lookup == null ? startLookup(sys, match[1] as string) : resumeLookup(sys, state.lookup);
      if ('lookup' in step) {
        sys.remember({ fd: -1, untilMs, lookup: step.lookup });
        return sys.block(step.wait);
      }
      const ip = step.done.addresses[0];
      if (ip === undefined) return end('DNS');
      const fd = sys.connect({ ip, port: Number(match[2]) });
      if (isErrno(fd)) return end('OTHER');
      state = { fd, untilMs, lookup: null };
    }
    const stands = sys.connected(state.fd);
    if (stands === true) return sys.exit(0);
    if (isErrno(stands)) {
      return end(
        stands.errno === 'ECONNREFUSED' ? 'REFUSED' : stands.errno === 'ETIMEDOUT' ? 'TIMEOUT' : 'OTHER',
      );
    }
    if (sys.nowMs >= state.untilMs) return end('TIMEOUT');
    sys.remember(state);
    sys.block({ writable: [state.fd], readable: [state.fd], untilMs: state.untilMs });
  },
};

/** Writes log lines at a rate. */
const logsGenerator: Program = {
  run(sys) {
    const { options } = optionsOf(sys.self.argv);
    const total = Number(
      options['log-lines-total'] ?? options.t ?? sys.self.env.LOGS_GENERATOR_LINES_TOTAL ?? 0,
    );
    const text = options['run-duration'] ?? options.d ?? sys.self.env.LOGS_GENERATOR_DURATION ?? '1s';
    const match = /^(\d+)(ms|s|m|h)?$/.exec(text);
    const durationMs =
      Number(match?.[1] ?? 1) * ({ ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match?.[2] ?? 's'] ?? 1000);
    let state = sys.memory as { readonly written: number; readonly startMs: number } | null;
    state ??= { written: 0, startMs: sys.nowMs };
    if (total <= 0) {
      sys.write(2, `Invalid total number of lines: ${total}\n`);
      return sys.exit(1);
    }
    const everyMs = durationMs / total;
    let { written } = state;
    while (
      written < total &&
      state.startMs + Math.floor(written * everyMs) <= sys.nowMs &&
      sys.withinBudget()
    ) {
      const verb = ['GET', 'PUT', 'POST'][sys.random() % 3];
      const resource = (sys.random() % 46_656).toString(36).padStart(3, 'a');
      sys.write(
        2,
        `${written} ${verb} /api/v1/namespaces/default/pods/${resource} ${200 + (sys.random() % 400)}\n`,
      );
      written++;
    }
    if (written >= total) return sys.exit(0);
    sys.remember({ ...state, written });
    sys.block({ untilMs: Math.max(sys.nowMs + 1, state.startMs + Math.floor(written * everyMs)) });
  },
};

const entrypointTester: Program = {
  run(sys) {
    sys.write(1, `[${sys.self.argv.join(' ')}]\n`);
    sys.exit(0);
  },
};

/** Prints what a file of the resolver says. */
const dnsSuffix: Program = {
  run(sys) {
    const text = sys.readFile('/etc/resolv.conf');
    const search = isErrno(text) ? undefined : /^search (.*)$/m.exec(text)?.[1];
    sys.write(1, (search ?? '').split(' ').join(','));
    sys.exit(0);
  },
};

const dnsServers: Program = {
  run(sys) {
    const text = sys.readFile('/etc/resolv.conf');
    const servers = isErrno(text) ? [] : [...text.matchAll(/^nameserver (\S+)/gm)].map((match) => match[1]);
    sys.write(1, servers.join(','));
    sys.exit(0);
  },
};

const etcHosts: Program = {
  run(sys) {
    const text = sys.readFile('/etc/hosts');
    sys.write(1, isErrno(text) ? '' : text);
    sys.exit(0);
  },
};

const COMMANDS: Readonly<Record<string, Program>> = {
  pause: pauseCommand,
  netexec,
  liveness,
  'grpc-health-checking': grpcHealth,
  'serve-hostname': serveHostname,
  'test-webserver': testWebserver,
  porter,
  nettest,
  connect,
  'logs-generator': logsGenerator,
  'entrypoint-tester': entrypointTester,
  'dns-suffix': dnsSuffix,
  'dns-server-list': dnsServers,
  'etc-hosts': etcHosts,
};

const NOT_MODELLED = (
  'audit-proxy crd-conversion-webhook fake-gitserver fake-registry-server guestbook inclusterclient ' +
  'mounttest mtlsclient mtlsserver net no-snat-test no-snat-test-proxy openidmetadata pod-certificate-signer ' +
  'resource-consumer resource-consumer-controller stress tcp-reset webhook'
).split(' ');

const agnhost: Program = {
  rssBytes: 12 * 1024 ** 2,
  run(sys) {
    const name = sys.self.argv[1] ?? '';
    if (name === '--version') {
      sys.write(1, 'agnhost version 2.57\n');
      return sys.exit(0);
    }
    const command = COMMANDS[name];
    if (command !== undefined) return command.run(sys);
    if (NOT_MODELLED.includes(name)) {
      sys.write(2, `agnhost ${name}: Podscope does not model this command\n`);
      return sys.exit(127);
    }
    sys.write(2, name === '' ? 'Usage:\n  app [command]\n' : `Error: unknown command "${name}" for "app"\n`);
    sys.exit(1);
  },
};

export const family: Family = {
  images: [
    ...images({
      repositories: [...kubernetes('e2e-test-images/agnhost', 'agnhost'), 'docker.io/gcr.io/agnhost'],
      size: 50.9,
      entrypoint: ['/agnhost'],
      cmd: ['pause'],
      on: 'alpine',
      files: {
        '/agnhost': binary('agnhost', { sizeBytes: 51_000_000 }),
        ...accountFiles(
          'alpine',
          ['user-defined-in-image:1000:1000:/home/user-defined-in-image:/bin/sh'],
          ['group-defined-in-image:50000:user-defined-in-image'],
        ),
        ...Object.fromEntries(
          ['curl', 'dig', 'host', 'bash', 'ss'].map((name) => [`/usr/bin/${name}`, binary(tool(name))]),
        ),
      },
      versions: { 2: [0, 57] },
    }),
    ...images({
      repositories: kubernetes('liveness'),
      size: 2.4,
      cmd: ['/server'],
      on: 'scratch',
      files: { '/server': binary('liveness') },
      names: ['e2e'],
    }),
    ...images({
      repositories: [...kubernetes('serve_hostname'), ...kubernetes('e2e-test-images/serve-hostname')],
      size: 2.4,
      cmd: ['/serve_hostname'],
      ports: [9376],
      on: 'scratch',
      files: { '/serve_hostname': binary('serve-hostname') },
      names: ['v1.4', 'e2e'],
      versions: { 1: [1, 4] },
    }),
    ...images({
      repositories: kubernetes('test-webserver', 'e2e-test-images/test-webserver'),
      size: 2.4,
      cmd: ['/test-webserver'],
      ports: [80],
      on: 'scratch',
      files: { '/test-webserver': binary('test-webserver') },
      names: ['e2e'],
    }),
  ],
  programs: { 'test-webserver': testWebserver, agnhost, liveness, 'serve-hostname': serveHostname },
};
