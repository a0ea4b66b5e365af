// Models nginx@v1.29 src/os/unix/ngx_process_cycle.c (ngx_master_process_cycle), src/core/ngx_cycle.c
import { isErrno } from '../../linux/errno.ts';
import { type LookupStep, resumeLookup, startLookup } from '../../linux/net/dns.ts';
import { isIp } from '../../linux/net/ip.ts';
import { parseSignal, type Signal, signalNumber } from '../../linux/signal.ts';
import type { Sys } from '../../linux/sys.ts';
import { numbered } from '../servers/errors.ts';
import { httpState } from '../servers/http.ts';
import { findUser } from '../servers/users.ts';
import { versionOf } from '../servers/version.ts';
import type { Config } from './config.ts';
import { fail, log } from './log.ts';
import { readConfig } from './read.ts';
import type { Listening, Loading, Master, WorkerState } from './state.ts';
import { FATAL } from './worker.ts';

const BIND_TRIES = 5;
const BIND_PAUSE_MS = 500;

export function manage(sys: Sys, before: Master): void {
  let master: Master | null = before;
  for (let signal = sys.takeSignal(); signal !== undefined; signal = sys.takeSignal()) {
    if (signal === 'CHLD') continue;
    master = onSignal(sys, master, signal);
    if (master === null) return;
  }
  master = reap(sys, master);
  if (master === null) return;
  if (master.loading !== null) {
    master = load(sys, master, master.loading);
    if (master === null) return;
  }
  sys.remember(master);
  const { lookup } = master.loading ?? { lookup: null };
  const untilMs = lookup?.untilMs ?? (master.tries > 0 && master.loading !== null ? master.retryMs : null);
  sys.block({ child: true, untilMs, readable: lookup === null ? [] : [lookup.fd] });
}

function onSignal(sys: Sys, master: Master, signal: Signal): Master | null {
  const { config, logs } = master;
  const number = signalNumber(signal);
  if (config === null) {
    if (signal === 'TERM' || signal === 'INT' || signal === 'QUIT') {
      sys.exit(0);
      return null;
    }
    return master;
  }
  const note = (message: string) => log(sys, logs, config.errorLog, 'notice', message);
  const tell = (to: Signal) => {
    for (const pid of [...master.workers, ...master.leaving]) sys.kill(pid, to);
  };
  switch (signal) {
    case 'QUIT':
      note(`signal ${number} (SIGQUIT) received, shutting down`);
      tell('QUIT');
      for (const { fd } of master.listeners) sys.close(fd);
      return { ...master, listeners: [], stopping: true };
    case 'TERM':
    case 'INT':
      note(`signal ${number} (SIG${signal}) received, exiting`);
      tell('TERM');
      return { ...master, stopping: true };
    case 'HUP': {
      note(`signal ${number} (SIGHUP) received, reconfiguring`);
      note('reconfiguring');
      const next = readConfig(sys, master.options);
      if (typeof next !== 'string')
        return { ...master, loading: { config: next, addresses: {}, lookup: null } };
      log(sys, logs, config.errorLog, 'emerg', next);
      return master;
    }
    case 'USR1':
      note(`signal ${number} (SIGUSR1) received, reopening logs`);
      return master;
    default:
      return master;
  }
}

/** Collects ended workers and starts others in their place. Null when there is nothing left to manage. */
function reap(sys: Sys, before: Master): Master | null {
  let master = before;
  for (let child = sys.waitpid(-1); child !== null && !isErrno(child); child = sys.waitpid(-1)) {
    const { pid, status } = child;
    const { config } = master;
    if (config === null) continue;
    const isWorker = master.workers.includes(pid);
    const word = isWorker || master.leaving.includes(pid) ? 'worker process' : 'unknown process';
    log(sys, master.logs, config.errorLog, 'notice', `signal 17 (SIGCHLD) received from ${pid}`);
    if (status.signal === null) {
      log(sys, master.logs, config.errorLog, 'notice', `${word} ${pid} exited with code ${status.code}`);
    } else {
      const number = signalNumber(parseSignal(status.signal) ?? 'KILL');
      log(sys, master.logs, config.errorLog, 'alert', `${word} ${pid} exited on signal ${number}`);
    }
    const without = (list: readonly number[]) => list.filter((one) => one !== pid);
    master = { ...master, workers: without(master.workers), leaving: without(master.leaving) };
    const isFatal = status.code === FATAL && status.signal === null;
    if (isWorker && isFatal) {
      const words = `${word} ${pid} exited with fatal code ${FATAL} and cannot be respawned`;
      log(sys, master.logs, config.errorLog, 'alert', words);
    } else if (isWorker && !master.stopping) {
      master = { ...master, workers: [...master.workers, ...spawnWorkers(sys, master, config, 1)] };
    }
  }
  if (master.stopping && master.workers.length + master.leaving.length === 0 && master.config !== null) {
    log(sys, master.logs, master.config.errorLog, 'notice', 'exit');
    sys.unlink(master.config.pidFile);
    sys.exit(0);
    return null;
  }
  return master;
}

/** Looks up the names of a configuration, then opens what it needs. Null: nginx has given up. */
function load(sys: Sys, master: Master, before: Loading): Master | null {
  let loading = before;
  const { config } = loading;
  const isFirst = master.config === null;
  const giveUp = (message: string): Master | null => {
    if (isFirst) {
      fail(sys, message);
      if (master.mode === 'test') {
        sys.write(2, `nginx: configuration file ${master.options.file} test failed\n`);
      }
      return null;
    }
    log(sys, master.logs, (master.config as Config).errorLog, 'emerg', message);
    return { ...master, loading: null };
  };
  for (const { host, what, where } of config.hosts) {
    if (isIp(host) || loading.addresses[host] !== undefined) continue;
    const step: LookupStep =
      loading.lookup === null ? startLookup(sys, host) : resumeLookup(sys, loading.lookup);
    if ('lookup' in step) return { ...master, loading: { ...loading, lookup: step.lookup } };
    if (step.done.error !== null) return giveUp(`host not found in upstream "${what}" in ${where}`);
    const addresses = { ...loading.addresses, [host]: step.done.addresses };
    loading = { config, addresses, lookup: null };
  }
  if (sys.nowMs < master.retryMs) return { ...master, loading };
  const user = sys.self.uid === 0 ? findUser(sys, config.user) : null;
  if (user === undefined) return giveUp(`getpwnam("${config.user}") failed`);
  for (const path of config.temporary) {
    const error = sys.mkdir(path, 0o700);
    if (error === undefined) {
      const denied = user === null ? undefined : sys.chown(path, user.uid, user.gid);
      if (denied !== undefined) {
        return giveUp(`chown("${path}", ${user?.uid}) failed (${numbered(denied.errno)})`);
      }
    } else if (error.errno !== 'EEXIST' && master.tries === 0) {
      return giveUp(`mkdir() "${path}" failed (${numbered(error.errno)})`);
    }
  }
  const logs = openLogs(sys, config, master.logs);
  if (typeof logs === 'string') return giveUp(logs);
  if (master.mode === 'test') {
    const { file } = master.options;
    sys.write(
      2,
      `nginx: the configuration file ${file} syntax is ok\nnginx: configuration file ${file} test is successful\n`,
    );
    sys.exit(0);
    return null;
  }
  const opened = { ...master, loading, logs };
  const bound = bind(sys, opened, config);
  return bound === null ? tryAgain(sys, opened, config) : run(sys, { ...opened, listeners: bound }, loading);
}

/** A pure memo: the Pods of an image share their configuration. */
const pathsOf = new WeakMap<Config, ReadonlySet<string>>();

function logPaths(config: Config): ReadonlySet<string> {
  const known = pathsOf.get(config);
  if (known !== undefined) return known;
  const paths = new Set<string>([config.errorLog.path]);
  for (const { settings, locations } of config.servers) {
    const all = [settings, ...flatten(locations).map((location) => location.settings)];
    for (const { errorLog, accessLogs } of all) {
      paths.add(errorLog.path);
      for (const { path } of accessLogs ?? []) paths.add(path);
    }
  }
  pathsOf.set(config, paths);
  return paths;
}

function openLogs(
  sys: Sys,
  config: Config,
  open: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> | string {
  const logs: Record<string, number> = { ...open };
  for (const path of logPaths(config)) {
    if (logs[path] !== undefined || /^(syslog|memory):/.test(path)) continue;
    if (path === 'stderr') {
      logs[path] = 2;
      continue;
    }
    const whole = path.startsWith('/') ? path : `/etc/nginx/${path}`;
    const fd = sys.open(whole, { access: 'w', append: true, create: true });
    if (isErrno(fd)) return `open() "${whole}" failed (${numbered(fd.errno)})`;
    logs[path] = fd;
  }
  return logs;
}

function flatten(locations: Config['servers'][number]['locations']): Config['servers'][number]['locations'] {
  return locations.flatMap((location) => [location, ...flatten(location.locations)]);
}

/** Listens on all addresses; null when one is taken, which has been logged. */
function bind(sys: Sys, master: Master, config: Config): readonly Listening[] | null {
  const wanted = new Map<string, { ip: string; port: number }>();
  for (const { listens } of config.servers) {
    for (const { ip, port } of listens) wanted.set(`${ip}:${port}`, { ip, port });
  }
  // One socket for all addresses serves a port's other addresses as well.
  const entries = [...wanted.values()].filter(
    ({ ip, port }) => ip === '0.0.0.0' || !wanted.has(`0.0.0.0:${port}`),
  );
  const listening: Listening[] = [];
  let isFree = true;
  for (const { ip, port } of entries) {
    const old = master.listeners.find((one) => one.ip === ip && one.port === port);
    if (old !== undefined) {
      listening.push(old);
      continue;
    }
    const fd = sys.listen({ ip, port });
    if (isErrno(fd)) {
      const message = `bind() to ${ip}:${port} failed (${numbered(fd.errno)})`;
      log(sys, master.logs, config.errorLog, 'emerg', message);
      if (master.config === null) sys.write(2, `nginx: [emerg] ${message}\n`);
      if (fd.errno !== 'EADDRINUSE') {
        if (master.config === null) sys.exit(1);
        return null;
      }
      isFree = false;
    } else listening.push({ ip, port, fd });
  }
  if (isFree) {
    for (const old of master.listeners) if (!listening.includes(old)) sys.close(old.fd);
    return listening;
  }
  for (const one of listening) if (!master.listeners.includes(one)) sys.close(one.fd);
  return null;
}

function tryAgain(sys: Sys, master: Master, config: Config): Master | null {
  const tries = master.tries + 1;
  if (tries < BIND_TRIES) {
    log(sys, master.logs, config.errorLog, 'notice', 'try again to bind() after 500ms');
    return { ...master, tries, retryMs: sys.nowMs + BIND_PAUSE_MS };
  }
  log(sys, master.logs, config.errorLog, 'emerg', 'still could not bind()');
  if (master.config !== null) return { ...master, loading: null, tries: 0, retryMs: 0 };
  sys.write(2, 'nginx: [emerg] still could not bind()\n');
  sys.exit(1);
  return null;
}

/** The configuration is in force from here on. */
function run(sys: Sys, before: Master, { config, addresses }: Loading): Master | null {
  const isFirst = before.config === null;
  let master: Master = { ...before, loading: null, config, addresses, tries: 0, retryMs: 0 };
  const note = (message: string) => log(sys, master.logs, config.errorLog, 'notice', message);
  if (isFirst && config.daemon) {
    // The child takes over what is open; whoever waits for this process sees it end.
    const inChild = { config: { ...config, daemon: false }, addresses, lookup: null };
    const child = sys.fork({ ...before, loading: inChild });
    if (!isErrno(child)) {
      sys.exit(0);
      return null;
    }
  }
  if (isFirst) {
    for (const message of [
      'using the "epoll" event method',
      `nginx/${versionOf(sys)}`,
      'OS: Linux 6.12.48+deb13-amd64',
      'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
    ]) {
      note(message);
    }
    if (!writePid(sys, master, config)) return null;
  }
  note('start worker processes');
  master = { ...master, leaving: [...master.leaving, ...master.workers], workers: [] };
  const fresh = spawnWorkers(sys, master, config, config.workers ?? sys.machine().cpus);
  for (const pid of master.leaving) sys.kill(pid, 'QUIT');
  return { ...master, workers: fresh };
}

function writePid(sys: Sys, master: Master, config: Config): boolean {
  const error = sys.writeFile(config.pidFile, `${sys.getpid()}\n`);
  if (error === undefined) return true;
  const message = `open() "${config.pidFile}" failed (${numbered(error.errno)})`;
  log(sys, master.logs, config.errorLog, 'emerg', message);
  sys.write(2, `nginx: [emerg] ${message}\n`);
  sys.exit(1);
  return false;
}

function spawnWorkers(sys: Sys, master: Master, config: Config, count: number): number[] {
  const memory: WorkerState = {
    role: 'worker',
    isReady: false,
    config,
    addresses: master.addresses,
    logs: master.logs,
    http: httpState(master.listeners.map(({ fd }) => fd)),
    turns: {},
    leaving: false,
  };
  const pids: number[] = [];
  for (let i = 0; i < count; i++) {
    const pid = sys.fork(memory);
    if (isErrno(pid)) break;
    log(sys, master.logs, config.errorLog, 'notice', `start worker process ${pid}`);
    pids.push(pid);
  }
  return pids;
}
