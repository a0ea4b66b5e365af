import { proxy } from './proxy.ts';

/** `TCP-LISTEN:80,fork` and `TCP:web:80`. */
export const socat = proxy({
  rssBytes: 3 * 1024 ** 2,
  refuses: 1,
  plan(sys) {
    const addresses = sys.self.argv.slice(1).filter((arg) => !arg.startsWith('-'));
    const listen = addresses
      .map((one) => /^tcp4?-l(?:isten)?:(\d+)/i.exec(one)?.[1])
      .find((port) => port !== undefined);
    const target = addresses
      .map((one) => /^tcp4?(?:-connect)?:([^:,]+):(\d+)/i.exec(one))
      .find((match) => match !== null);
    if (addresses.length !== 2)
      return `E exactly 2 addresses required (there are ${addresses.length}); use option "-h" for help`;
    if (listen === undefined || target == null)
      return 'E Podscope models socat between TCP-LISTEN and TCP only';
    const targets = [{ host: target[1] as string, port: Number(target[2]) }];
    return {
      gates: [
        { port: Number(listen), kind: 'tcp', routes: [{ prefix: '', rewrite: null, targets, direct: null }] },
      ],
      notModelled: [],
    };
  },
  starting: () => undefined,
  inUse: (_, port) => `E bind(5, {AF=2 0.0.0.0:${port}}, 16): Address already in use`,
  ask: (headers) => headers,
  answer: (headers) => headers,
  unavailable: () => ({ status: 502 }),
  log: (sys, line) => sys.write(2, `E ${line}\n`),
});
