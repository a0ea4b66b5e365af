// Models kubernetes@v1.36.0 staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go
// Differs: there is no RBAC, so nobody inside the cluster is allowed more than what
// everybody may see; a request has to come in one piece.
import type { Context } from '../kernel/component.ts';
import type { Address } from '../kernel/message.ts';
import { answerTo } from '../linux/net/packets.ts';
import { afterClientHello, SERVER_HELLO } from '../linux/net/tls.ts';
import type { Packet } from '../linux/net/types.ts';

/** What the API server's port says to a request that comes over the network, from a Pod or a machine. */
export function askApi(me: Address, packet: Packet, context: Context): void {
  const reply = (kind: Packet['kind'], data: string): void => {
    // It says all it has to say at once, and hangs up.
    const isLast = data !== '';
    const { to, packet: body } = answerTo(me, packet, kind, { data, fin: isLast, gone: isLast });
    context.send({ from: me, to, verb: kind, object: body.object, body }, 0);
  };
  if (packet.kind === 'open' && packet.data === '') reply('accept', '');
  if ((packet.kind !== 'open' && packet.kind !== 'data') || packet.data === '') return;
  const kind = packet.kind === 'open' ? 'accept' : 'data';
  const request = afterClientHello(packet.data);
  if (request === null) {
    reply(kind, 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n');
    return;
  }
  const { status, reason, type, body } = respond(request);
  context.note({ request: request.split('\r\n', 1)[0], status });
  reply(
    kind,
    `${SERVER_HELLO}HTTP/1.1 ${status} ${reason}\r\nContent-Type: ${type}\r\nX-Content-Type-Options: nosniff\r\n` +
      `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

interface Response {
  readonly status: number;
  readonly reason: string;
  readonly type: string;
  readonly body: string;
}

/** What the role system:public-info-viewer lets everybody see. */
const PUBLIC: Readonly<Record<string, string>> = { '/healthz': 'ok', '/livez': 'ok', '/readyz': 'ok' };

function respond(request: string): Response {
  const line = /^([A-Z]+) (\S+) HTTP\/1\.[01]\r\n/.exec(request);
  if (line === null)
    return { status: 400, reason: 'Bad Request', type: 'text/plain; charset=utf-8', body: '400 Bad Request' };
  const [, method = '', target = ''] = line;
  const path = target.replace(/\?.*$/, '');
  const known = PUBLIC[path];
  if (known !== undefined)
    return { status: 200, reason: 'OK', type: 'text/plain; charset=utf-8', body: known };
  if (path === '/version') return { status: 200, reason: 'OK', type: 'application/json', body: version };
  const user = userOf(request);
  if (user === undefined) return status(401, 'Unauthorized', 'Unauthorized', 'Unauthorized', {});
  const { message, details } = forbidden(user, method, path);
  return status(403, 'Forbidden', 'Forbidden', message, details);
}

/** Without a token nobody in particular; with a Pod's, its account; undefined when the token is none. */
function userOf(request: string): string | undefined {
  const token = /^authorization: *bearer +(\S+)\r?$/im.exec(request)?.[1];
  if (token === undefined) return 'system:anonymous';
  const payload = token.split('.')[1];
  const subject = payload === undefined ? undefined : /"sub":"([^"]+)"/.exec(decode(payload))?.[1];
  return subject;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function decode(base64url: string): string {
  let text = '';
  let bits = 0;
  let count = 0;
  for (const char of base64url) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) return text;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      text += String.fromCharCode((bits >> count) & 0xff);
    }
  }
  return text;
}

interface Details {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
}

/** As the authorizer words it: for a resource, or for a path that is none. */
function forbidden(user: string, method: string, path: string): { message: string; details: Details } {
  const match = /^\/(?:api\/v1|apis\/([^/]+)\/[^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?/.exec(
    path,
  );
  if (
    match === null ||
    (match[2] === undefined && match[3] === 'namespaces' && match[4] === undefined && path.endsWith('/'))
  ) {
    return {
      message: `forbidden: User "${user}" cannot ${method.toLowerCase()} path "${path}"`,
      details: {},
    };
  }
  const [, group = '', namespace, resource = '', name] = match;
  const verb = verbOf(method, name);
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = name === undefined ? resource : `${resource} "${name}"`;
  const message = `${what} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
  return {
    message,
    details: { ...(name === undefined ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource },
  };
}

function verbOf(method: string, name: string | undefined): string {
  switch (method) {
    case 'GET':
      return name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
    default:
      return method.toLowerCase();
  }
}

function status(code: number, reason: string, name: string, message: string, details: Details): Response {
  const body = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: name,
    ...(code === 401 ? {} : { details }),
    code,
  };
  return { status: code, reason, type: 'application/json', body: `${JSON.stringify(body, null, 2)}\n` };
}

const version = `${JSON.stringify(
  {
    major: '1',
    minor: '36',
    gitVersion: 'v1.36.0',
    gitTreeState: 'clean',
    compiler: 'gc',
    platform: 'linux/amd64',
  },
  null,
  2,
)}`;
