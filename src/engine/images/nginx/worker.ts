// Models nginx@v1.29 src/os/unix/ngx_process_cycle.c (ngx_worker_process_cycle)
import type { Sys } from '../../linux/sys.ts';
import { serve } from '../servers/http.ts';
import { findUser } from '../servers/users.ts';
import { versionOf } from '../servers/version.ts';
import { log } from './log.ts';
import { nginxSite } from './site.ts';
import type { WorkerState } from './state.ts';

/** With this code a worker says that another one would fare no better. */
export const FATAL = 2;

export function work(sys: Sys, before: WorkerState): void {
  let state = before;
  const { config, logs } = state;
  if (!state.isReady) {
    const user = sys.self.uid === 0 ? findUser(sys, config.user) : undefined;
    if (user !== undefined && sys.setIds(user.uid, user.gid) !== undefined) {
      const call = sys.may('SETGID') ? `setuid(${user.uid})` : `setgid(${user.gid})`;
      log(sys, logs, config.errorLog, 'emerg', `${call} failed (1: Operation not permitted)`);
      sys.exit(FATAL);
      return;
    }
    sys.onSignal(['INT', 'TERM', 'QUIT'], 'handle');
    sys.onSignal(['HUP', 'PIPE', 'USR1', 'USR2', 'WINCH'], 'ignore');
    sys.setTitle(['nginx: worker process']);
    state = { ...state, isReady: true };
  }
  const note = (message: string) => log(sys, logs, config.errorLog, 'notice', message);
  for (let signal = sys.takeSignal(); signal !== undefined; signal = sys.takeSignal()) {
    if (signal === 'TERM' || signal === 'INT') {
      note('exiting');
      note('exit');
      sys.exit(0);
      return;
    }
    if (signal === 'QUIT' && !state.leaving) {
      note('gracefully shutting down');
      for (const fd of state.http.listeners) sys.close(fd);
      state = { ...state, leaving: true, http: { ...state.http, listeners: [] } };
    }
  }
  const turns: Record<string, number> = { ...state.turns };
  const { accepted, requests, connections } = state.http;
  const site = nginxSite({
    config,
    // Looked up only for who asks.
    get version() {
      return versionOf(sys);
    },
    hostname: sys.hostname(),
    pid: sys.getpid(),
    addresses: state.addresses,
    logs,
    turns,
    counts: { accepted: accepted + 1, requests: requests + 1, active: connections.length + 1 },
    log: (level, message, target) => log(sys, logs, target, level, message),
  });
  const served = serve(sys, state.http, site);
  let http = served.state;
  if (state.leaving) {
    const busy = http.connections.filter(({ exchange }) => exchange !== null);
    for (const connection of http.connections) if (!busy.includes(connection)) sys.close(connection.fd);
    http = { ...http, connections: busy };
    if (busy.length === 0) {
      note('exiting');
      note('exit');
      sys.exit(0);
      return;
    }
  }
  sys.remember({ ...state, http, turns });
  sys.block(served.wait);
}
