// The configurations of log collectors, as far as they say what is read and where it goes.
import { parse } from 'yaml';

export type Output =
  | { readonly kind: 'stdout' }
  | { readonly kind: 'null' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'http'; readonly host: string; readonly port: number; readonly path: string };

export interface Collector {
  /** Patterns of files that are followed. */
  readonly paths: readonly string[];
  readonly fromEnd: boolean;
  readonly tag: string;
  /** Milliseconds between made-up records; null: none are made up. */
  readonly dummyMs: number | null;
  readonly ports: readonly number[];
  readonly outputs: readonly Output[];
  /** What is in the configuration and not done here. */
  readonly notModelled: readonly string[];
}

interface Section {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  readonly inside: readonly Section[];
}

function url(text: string): Extract<Output, { kind: 'http' }> {
  const match = /^(?:https?:\/\/)?([^:/]+)(?::(\d+))?(\/.*)?$/.exec(text);
  return { kind: 'http', host: match?.[1] ?? text, port: Number(match?.[2] ?? 80), path: match?.[3] ?? '/' };
}

/** Fluentd's `<source>`, `<match>` and what is in them. */
function sections(text: string): Section[] {
  const lines = text.split('\n').map((line) => line.replace(/^\s*#.*|\s#\s.*$/, '').trim());
  let at = 0;
  const block = (name: string): Section => {
    const values: Record<string, string> = {};
    const inside: Section[] = [];
    while (at < lines.length) {
      const line = lines[at++] as string;
      if (line.startsWith('</')) break;
      const open = /^<(.+)>$/.exec(line);
      if (open !== null) inside.push(block(open[1] as string));
      else if (line !== '') {
        const [key = '', ...rest] = line.split(/\s+/);
        values[key.replace(/^@?/, '')] = rest.join(' ').replace(/^"(.*)"$/, '$1');
      }
    }
    return { name, values, inside };
  };
  return [...block('').inside];
}

/** A Fluentd configuration, or what it says when it cannot start. */
export function readFluentd(text: string): Collector | string {
  const paths: string[] = [];
  const outputs: Output[] = [];
  const ports: number[] = [];
  const notModelled: string[] = [];
  let fromEnd = true;
  let tag = 'log';
  const output = ({ name, values, inside }: Section): void => {
    const type = values.type ?? '';
    const server = inside.find((one) => one.name === 'server')?.values ?? values;
    if (type === 'stdout') outputs.push({ kind: 'stdout' });
    else if (type === 'null') outputs.push({ kind: 'null' });
    else if (type === 'file') outputs.push({ kind: 'file', path: values.path ?? '/fluentd/log/out' });
    else if (type === 'http') outputs.push(url(values.endpoint ?? ''));
    else if (type === 'elasticsearch') {
      outputs.push({ ...url(`${values.host ?? 'localhost'}:${values.port ?? 9200}`), path: '/_bulk' });
    } else if (type === 'forward') {
      outputs.push({ kind: 'tcp', host: server.host ?? 'localhost', port: Number(server.port ?? 24224) });
    } else if (type === 'copy') for (const store of inside) output(store);
    else if (type !== '') notModelled.push(`<${name}> of type ${type}`);
  };
  for (const section of sections(text)) {
    const { name, values } = section;
    const type = values.type ?? '';
    if (name === 'source') {
      if (type === 'tail') {
        paths.push(...(values.path ?? '').split(',').map((path) => path.trim()));
        tag = values.tag ?? tag;
        if (values.read_from_head === 'true') fromEnd = false;
      } else if (type === 'forward') ports.push(Number(values.port ?? 24224));
      else if (type === 'http') ports.push(Number(values.port ?? 9880));
      else if (type === '') return "config error: Missing '@type' parameter on <source> directive";
      else notModelled.push(`<source> of type ${type}`);
    } else if (name.startsWith('match')) {
      if (type === '') return "config error: Missing '@type' parameter on <match> directive";
      output(section);
    } else if (!['system', 'label @FLUENT_LOG'].includes(name)) notModelled.push(`<${name}>`);
  }
  return { paths, fromEnd, tag, dummyMs: null, ports, outputs, notModelled };
}

/** `[INPUT]` and `[OUTPUT]` of Fluent Bit, or the same from the command line. */
export function readFluentBit(text: string, args: readonly string[]): Collector | string {
  const found: { kind: string; values: Record<string, string> }[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.replace(/^\s*#.*/, '').trim();
    const head = /^\[(\w+)\]$/.exec(line);
    if (head !== null) found.push({ kind: (head[1] as string).toUpperCase(), values: {} });
    else if (line !== '') {
      const [key = '', ...rest] = line.split(/\s+/);
      const last = found[found.length - 1];
      if (last !== undefined) last.values[key.toLowerCase()] = rest.join(' ');
    }
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    const value = args[i + 1] ?? '';
    if (arg === '-i' || arg === '-o')
      found.push({ kind: arg === '-i' ? 'INPUT' : 'OUTPUT', values: { name: value } });
    else if (arg === '-p') {
      const [key = '', ...rest] = value.split('=');
      const last = found[found.length - 1];
      if (last !== undefined) last.values[key.toLowerCase()] = rest.join('=');
    }
  }
  const paths: string[] = [];
  const outputs: Output[] = [];
  const ports: number[] = [];
  const notModelled: string[] = [];
  let fromEnd = true;
  let tag = '';
  let dummyMs: number | null = null;
  for (const { kind, values } of found) {
    const name = (values.name ?? '').toLowerCase();
    if (kind === 'INPUT') {
      tag = values.tag ?? `${name}.0`;
      if (name === 'tail') {
        if (values.path === undefined) return "[input:tail:tail.0] no input 'path' was given";
        paths.push(...values.path.split(',').map((path) => path.trim()));
        if (/^(true|on)$/i.test(values.read_from_head ?? '')) fromEnd = false;
      } else if (name === 'dummy' || name === 'cpu' || name === 'mem')
        dummyMs = 1000 * Number(values.interval_sec ?? 1);
      else if (name === 'forward' || name === 'http' || name === 'tcp')
        ports.push(Number(values.port ?? { forward: 24224, http: 9880, tcp: 5170 }[name]));
      else notModelled.push(`the input ${name}`);
    } else if (kind === 'OUTPUT') {
      if (name === 'stdout') outputs.push({ kind: 'stdout' });
      else if (name === 'null') outputs.push({ kind: 'null' });
      else if (name === 'http' || name === 'es') {
        outputs.push({
          kind: 'http',
          host: values.host ?? '127.0.0.1',
          port: Number(values.port ?? (name === 'es' ? 9200 : 80)),
          path: name === 'es' ? '/_bulk' : (values.uri ?? '/'),
        });
      } else if (name === 'forward' || name === 'tcp') {
        outputs.push({ kind: 'tcp', host: values.host ?? '127.0.0.1', port: Number(values.port ?? 24224) });
      } else if (name === 'file')
        outputs.push({ kind: 'file', path: `${values.path ?? '.'}/${values.file ?? tag}` });
      else notModelled.push(`the output ${name}`);
    } else if (kind === 'FILTER') notModelled.push(`the filter ${name}`);
  }
  return { paths, fromEnd, tag, dummyMs, ports, outputs, notModelled };
}

/** Keys with dots and keys in keys mean the same. */
function pick(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Record<string, unknown>;
  if (path in record) return record[path];
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const found = pick(record[path.slice(0, dot)], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : value == null ? [] : [String(value)];

export function readFilebeat(text: string, env: Readonly<Record<string, string>>): Collector | string {
  const filled = text.replace(
    /\$\{(\w+)(?::([^}]*))?\}/g,
    (_, name: string, other = '') => env[name] ?? other,
  );
  let config: unknown;
  try {
    config = parse(filled);
  } catch {
    return 'Exiting: error loading config file: yaml: invalid document';
  }
  const inputs = pick(config, 'filebeat.inputs') ?? pick(config, 'filebeat.prospectors');
  const notModelled: string[] = [];
  const paths: string[] = [];
  for (const input of Array.isArray(inputs) ? inputs : []) {
    const type = String(pick(input, 'type') ?? 'log');
    if (pick(input, 'enabled') === false) continue;
    if (['log', 'filestream', 'container', 'docker'].includes(type))
      paths.push(...listOf(pick(input, 'paths')));
    else notModelled.push(`the input ${type}`);
  }
  for (const key of ['processors', 'filebeat.autodiscover', 'filebeat.modules']) {
    if (pick(config, key) !== undefined) notModelled.push(key);
  }
  const outputs: Output[] = [];
  if (pick(config, 'output.console') !== undefined) outputs.push({ kind: 'stdout' });
  const file = pick(config, 'output.file');
  if (file !== undefined)
    outputs.push({
      kind: 'file',
      path: `${pick(file, 'path') ?? '.'}/${pick(file, 'filename') ?? 'filebeat'}`,
    });
  const elastic = listOf(pick(config, 'output.elasticsearch.hosts'))[0];
  if (elastic !== undefined) {
    const to = url(elastic);
    outputs.push({
      ...to,
      port: /:\d+/.test(elastic.replace(/^https?:/, '')) ? to.port : 9200,
      path: '/_bulk',
    });
  }
  const logstash = /^([^:]+)(?::(\d+))?$/.exec(listOf(pick(config, 'output.logstash.hosts'))[0] ?? '');
  if (logstash !== null)
    outputs.push({ kind: 'tcp', host: logstash[1] as string, port: Number(logstash[2] ?? 5044) });
  if (outputs.length === 0)
    return 'Exiting: No outputs are defined. Please define one under the output section.';
  return { paths, fromEnd: false, tag: 'filebeat', dummyMs: null, ports: [], outputs, notModelled };
}
