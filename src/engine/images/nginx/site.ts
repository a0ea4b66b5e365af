import { byteLength, header } from '../../shell/http.ts';
import { httpDate } from '../servers/dates.ts';
import type { Answer, Reply, Site } from '../servers/http.ts';
import { covers, findLocation, locationAt } from './find.ts';
import { errorPage, type Memo, serverToken, type Worker } from './handling.ts';
import { Proxying } from './proxying.ts';
import { logged } from './variables.ts';

export function nginxSite(worker: Worker): Site {
  return {
    headers: (sys) => [
      ['Server', serverToken(worker, true)],
      ['Date', httpDate(sys.nowMs)],
    ],
    handle: (sys, exchange) => new Request(sys, worker, exchange).begin(),
    answered: (sys, exchange, outcome) => new Request(sys, worker, exchange).answered(outcome),
    log: (sys, exchange, answer) => new Request(sys, worker, exchange).logAccess(answer),
    tls: (port) =>
      worker.config.servers.some(({ listens }) => listens.some((one) => one.ssl && one.port === port)),
    untrusted: () => ({
      status: 400,
      headers: [['Content-Type', 'text/html']],
      body: errorPage(400, serverToken(worker, true)).replaceAll('400 Bad Request', PLAIN_TO_HTTPS),
    }),
    malformed: () => ({
      status: 400,
      headers: [['Content-Type', 'text/html']],
      body: errorPage(400, serverToken(worker, true)),
    }),
  };
}

const PLAIN_TO_HTTPS = '400 The plain HTTP request was sent to HTTPS port';

class Request extends Proxying {
  begin(): Reply {
    const { request } = this.exchange;
    let id = '';
    for (let i = 0; i < 4; i++) id += this.sys.random().toString(16).padStart(8, '0');
    this.context.id = id;
    if (this.context.uri === '') return this.fail(400);
    if (request.version === '1.1' && header(request.headers, 'host') === undefined) return this.fail(400);
    const result = this.steps(this.server.steps);
    if (result !== null && typeof result === 'object') return result;
    return this.go();
  }

  /** Finds the location of the path as it stands and does what that says. */
  go(): Reply {
    for (let cycle = 0; cycle < 10; cycle++) {
      this.enter(findLocation(this.server.locations, this.context));
      if (this.location?.internal === true && this.redirects === 0) return this.fail(404);
      const result = this.steps(this.location?.steps ?? []);
      if (result === 'last') {
        this.redirects++;
        continue;
      }
      return result !== null && result !== 'break' ? result : this.content();
    }
    this.error('error', `rewrite or internal redirection cycle while processing "${this.context.uri}"`);
    return this.fail(500);
  }

  redirect(uri: string): Reply {
    this.redirects++;
    if (this.redirects > 10) {
      this.error('error', `rewrite or internal redirection cycle while internally redirecting to "${uri}"`);
      return this.fail(500);
    }
    if (uri.startsWith('@')) {
      const index = this.server.locations.findIndex(({ kind, pattern }) => kind === '@' && pattern === uri);
      if (index < 0) {
        this.error('error', `could not find named location "${uri}"`);
        return this.fail(500);
      }
      this.enter([index]);
      const result = this.steps(this.location?.steps ?? []);
      if (result === 'last') return this.go();
      return result !== null && result !== 'break' ? result : this.content();
    }
    this.setUri(uri);
    return this.go();
  }

  content(): Reply {
    const { request, remote } = this.exchange;
    const { settings, location } = this;
    for (const [action, who] of settings.access) {
      if (who !== 'all' && !covers(who, remote.ip)) continue;
      if (action === 'allow') break;
      this.error('error', 'access forbidden by rule');
      return this.fail(403);
    }
    const bytes = byteLength(request.body);
    if (settings.maxBodyBytes > 0 && bytes > settings.maxBodyBytes) {
      this.error('error', `client intended to send too large body: ${bytes} bytes`);
      return this.fail(413);
    }
    if (location?.stubStatus === true) return this.status();
    if (location?.proxy != null) return this.proxy(location, location.proxy);
    return settings.tryFiles === null ? this.file() : this.tryFiles(settings.tryFiles);
  }

  status(): Reply {
    const { accepted, requests, active } = this.worker.counts;
    return this.send(
      200,
      [['Content-Type', 'text/plain']],
      `Active connections: ${active} \nserver accepts handled requests\n ${accepted} ${accepted} ${requests} \n` +
        `Reading: 0 Writing: 1 Waiting: ${Math.max(0, active - 1)} \n`,
    );
  }

  logAccess(answer: Answer): void {
    const memo = (answer.memo as { log?: Omit<Memo, 'candidates'> } | undefined)?.log;
    const { context, worker } = this;
    if (memo !== undefined) {
      this.server = worker.config.servers[memo.server] ?? this.server;
      this.location = locationAt(this.server, memo.location);
      Object.assign(context, {
        id: memo.id,
        uri: memo.uri,
        args: memo.args,
        variables: memo.variables,
        upstream: memo.upstream,
        proxyHost: memo.proxyHost,
      });
    }
    const { accessLogs } = this.settings;
    if (accessLogs === null) return;
    const isHead = this.exchange.request.method === 'HEAD';
    context.sent = { status: answer.status, bytes: isHead ? 0 : byteLength(answer.body ?? '') };
    for (const { path, format } of accessLogs) {
      const fd = worker.logs[path];
      const line = `${logged(worker.config.formats[format] ?? '', context)}\n`;
      if (fd !== undefined) this.sys.write(fd, line);
    }
  }
}
