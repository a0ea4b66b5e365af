// Models curl/curl@v8.14.1 src/tool_operate.c
// Differs: http only, one request, which asks the server to close; the machines are reached by their names or addresses,
// and localhost through kubectl port-forward.
import type { Node, Status } from '../../../api/index.ts';
import { microTimestamp } from '../../kernel/timestamp.ts';
import type { Packet } from '../../linux/net/types.ts';
import { formatRequest, parseResponse } from '../../shell/http.ts';
import type { FlagSpecs } from '../flags.ts';
import type { Forward, Session } from '../task.ts';
import { type Begun, type Call, listFlag, type Runner, textFlag, type Verb } from '../verb.ts';

export interface CurlCommand {
  readonly kind: 'curl';
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly request: string;
  readonly shows: 'body' | 'all' | 'head';
  readonly silent: boolean;
  readonly heard: string;
  /** The port-forward it goes through. */
  readonly forward: Forward | null;
}

const FLAGS: FlagSpecs = {
  silent: { type: 'bool', short: 's' },
  include: { type: 'bool', short: 'i' },
  head: { type: 'bool', short: 'I' },
  header: { type: 'list', short: 'H' },
  request: { type: 'string', short: 'X' },
  data: { type: 'string', short: 'd' },
};

/** The learner's own curl; it is no command of kubectl's. */
export const CURL: Verb = { name: 'curl', usage: 'URL', flags: FLAGS, begin };

const FROM_PORT = 50_000;
const LAPTOP_IP = '172.18.0.1';

function begin({ args, flags }: Call, session: Session): Begun {
  const [url] = args;
  const parsed = /^(?:(\w+):\/\/)?([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url ?? '');
  if (parsed === null || args.length > 1) {
    session.warn("curl: try 'curl --help' or 'curl --manual' for more information");
    session.exit(2);
    return undefined;
  }
  const [, scheme = 'http', host = '', port = '80', target = '/'] = parsed;
  if (scheme !== 'http') {
    session.warn(`curl: (1) Protocol "${scheme}" not supported by Podscope's curl`);
    session.exit(1);
    return undefined;
  }
  const head = flags.head === true;
  const data = textFlag(flags, 'data');
  const method = textFlag(flags, 'request') ?? (head ? 'HEAD' : data === undefined ? 'GET' : 'POST');
  const given = listFlag(flags, 'header').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const command: CurlCommand = {
    kind: 'curl',
    host,
    port: Number(port),
    method,
    request: formatRequest({
      method,
      target,
      headers: [
        ['Host', port === '80' ? host : `${host}:${port}`],
        ['User-Agent', 'curl/8.14.1'],
        ['Accept', '*/*'],
        ...given,
        ...(data === undefined
          ? []
          : [['Content-Type', 'application/x-www-form-urlencoded'] as [string, string]]),
        ['Connection', 'close'],
      ],
      body: data ?? '',
    }),
    shows: head ? 'head' : flags.include === true ? 'all' : 'body',
    silent: flags.silent === true,
    heard: '',
    forward: null,
  };
  if (host !== 'localhost' && host !== '127.0.0.1') {
    session.send({ verb: 'list', resource: 'nodes' });
    return command;
  }
  const forward = session.forwards().find(({ local }) => local === command.port);
  if (forward === undefined) return refused(command, session);
  session.tell(forward.task, `Handling connection for ${forward.local}`);
  session.connect({
    namespace: forward.namespace,
    name: forward.pod,
    subresource: 'portforward',
    options: { port: forward.remote, data: command.request },
  });
  return { ...command, forward };
}

export const CURL_RUNNER: Runner<CurlCommand> = {
  onResponse(command, response, session) {
    const nodes = (response.items ?? []) as readonly Node[];
    const { host, port, request } = command;
    const addresses = ({ metadata, status }: Node) => [
      metadata.name,
      ...(status?.addresses ?? []).map(({ address }) => address),
    ];
    const node = nodes.find((one) => addresses(one).includes(host));
    const ip = node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
    if (node === undefined || ip === undefined) {
      if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) {
        // Addresses of Pods and Services are the cluster's own affair.
        return gaveUp(command, 7, `Failed to connect to ${host} port ${port}: No route to host`, session);
      }
      return gaveUp(command, 6, `Could not resolve host: ${host}`, session);
    }
    session.packet(node.metadata.name as string, {
      kind: 'open',
      protocol: 'tcp',
      toward: 'server',
      source: { ip: LAPTOP_IP, port: FROM_PORT },
      destination: { ip, port },
      data: request,
      fin: false,
      netns: 0,
      way: ['kubectl'],
      back: [],
    });
    return command;
  },

  onPacket(command, { kind, data, fin }: Packet, session) {
    if (kind === 'reset' || kind === 'unreachable') return refused(command, session);
    return hear(command, data, fin || kind === 'close', session);
  },

  onStream(command, { text, exitCode, status }, session) {
    if (status !== undefined) {
      if (command.forward !== null)
        session.end(command.forward.task, lostConnection(command.forward, status, session));
      return gaveUp(command, 52, 'Empty reply from server', session);
    }
    return hear(command, text, exitCode !== undefined, session);
  },
};

/** What a port-forward says before it ends: one connection that fails is its last. */
function lostConnection(
  { task, local, remote }: Forward,
  { message = '' }: Status,
  { nowMs }: Session,
): string {
  const time = microTimestamp(nowMs).replace(/^\d+-(\d\d)-(\d\d)T(.*)Z$/, '$1$2 $3');
  const why = `an error occurred forwarding ${local} -> ${remote}: ${message.replace(/^Internal error occurred: /, '')}`;
  const logged = `E${time} ${String(task).padStart(7)} portforward.go:424] "Unhandled Error" err=${JSON.stringify(why)}`;
  return `${logged}\nerror: lost connection to pod`;
}

function hear(before: CurlCommand, text: string, ended: boolean, session: Session): CurlCommand {
  const command = { ...before, heard: before.heard + text };
  const { heard, method, shows } = command;
  const parsed = parseResponse(heard, { ended, method });
  if (parsed === null) return command;
  if ('malformed' in parsed) {
    return gaveUp(
      command,
      heard === '' ? 52 : 1,
      heard === '' ? 'Empty reply from server' : parsed.malformed,
      session,
    );
  }
  const head = heard.slice(0, heard.indexOf('\r\n\r\n') + 4).replaceAll('\r\n', '\n');
  if (shows !== 'body') session.write(head);
  if (shows !== 'head') session.write(parsed.message.body);
  session.finish();
  return command;
}

function refused(command: CurlCommand, session: Session): CurlCommand {
  const text = `Failed to connect to ${command.host} port ${command.port} after 0 ms: Could not connect to server`;
  return gaveUp(command, 7, text, session);
}

function gaveUp(command: CurlCommand, code: number, text: string, session: Session): CurlCommand {
  if (!command.silent) session.warn(`curl: (${code}) ${text}`);
  session.exit(code);
  return command;
}
