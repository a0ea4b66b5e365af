// Models iproute2@v6.15.0 ip/ipaddress.c, ip/iproute.c, ip/iplink.c
// Models busybox@v1.37.0 networking/libiproute
// Differs: IPv4 only; no rules, tunnels or network namespaces by name; links are made by the container runtime only.
import { errorText } from '../../../linux/errno.ts';
import { setAddress, setLink } from '../../../linux/net/interfaces.ts';
import { addressOf, broadcastOf, isIp, isLoopback, networkOf, prefixOf } from '../../../linux/net/ip.ts';
import { wayOut } from '../../../linux/net/route.ts';
import type { Interface, Route } from '../../../linux/net/types.ts';
import { type Call, command } from '../../commands/program.ts';
import { flagsOf, indexOf, shownName, stateOf } from './links.ts';

const GNU_USAGE = `Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
where  OBJECT := { address | link | neighbour | route }
       OPTIONS := { -4 | -6 | -br[ief] | -o[neline] }
`;
const BUSYBOX_USAGE = 'ip [OPTIONS] address|route|link|neigh [ARGS]';

interface Style {
  readonly brief: boolean;
  readonly oneline: boolean;
}

export const ip = command((call) => {
  const args = [...call.args];
  let style: Style = { brief: false, oneline: false };
  while (args[0]?.startsWith('-') === true) {
    const option = args.shift() as string;
    if (/^-br(i(e(f)?)?)?$/.test(option)) style = { ...style, brief: true };
    else if (/^-o(n(e(line)?)?)?$/.test(option)) style = { ...style, oneline: true };
    else if (option === '-6') return 0;
    else if (!['-4', '-c', '-color', '-d', '-s', '-f', 'inet'].includes(option)) {
      call.err(`Option "${option}" is unknown, try "ip -help".`);
      return 255;
    }
  }
  const [object = '', ...rest] = args;
  if (object === '') return help(call);
  const objects = ['address', 'route', 'link', 'neighbour', 'neighbor', 'rule', 'netns', 'help'];
  const full = objects.find((one) => one.startsWith(object));
  switch (full) {
    case 'address':
      return address(call, rest, style);
    case 'link':
      return link(call, rest, style);
    case 'route':
      return route(call, rest);
    case 'neighbour':
    case 'neighbor':
      return 0;
    case 'help':
      return help(call);
    case 'rule':
    case 'netns':
      return say(call, `ip ${full} is not modelled\n`, 1);
    default:
      return say(call, `Object "${object}" is unknown, try "ip help".\n`, 1);
  }
});

function help(call: Call): number {
  if (call.busybox) return call.usage(BUSYBOX_USAGE);
  return say(call, GNU_USAGE, 255);
}

function say(call: Call, text: string, code: number): number {
  call.flush();
  call.sys.write(2, text);
  return code;
}

/** Takes the verb of a command: a beginning of one is enough. */
function verbOf(args: string[], verbs: readonly string[], otherwise: string): string {
  const [first] = args;
  const verb = first === undefined ? undefined : verbs.find((one) => one.startsWith(first));
  if (verb === undefined) return otherwise;
  args.shift();
  return verb;
}

function address(call: Call, given: readonly string[], style: Style): number {
  const args = [...given];
  const verb = verbOf(args, ['show', 'list', 'add', 'delete', 'flush', 'change', 'replace'], 'show');
  const at = args.indexOf('dev');
  const named = at === -1 ? undefined : args[at + 1];
  if (at !== -1) args.splice(at, 2);
  if (verb === 'show' || verb === 'list') return showLinks(call, named ?? args[0], style, true);
  if (verb === 'flush') return change(call, named ?? args[0], (net, device) => setAddress(net, device, ''));
  const local = args.find((word) => /^[\d.]+(\/\d+)?$/.test(word));
  if (local === undefined || !isIp(addressOf(local))) {
    return say(call, `Error: inet prefix is expected rather than "${args[0] ?? ''}".\n`, 1);
  }
  if (named === undefined) return say(call, 'Not enough information: "dev" argument is required.\n', 255);
  const cidr = local.includes('/') ? local : `${local}/32`;
  const device = call.sys.interfaces().find(({ name }) => name === named);
  if (verb === 'add' && device?.address === cidr) {
    return say(
      call,
      call.busybox ? 'ip: RTNETLINK answers: File exists\n' : 'Error: ipv4: Address already assigned.\n',
      2,
    );
  }
  if (verb === 'add' && device !== undefined && device.address !== '') {
    return say(call, `ip: a second address of ${named} is not modelled\n`, 2);
  }
  if (verb === 'delete' && device !== undefined && device.address !== cidr) {
    return say(call, 'RTNETLINK answers: Cannot assign requested address\n', 2);
  }
  return change(call, named, (net, name) => setAddress(net, name, verb === 'delete' ? '' : cidr));
}

interface Net {
  readonly interfaces: readonly Interface[];
  readonly routes: readonly Route[];
}

function change(call: Call, name: string | undefined, apply: (net: Net, device: string) => Net): number {
  const net: Net = { interfaces: call.sys.interfaces(), routes: call.sys.routes() };
  if (name === undefined) return say(call, 'Not enough information: "dev" argument is required.\n', 255);
  if (net.interfaces.every((one) => one.name !== name)) return noDevice(call, name);
  const next = apply(net, name);
  return configure(call, next);
}

function configure(call: Call, { interfaces, routes }: Net): number {
  const failed = call.sys.configureNetwork(interfaces, routes);
  if (failed === undefined) return 0;
  return say(call, `${call.busybox ? 'ip: ' : ''}RTNETLINK answers: ${errorText(failed.errno)}\n`, 2);
}

function noDevice(call: Call, name: string): number {
  if (call.busybox) return call.fail(`can't find device '${name}'`);
  return say(call, `Cannot find device "${name}"\n`, 1);
}

function link(call: Call, given: readonly string[], style: Style): number {
  const args = [...given];
  const verb = verbOf(args, ['show', 'list', 'set', 'add', 'delete'], 'show');
  if (args[0] === 'dev') args.shift();
  if (verb === 'show' || verb === 'list') return showLinks(call, args[0], style, false);
  if (verb !== 'set') return say(call, `ip link ${verb} is not modelled\n`, 1);
  const [name, ...what] = args;
  const up = what.includes('up') ? true : what.includes('down') ? false : undefined;
  const mtu = what.indexOf('mtu');
  if (up === undefined && mtu === -1) return say(call, `ip link set ${what.join(' ')} is not modelled\n`, 1);
  return change(call, name, (net, device) => {
    const sized = {
      ...net,
      interfaces: net.interfaces.map((one) =>
        one.name === device && mtu !== -1 ? { ...one, mtu: Number(what[mtu + 1]) } : one,
      ),
    };
    return up === undefined ? sized : setLink(sized, device, up);
  });
}

function showLinks(call: Call, name: string | undefined, style: Style, addresses: boolean): number {
  const links = call.sys.interfaces();
  const shown = name === undefined ? links : links.filter((one) => one.name === name);
  if (name !== undefined && shown.length === 0) {
    return call.busybox
      ? call.fail(`can't find device '${name}'`)
      : say(call, `Device "${name}" does not exist.\n`, 1);
  }
  for (const one of shown) {
    if (style.brief) call.out(briefText(call, one, addresses));
    else call.out(linkText(call, one, indexOf(links, one.name), addresses, style.oneline));
  }
  return 0;
}

function briefText(call: Call, one: Interface, addresses: boolean): string {
  const what = addresses ? `${one.address === '' ? '' : `${one.address} `}` : `${one.mac} <${flagsOf(one)}> `;
  return `${shownName(call.sys, one).padEnd(16)} ${stateOf(one).padEnd(14)} ${what}\n`;
}

function linkText(call: Call, one: Interface, index: number, addresses: boolean, oneline: boolean): string {
  const type = one.kind === 'loopback' ? 'loopback' : 'ether';
  const broadcast = one.kind === 'loopback' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff';
  const queue = one.up ? (one.kind === 'ether' ? 'mq' : 'noqueue') : 'noop';
  const group = call.busybox ? '' : `${addresses ? '' : 'mode DEFAULT '}group default `;
  const length = one.kind === 'veth' && call.busybox ? '' : 'qlen 1000';
  const remote = one.kind === 'veth' && one.peer !== '' ? ' link-netnsid 0' : '';
  const inet =
    addresses && one.address !== ''
      ? [
          `    inet ${one.address} ${one.kind === 'loopback' ? '' : `brd ${broadcastOf(one.address)} `}scope ${isLoopback(one.address) ? 'host' : 'global'} ${one.name}`,
          '       valid_lft forever preferred_lft forever',
        ]
      : [];
  if (oneline) {
    if (addresses) {
      if (inet.length === 0) return '';
      return `${index}: ${one.name}    ${(inet[0] as string).trim()}\\       ${(inet[1] as string).trim()}\n`;
    }
  }
  const head = `${index}: ${shownName(call.sys, one)}: <${flagsOf(one)}> mtu ${one.mtu} qdisc ${queue} state ${stateOf(one)} ${group}${length}`;
  const lines = [head.trimEnd(), `    link/${type} ${one.mac} brd ${broadcast}${remote}`, ...inet];
  return `${lines.join(oneline ? '\\' : '\n')}\n`;
}

function route(call: Call, given: readonly string[]): number {
  const args = [...given];
  const verb = verbOf(args, ['show', 'list', 'get', 'add', 'delete', 'replace', 'append', 'flush'], 'show');
  const interfaces = call.sys.interfaces();
  const routes = call.sys.routes();
  if (verb === 'show' || verb === 'list') {
    for (const one of routes) call.out(`${routeText(call, one, interfaces)}\n`);
    return 0;
  }
  if (verb === 'get') return routeGet(call, args[0] ?? '');
  if (verb === 'flush') return say(call, 'ip route flush is not modelled\n', 1);
  const [destination = '', ...rest] = args;
  const value = (word: string): string | undefined => {
    const at = rest.indexOf(word);
    return at === -1 ? undefined : rest[at + 1];
  };
  const target =
    destination === 'default' || destination === '0.0.0.0/0' ? 'default' : networkOf(destination);
  if (target !== 'default' && !isIp(addressOf(destination))) {
    return say(call, `Error: inet prefix is expected rather than "${destination}".\n`, 1);
  }
  const gateway = value('via') ?? '';
  const same = (one: Route): boolean =>
    one.destination === target && (gateway === '' || one.gateway === gateway);
  if (verb === 'delete') {
    if (!routes.some(same))
      return say(call, `${call.busybox ? 'ip: ' : ''}RTNETLINK answers: No such process\n`, 2);
    const at = routes.findIndex(same);
    return configure(call, { interfaces, routes: routes.filter((_, i) => i !== at) });
  }
  const device =
    value('dev') ?? (gateway === '' ? undefined : wayOut({ interfaces, routes }, gateway)?.device);
  if (device === undefined) {
    return say(
      call,
      gateway === '' ? 'RTNETLINK answers: No such device\n' : 'Error: Nexthop has invalid gateway.\n',
      2,
    );
  }
  if (interfaces.every(({ name }) => name !== device)) return noDevice(call, device);
  if (verb === 'add' && routes.some((one) => one.destination === target)) {
    return say(call, `${call.busybox ? 'ip: ' : ''}RTNETLINK answers: File exists\n`, 2);
  }
  const kept = verb === 'replace' ? routes.filter((one) => one.destination !== target) : routes;
  const made = { destination: target, gateway, device };
  return configure(call, { interfaces, routes: target === 'default' ? [made, ...kept] : [...kept, made] });
}

function routeText(call: Call, one: Route, interfaces: readonly Interface[]): string {
  const source = addressOf(interfaces.find(({ name }) => name === one.device)?.address ?? '');
  if (one.gateway !== '') return `${one.destination} via ${one.gateway} dev ${one.device} `;
  const isConnected = interfaces.some(
    ({ name, address: own }) =>
      name === one.device && own !== '' && prefixOf(own) < 32 && networkOf(own) === one.destination,
  );
  if (!isConnected) return `${one.destination} dev ${one.device} scope link `;
  return call.busybox
    ? `${one.destination} dev ${one.device} scope link  src ${source} `
    : `${one.destination} dev ${one.device} proto kernel scope link src ${source} `;
}

function routeGet(call: Call, target: string): number {
  if (!isIp(target)) return say(call, `Error: inet prefix is expected rather than "${target}".\n`, 1);
  const way = wayOut({ interfaces: call.sys.interfaces(), routes: call.sys.routes() }, target);
  if (way === undefined) return say(call, 'RTNETLINK answers: Network is unreachable\n', 2);
  const local = way.type === 'self' ? 'local ' : '';
  const via = way.gateway === '' ? '' : `via ${way.gateway} `;
  call.out(
    `${local}${target} ${via}dev ${way.device} src ${way.source} uid ${call.sys.self.uid} \n    cache ${way.type === 'self' ? '<local> ' : ''}\n`,
  );
  return 0;
}
