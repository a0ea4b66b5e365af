// What proxies beside an application have in common: ports that lead somewhere else, by HTTP or byte for byte.
import { isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import type { Sys } from '../../linux/sys.ts';
import { byteLength, formatRequest, type Headers } from '../../shell/http.ts';
import { type HttpState, httpState, type Outcome, type Reply, type Site, serve } from '../servers/http.ts';
import { pathOf } from '../servers/pages.ts';
import { type RelayState, relay, relayState, type Target } from '../servers/relay.ts';
import { plain } from '../servers/simple.ts';

export interface Route {
  readonly prefix: string;
  readonly rewrite: string | null;
  readonly targets: readonly Target[];
  /** An answer of the proxy's own instead. */
  readonly direct: { readonly status: number; readonly body: string } | null;
}

export interface Gate {
  readonly port: number;
  readonly kind: 'http' | 'tcp';
  readonly routes: readonly Route[];
}

/** What a proxy does, whichever way it was written down: plain data. */
export interface Plan {
  readonly gates: readonly Gate[];
  readonly notModelled: readonly string[];
}

interface State {
  readonly plan: Plan;
  readonly http: HttpState;
  readonly tcp: RelayState;
  readonly httpGates: readonly Gate[];
  readonly tcpGates: readonly Gate[];
  readonly turns: Readonly<Record<string, number>>;
}

export interface Manner {
  plan(sys: Sys): Plan | string;
  readonly refuses: number;
  starting(sys: Sys): void;
  inUse(sys: Sys, port: number): string;
  /** Headers that a request gets on its way, and an answer on its way back. */
  ask(headers: Headers, remote: string): Headers;
  answer(headers: Headers): Headers;
  unavailable(why: 'none' | 'refused' | 'timeout'): Reply;
  log(sys: Sys, line: string): void;
  accessLine?(sys: Sys, method: string, target: string, status: number, bytes: number): string;
  readonly rssBytes: number;
}

export function proxy(manner: Manner): Program {
  return {
    rssBytes: manner.rssBytes,
    run(sys) {
      let state = sys.memory as State | null;
      if (state === null) {
        const plan = manner.plan(sys);
        if (typeof plan === 'string') {
          sys.write(2, `${plan}\n`);
          return sys.exit(manner.refuses);
        }
        sys.onSignal('PIPE', 'ignore');
        for (const signal of ['TERM', 'INT', 'USR1'] as const) sys.onSignal(signal, 'handle');
        manner.starting(sys);
        for (const what of plan.notModelled) manner.log(sys, `Podscope does not model ${what}`);
        const listeners = new Map<Gate, number>();
        for (const gate of plan.gates) {
          const fd = sys.listen({ ip: '0.0.0.0', port: gate.port });
          if (isErrno(fd)) {
            sys.write(2, `${manner.inUse(sys, gate.port)}\n`);
            return sys.exit(1);
          }
          listeners.set(gate, fd);
        }
        const of = (kind: Gate['kind']) => plan.gates.filter((gate) => gate.kind === kind);
        const fds = (kind: Gate['kind']) => of(kind).map((gate) => listeners.get(gate) as number);
        state = {
          plan,
          http: httpState(fds('http')),
          tcp: relayState(fds('tcp')),
          httpGates: of('http'),
          tcpGates: of('tcp'),
          turns: {},
        };
      }
      if (sys.takeSignal() !== undefined) return sys.exit(0);
      const { httpGates, tcpGates } = state;
      const turns: Record<string, number> = { ...state.turns };
      const served = serve(sys, state.http, site(manner, httpGates, turns));
      const relayed = relay(sys, state.tcp, {
        choose: (index, turn) => {
          const targets = tcpGates[index]?.routes[0]?.targets ?? [];
          return targets[turn % targets.length];
        },
        failed: (_, target, why) =>
          manner.log(sys, `connection to ${target.host}:${target.port} failed: ${why}`),
      });
      sys.remember({ ...state, http: served.state, tcp: relayed.state, turns });
      const untils = [served.wait.untilMs, relayed.wait.untilMs].filter((one) => one != null);
      sys.block({
        readable: [...(served.wait.readable ?? []), ...(relayed.wait.readable ?? [])],
        writable: relayed.wait.writable ?? [],
        untilMs: untils.length === 0 ? null : Math.min(...untils),
      });
    },
  };
}

function site(manner: Manner, gates: readonly Gate[], turns: Record<string, number>): Site {
  const routeOf = (
    port: number,
    path: string,
  ): { readonly route: Route; readonly key: string } | undefined => {
    const gate = gates.find((one) => one.port === port);
    const index = gate?.routes.findIndex(({ prefix }) => path.startsWith(prefix)) ?? -1;
    return gate === undefined || index < 0
      ? undefined
      : { route: gate.routes[index] as Route, key: `${port} ${index}` };
  };
  return {
    handle(_, { request, local, remote }) {
      const found = routeOf(local.port, pathOf(request.target));
      if (found === undefined) return { status: 404 };
      const { route, key } = found;
      if (route.direct !== null) return plain(route.direct.body, route.direct.status);
      if (route.targets.length === 0) return manner.unavailable('none');
      const turn = turns[key] ?? 0;
      turns[key] = turn + 1;
      const target = route.targets[turn % route.targets.length] as Target;
      const rewritten =
        route.rewrite === null ? request.target : route.rewrite + request.target.slice(route.prefix.length);
      const text_ = formatRequest({
        method: request.method,
        target: rewritten,
        version: '1.1',
        headers: [
          ...manner.ask(
            request.headers.filter(
              ([name]) => !/^(connection|keep-alive|content-length|transfer-encoding)$/i.test(name),
            ),
            remote.ip,
          ),
          ['Connection', 'close'],
        ],
        body: request.body,
      });
      return { forward: { host: target.host, port: target.port, text: text_, timeoutMs: 15_000 } };
    },
    answered(_, __, outcome: Outcome): Reply {
      if ('error' in outcome) {
        return manner.unavailable(outcome.error === 'timeout' ? 'timeout' : 'refused');
      }
      if (!('response' in outcome)) return { status: 502 };
      const { status, headers, body } = outcome.response;
      const kept = headers.filter(
        ([name]) => !/^(connection|keep-alive|transfer-encoding|content-length)$/i.test(name),
      );
      return { status, headers: manner.answer(kept), body };
    },
    log(sys, { request }, answer) {
      const line = manner.accessLine?.(
        sys,
        request.method,
        request.target,
        answer.status,
        byteLength(answer.body ?? ''),
      );
      if (line !== undefined) sys.write(1, line);
    },
  };
}
