// A server in an image that nobody here knows: it is assumed to answer HTTP on the ports it is told.
import { isErrno } from '../linux/errno.ts';
import type { Program } from '../linux/program.ts';
import type { Sys } from '../linux/sys.ts';
import { type HttpState, httpState, type Reply, type Site, serve } from './servers/http.ts';

/** What the annotation `podscope.dev/program.<container>` describes; see docs/images.md. */
export interface ProgramDescription {
  readonly listens: readonly number[];
  readonly startupMs: number;
  readonly memoryMi: number;
  /** Null: it runs until it is stopped. */
  readonly exitsAfterMs: number | null;
  readonly exitCode: number;
  /** Every so many requests are answered with 500; 0: none. */
  readonly failsEvery: number;
}

const DEFAULTS: ProgramDescription = {
  listens: [],
  startupMs: 100,
  memoryMi: 16,
  exitsAfterMs: null,
  exitCode: 0,
  failsEvery: 0,
};

export const PROGRAM_ANNOTATION = 'podscope.dev/program.';

/** Reads the annotation's JSON: the description, or what is wrong with it in words. */
export function parseDescription(json: string): ProgramDescription | string {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return 'is not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be a JSON object';
  const out: Record<string, unknown> = { ...DEFAULTS };
  for (const [key, field] of Object.entries(value)) {
    if (!Object.hasOwn(DEFAULTS, key)) {
      return `has the unknown field "${key}": it may have ${Object.keys(DEFAULTS).join(', ')}`;
    }
    if (key === 'listens') {
      const isPort = (port: unknown) => Number.isInteger(port) && Number(port) >= 1 && Number(port) <= 65_535;
      if (!Array.isArray(field) || !field.every(isPort)) return 'listens must be a list of ports';
    } else if (!(key === 'exitsAfterMs' && field === null)) {
      if (typeof field !== 'number' || !Number.isFinite(field) || field < 0) {
        return `${key} must be a number that is not negative`;
      }
    }
    out[key] = field;
  }
  return out as unknown as ProgramDescription;
}

/** What an `assumed-server` is told by its arguments: ports as `:8080`, or a description as JSON at the end. */
function descriptionOf(argv: readonly string[]): ProgramDescription | string {
  const last = argv[argv.length - 1] ?? '';
  if (last.startsWith('{')) return parseDescription(last);
  const listens = argv.slice(1).flatMap((arg) => (/^:\d+$/.test(arg) ? [Number(arg.slice(1))] : []));
  return { ...DEFAULTS, listens: [...new Set(listens)] };
}

interface State {
  readonly about: ProgramDescription;
  readonly readyMs: number;
  readonly endMs: number | null;
  readonly http: HttpState | null;
  /** Requests answered so far. */
  readonly served: number;
}

/** Ports that speak HTTPS by custom. */
const TLS_PORTS: ReadonlySet<number> = new Set([443, 6443, 8443, 9443]);

export const assumedServer: Program = {
  run(sys) {
    let state = sys.memory as State | null;
    if (state === null) {
      const about = descriptionOf(sys.self.argv);
      if (typeof about === 'string') {
        sys.write(2, `the annotation ${PROGRAM_ANNOTATION}<container> ${about}\n`);
        return sys.exit(1);
      }
      const title = sys.self.argv.filter((arg) => !arg.startsWith('{') && !/^:\d+$/.test(arg));
      sys.setTitle(title.length === 0 ? ['server'] : title);
      sys.onSignal('PIPE', 'ignore');
      sys.onSignal('TERM', 'handle');
      sys.onSignal('INT', 'handle');
      sys.allocate(Math.round(about.memoryMi * 1024 ** 2));
      const endMs = about.exitsAfterMs === null ? null : sys.nowMs + about.exitsAfterMs;
      state = { about, readyMs: sys.nowMs + about.startupMs, endMs, http: null, served: 0 };
    }
    if (sys.takeSignal() !== undefined) return sys.exit(0);
    if (state.endMs !== null && sys.nowMs >= state.endMs) return sys.exit(state.about.exitCode);
    if (state.http === null) {
      if (sys.nowMs < state.readyMs) {
        sys.remember(state);
        return sys.block({ untilMs: earlier(state.readyMs, state.endMs) });
      }
      const http = open(sys, state.about.listens);
      if (http === null) return sys.exit(1);
      state = { ...state, http };
    }
    let { served } = state;
    const { failsEvery } = state.about;
    const name = sys.self.argv[0] ?? '';
    const site: Site = {
      tls: (port) => TLS_PORTS.has(port),
      handle(_, { request }): Reply {
        served++;
        const headers = [['Content-Type', 'text/plain']] as const;
        if (failsEvery > 0 && served % failsEvery === 0) {
          return { status: 500, headers, body: `${name}: every ${failsEvery}th request fails\n` };
        }
        const body = `${name} on ${sys.hostname()}: ${request.method} ${request.target}\n`;
        return { status: 200, headers, body };
      },
    };
    const step = serve(sys, state.http as HttpState, site);
    sys.remember({ ...state, http: step.state, served });
    sys.block({ ...step.wait, untilMs: earlier(step.wait.untilMs ?? null, state.endMs) });
  },
};

function open(sys: Sys, ports: readonly number[]): HttpState | null {
  const listeners: number[] = [];
  for (const port of ports) {
    const fd = sys.listen({ ip: '0.0.0.0', port });
    if (isErrno(fd)) {
      sys.write(2, `listen tcp :${port}: bind: address already in use\n`);
      return null;
    }
    listeners.push(fd);
  }
  return httpState(listeners);
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}
