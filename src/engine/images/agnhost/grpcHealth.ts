// Models kubernetes@v1.36.0 test/images/agnhost/grpc-health-checking
import type { Program } from '../../linux/program.ts';
import type { Sys } from '../../linux/sys.ts';
import { type GrpcReply, HEALTH_CHECK, unimplemented } from '../../shell/network/grpc.ts';
import { dashDate, slashDate } from '../servers/dates.ts';
import { goHeaders } from '../servers/headers.ts';
import { pathOf } from '../servers/pages.ts';
import { optionsOf, plain, portOf, server } from '../servers/simple.ts';

const option = (sys: Sys, name: string): string | undefined => optionsOf(sys.self.argv).options[name];

function log(sys: Sys, text: string): void {
  sys.write(2, `${slashDate(sys.nowMs)} ${text}\n`);
}

/** `agnhost grpc-health-checking`: one port answers health checks by gRPC, the other says what the answer is to be. */
export const grpcHealth: Program = server({
  ports: (sys) => [portOf(option(sys, 'port'), 5000), portOf(option(sys, 'http-port'), 8080)],
  ready: (sys, [port, httpPort]) => {
    log(sys, `Http server starting to listen on :${httpPort}`);
    log(sys, `gRPC server starting to listen on :${port}`);
  },
  site: (sys, vars) => {
    const grpcPort = portOf(option(sys, 'port'), 5000);
    const startedMs = Number(vars.startedMs);
    return {
      headers: goHeaders,
      handle: (_, { request, local }) => {
        // A server of gRPC hangs up on who does not begin as its clients do.
        if (local.port === grpcPort) return { status: 444 };
        const path = pathOf(request.target);
        if (path !== '/make-serving' && path !== '/make-not-serving')
          return plain('404 page not found\n', 404);
        vars.forceUnhealthy = path === '/make-not-serving';
        log(sys, `Mark as ${vars.forceUnhealthy === true ? 'unhealthy' : 'healthy'}`);
        return plain(`${(sys.nowMs - startedMs) / 1000}s`);
      },
      grpc: {
        speaks: (port) => port === grpcPort,
        answer: ({ path, message }) => {
          if (path !== HEALTH_CHECK) return unimplemented(path);
          const started = `${dashDate(startedMs, '.')} +0000 UTC`;
          log(sys, `Serving the Check request for health check, started at ${started}`);
          return check(sys, message.service ?? '', vars.forceUnhealthy, startedMs);
        },
      },
    };
  },
});

function check(sys: Sys, service: string, forced: unknown, startedMs: number): GrpcReply {
  if (service !== (option(sys, 'service') ?? '')) return { code: 'NotFound', detail: 'unknown service' };
  const delayS = Number(option(sys, 'delay-unhealthy-sec') ?? -1);
  const isLate = delayS >= 0 && sys.nowMs - startedMs >= delayS * 1000;
  return { message: { status: forced === true || isLate ? 'NOT_SERVING' : 'SERVING' } };
}
