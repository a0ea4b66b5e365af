// Models haproxy@v3.2 src/cfgparse.c
// Differs: frontends, backends, `use_backend … if { path_beg }` and round robin are done; no health checks, TLS, retries
// or statistics.
import { isErrno } from '../../linux/errno.ts';
import type { Target } from '../servers/relay.ts';
import { html } from '../servers/simple.ts';
import { versionOf } from '../servers/version.ts';
import { type Gate, type Plan, proxy, type Route } from './proxy.ts';

interface Part {
  readonly kind: string;
  readonly name: string;
  readonly lines: readonly (readonly string[])[];
}

/** A configuration file as a plan, or HAProxy's complaints. */
export function readHaproxy(source: string, path: string): Plan | string {
  const parts: (Part & { lines: (readonly string[])[] })[] = [];
  const notModelled: string[] = [];
  const lines = source.split('\n');
  for (let number = 0; number < lines.length; number++) {
    const words = (lines[number] as string)
      .replace(/(^|\s)#.*/, '')
      .trim()
      .split(/\s+/);
    const [first = '', second = ''] = words;
    if (first === '') continue;
    if (
      ['global', 'defaults', 'frontend', 'backend', 'listen', 'resolvers', 'userlist', 'peers'].includes(
        first,
      )
    ) {
      parts.push({ kind: first, name: second, lines: [] });
    } else if (parts.length === 0) {
      return (
        `[ALERT]    (1) : config : parsing [${path}:${number + 1}] : unknown keyword '${first}' out of section.\n` +
        '[ALERT]    (1) : config : Fatal errors found in configuration.'
      );
    } else (parts[parts.length - 1] as { lines: (readonly string[])[] }).lines.push(words);
  }
  const modeOf = (part: Part): string | undefined => part.lines.find(([word]) => word === 'mode')?.[1];
  const defaults =
    parts
      .filter(({ kind }) => kind === 'defaults')
      .map(modeOf)
      .find((mode) => mode !== undefined) ?? 'tcp';
  const targetsOf = (part: Part): Target[] =>
    part.lines
      .filter(([word]) => word === 'server')
      .map(([, , address = '']) => {
        const [host = '', port = '80'] = address.split(':');
        return { host, port: Number(port) };
      });
  const backend = (name: string) => parts.find((part) => part.kind === 'backend' && part.name === name);
  const gates: Gate[] = [];
  for (const part of parts) {
    if (part.kind !== 'frontend' && part.kind !== 'listen') continue;
    const mode = (modeOf(part) ?? defaults) === 'http' ? 'http' : 'tcp';
    const routes: Route[] = [];
    const acls = new Map<string, string>();
    for (const words of part.lines) {
      const [word, name = '', ...rest] = words;
      if (word === 'acl' && rest[0] === 'path_beg') acls.set(name, rest[rest.length - 1] as string);
      else if (word === 'acl') notModelled.push(`acl ${rest[0]}`);
      else if (word === 'use_backend') {
        const inline = /\{\s*path_beg\s+(?:-i\s+)?(\S+)\s*\}/.exec(words.join(' '))?.[1];
        const prefix = inline ?? acls.get(rest[1] ?? '');
        const to = backend(name);
        if (to === undefined) return missing(path, part.name, name);
        if (prefix !== undefined)
          routes.push({ prefix, rewrite: null, targets: targetsOf(to), direct: null });
      }
    }
    const wanted = part.lines.find(([word]) => word === 'default_backend')?.[1];
    const fallback = wanted === undefined ? part : backend(wanted);
    if (fallback === undefined) return missing(path, part.name, wanted as string);
    routes.push({ prefix: '', rewrite: null, targets: targetsOf(fallback), direct: null });
    for (const [word, address = ''] of part.lines) {
      if (word === 'bind')
        gates.push({ port: Number(/:(\d+)$/.exec(address)?.[1] ?? 80), kind: mode, routes });
    }
  }
  return { gates, notModelled };
}

function missing(path: string, frontend: string, name: string): string {
  return (
    `[ALERT]    (1) : config : [${path}] : 'proxy ${frontend}' : unable to find required default_backend: '${name}'.\n` +
    '[ALERT]    (1) : config : Fatal errors found in configuration.'
  );
}

export const haproxy = proxy({
  rssBytes: 20 * 1024 ** 2,
  refuses: 1,
  plan(sys) {
    const { argv } = sys.self;
    const path = argv[argv.indexOf('-f') + 1] ?? '/usr/local/etc/haproxy/haproxy.cfg';
    const source = sys.readFile(path);
    if (isErrno(source)) {
      return `[ALERT]    (1) : config : Cannot open configuration file/directory ${path} : No such file or directory`;
    }
    return readHaproxy(source, path);
  },
  starting(sys) {
    sys.write(
      2,
      `[NOTICE]   (${sys.getpid()}) : haproxy version is ${versionOf(sys)}\n[NOTICE]   (${sys.getpid()}) : Loading success.\n`,
    );
  },
  inUse: (sys, port) =>
    `[ALERT]    (${sys.getpid()}) : Binding [0.0.0.0:${port}] for proxy: cannot bind socket (Address already in use)`,
  ask: (headers) => headers,
  answer: (headers) => headers,
  unavailable: (why) =>
    why === 'timeout'
      ? html(
          "<html><body><h1>504 Gateway Time-out</h1>\nThe server didn't respond in time.\n</body></html>\n",
          504,
        )
      : html(
          '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n',
          503,
        ),
  log: (sys, line) => sys.write(2, `[WARNING]  (${sys.getpid()}) : ${line}\n`),
});
