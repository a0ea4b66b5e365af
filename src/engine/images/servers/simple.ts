// A process that listens on a few ports and answers HTTP there: what most servers of the catalogue are.
import { isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import type { Sys } from '../../linux/sys.ts';
import { type HttpState, httpState, type Site, serve } from './http.ts';

export interface ServerSpec {
  /** The ports, or why it does not start, in its own words. */
  ports(sys: Sys): readonly number[] | string;
  /** What answers; `vars` is kept between turns: plain data. */
  site(sys: Sys, vars: Record<string, unknown>): Site;
  /** Before it listens. */
  readonly startupMs?: number;
  /** What it prints first and when it listens. */
  starting?(sys: Sys): void;
  ready?(sys: Sys, ports: readonly number[]): void;
  /**
   * What SIGTERM and SIGINT do. `go`: as in a Go program without a handler of its own. `none`: nothing is said about
   * them, so that process 1 ignores them. A number is the exit code.
   */
  readonly stop?: 'go' | 'none' | number;
  stopping?(sys: Sys): void;
  readonly rssBytes?: number;
  /** A path whose changes wake it, and what it does at every turn once it listens. */
  watch?(sys: Sys): string;
  everyTurn?(sys: Sys, vars: Record<string, unknown>): void;
  /** After a port could not be had. */
  inUse?(sys: Sys, port: number): void;
}

interface State {
  readonly readyMs: number;
  readonly http: HttpState | null;
  readonly ports: readonly number[];
  readonly vars: Readonly<Record<string, unknown>>;
}

/** What a Go program exits with when a signal ends it and the kernel does not, as with process 1. */
const GO_EXIT = 2;

export function server(spec: ServerSpec): Program {
  const { stop = 'go' } = spec;
  return {
    rssBytes: spec.rssBytes ?? 8 * 1024 ** 2,
    run(sys) {
      let state = sys.memory as State | null;
      if (state === null) {
        const ports = spec.ports(sys);
        if (typeof ports === 'string') {
          sys.write(2, ports.endsWith('\n') ? ports : `${ports}\n`);
          return sys.exit(1);
        }
        // A client that has gone is not the end of a server.
        sys.onSignal('PIPE', 'ignore');
        if (stop !== 'none') {
          sys.onSignal('TERM', 'handle');
          sys.onSignal('INT', 'handle');
        }
        spec.starting?.(sys);
        state = {
          readyMs: sys.nowMs + (spec.startupMs ?? 0),
          http: null,
          ports,
          vars: { startedMs: sys.nowMs },
        };
      }
      if (sys.takeSignal() !== undefined) {
        spec.stopping?.(sys);
        return sys.exit(typeof stop === 'number' ? stop : GO_EXIT);
      }
      if (state.http === null) {
        if (sys.nowMs < state.readyMs) {
          sys.remember(state);
          return sys.block({ untilMs: state.readyMs });
        }
        const listeners: number[] = [];
        for (const port of state.ports) {
          const fd = sys.listen({ ip: '0.0.0.0', port });
          if (isErrno(fd)) {
            if (spec.inUse !== undefined) spec.inUse(sys, port);
            else sys.write(2, `listen tcp :${port}: bind: address already in use\n`);
            return sys.exit(1);
          }
          listeners.push(fd);
        }
        state = { ...state, http: httpState(listeners) };
        spec.ready?.(sys, state.ports);
      }
      const vars: Record<string, unknown> = { ...state.vars };
      spec.everyTurn?.(sys, vars);
      const step = serve(sys, state.http as HttpState, spec.site(sys, vars));
      sys.remember({ ...state, http: step.state, vars });
      if (vars.exit !== undefined) return sys.exit(Number(vars.exit));
      if (step.cpuMs > 0) return sys.compute(step.cpuMs);
      sys.block(spec.watch === undefined ? step.wait : { ...step.wait, changed: spec.watch(sys) });
    },
  };
}

/** Values of `--name value`, `--name=value` and `-name value`; flags without a value are ''. */
export function optionsOf(argv: readonly string[]): {
  readonly options: Readonly<Record<string, string>>;
  readonly rest: readonly string[];
} {
  const options: Record<string, string> = {};
  const rest: string[] = [];
  for (let i = 1; i < argv.length; i++) {
    const match = /^--?([A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(argv[i] as string);
    if (match === null) rest.push(argv[i] as string);
    else {
      const [, name, value] = match as unknown as [string, string, string | undefined];
      const next = argv[i + 1];
      if (value !== undefined) options[name] = value;
      else if (next !== undefined && !/^--?[A-Za-z]/.test(next)) {
        options[name] = next;
        i++;
      } else options[name] = '';
    }
  }
  return { options, rest };
}

/** The port of `:8080`, `0.0.0.0:8080` or `8080`. */
export function portOf(text: string | undefined, otherwise: number): number {
  const match = /(\d+)$/.exec(text ?? '');
  return match === null ? otherwise : Number(match[1]);
}

export const plain = (body: string, status = 200) => ({
  status,
  headers: [['Content-Type', 'text/plain; charset=utf-8']] as const,
  body,
});

export const html = (body: string, status = 200) => ({
  status,
  headers: [['Content-Type', 'text/html; charset=utf-8']] as const,
  body,
});

export const json = (value: unknown, status = 200) => ({
  status,
  headers: [['Content-Type', 'application/json']] as const,
  body: `${JSON.stringify(value)}\n`,
});
