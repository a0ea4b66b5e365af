// Models busybox@v1.37.0 networking/ifconfig.c, networking/route.c, networking/arp.c
// Models net-tools@v2.10 ifconfig.c, route.c, arp.c
// Differs: packets are not counted; there is no table of neighbours.
import { errorText } from '../../../linux/errno.ts';
import { setAddress, setLink } from '../../../linux/net/interfaces.ts';
import { addressOf, broadcastOf, isIp, maskOf, parseIp, prefixOf } from '../../../linux/net/ip.ts';
import type { Interface } from '../../../linux/net/types.ts';
import { type Call, command } from '../../commands/program.ts';

export const ifconfig = command((call) => {
  const args = call.args.filter((arg) => arg !== '-a');
  const all = args.length !== call.args.length;
  const links = call.sys.interfaces();
  const [name, ...changes] = args;
  if (name === undefined) {
    for (const link of links) if (all || link.up) call.out(text(call, link));
    return 0;
  }
  const link = links.find((one) => one.name === name);
  if (link === undefined) {
    if (call.busybox) return call.fail(`${name}: error fetching interface information: Device not found`);
    return call.fail(`error fetching interface information: Device not found`.replace(/^/, `${name}: `));
  }
  if (changes.length === 0) {
    call.out(text(call, link));
    return 0;
  }
  let net = { interfaces: links, routes: call.sys.routes() };
  for (let i = 0; i < changes.length; i++) {
    const word = changes[i] as string;
    if (word === 'up' || word === 'down') net = setLink(net, name, word === 'up');
    else if (word === 'netmask') {
      const prefix = prefixOfMask(changes[++i] ?? '');
      const own = net.interfaces.find((one) => one.name === name)?.address ?? '';
      net = setAddress(net, name, `${addressOf(own)}/${prefix}`);
    } else if (isIp(addressOf(word))) {
      const cidr = word.includes('/') ? word : `${word}/${classOf(word)}`;
      net = setLink(setAddress(net, name, cidr), name, true);
    } else return call.fail(`${word}: not modelled`);
  }
  const failed = call.sys.configureNetwork(net.interfaces, net.routes);
  if (failed === undefined) return 0;
  return call.fail(
    call.busybox ? `SIOCSIFFLAGS: ${errorText(failed.errno)}` : `SIOCSIFFLAGS: ${errorText(failed.errno)}`,
  );
});

/** What a network without a mask has by its first byte. */
function classOf(ip: string): number {
  const first = Number(ip.slice(0, ip.indexOf('.')));
  return first < 128 ? 8 : first < 192 ? 16 : 24;
}

function prefixOfMask(mask: string): number {
  const value = parseIp(mask) ?? 0;
  let prefix = 0;
  while (prefix < 32 && Math.floor(value / 2 ** (31 - prefix)) % 2 === 1) prefix++;
  return prefix;
}

function text(call: Call, link: Interface): string {
  const { name, address, mac, mtu, up } = link;
  const loop = link.kind === 'loopback';
  const ip = addressOf(address);
  const mask = address === '' ? '' : maskOf(prefixOf(address));
  if (call.busybox) {
    const pad = ' '.repeat(10);
    const kind = loop ? 'Link encap:Local Loopback  ' : `Link encap:Ethernet  HWaddr ${mac.toUpperCase()}  `;
    const inet =
      address === ''
        ? ''
        : `${pad}inet addr:${ip}${loop ? '' : `  Bcast:${broadcastOf(address)}`}  Mask:${mask}\n`;
    const flags = `${up ? 'UP ' : ''}${loop ? 'LOOPBACK ' : 'BROADCAST '}${up ? 'RUNNING ' : ''}${loop ? '' : 'MULTICAST '}`;
    return (
      `${name.padEnd(10)}${kind}\n${inet}${pad}${flags} MTU:${mtu}  Metric:1\n` +
      `${pad}RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n` +
      `${pad}TX packets:0 errors:0 dropped:0 overruns:0 carrier:0\n` +
      `${pad}collisions:0 txqueuelen:${loop ? 1000 : 0} \n${pad}RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n\n`
    );
  }
  const names = [
    up ? 'UP' : '',
    loop ? 'LOOPBACK' : 'BROADCAST',
    up ? 'RUNNING' : '',
    loop ? '' : 'MULTICAST',
  ];
  const value = (up ? 65 : 0) + (loop ? 8 : 4098);
  const pad = ' '.repeat(8);
  const inet =
    address === ''
      ? ''
      : `${pad}inet ${ip}  netmask ${mask}${loop ? '' : `  broadcast ${broadcastOf(address)}`}\n`;
  const kind = loop
    ? `${pad}loop  txqueuelen 1000  (Local Loopback)\n`
    : `${pad}ether ${mac}  txqueuelen 0  (Ethernet)\n`;
  return (
    `${name}: flags=${value}<${names.filter((one) => one !== '').join(',')}>  mtu ${mtu}\n${inet}${kind}` +
    `${pad}RX packets 0  bytes 0 (0.0 B)\n${pad}RX errors 0  dropped 0  overruns 0  frame 0\n` +
    `${pad}TX packets 0  bytes 0 (0.0 B)\n${pad}TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n\n`
  );
}

export const route = command((call) => {
  const operands = call.args.filter((arg) => !arg.startsWith('-'));
  if (operands.length > 0) return call.fail('changing routes is not modelled here: use ip route');
  call.out(
    'Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n',
  );
  const numeric = call.args.includes('-n');
  for (const { destination, gateway, device } of call.sys.routes()) {
    const isDefault = destination === 'default';
    const prefix = isDefault ? 0 : prefixOf(destination);
    const to = isDefault ? (numeric ? '0.0.0.0' : 'default') : addressOf(destination);
    const via = gateway === '' ? (numeric ? '0.0.0.0' : '*') : gateway;
    const flags = `U${gateway === '' ? '' : 'G'}${prefix === 32 ? 'H' : ''}`;
    const mask = prefix === 0 ? '0.0.0.0' : maskOf(prefix);
    call.out(
      `${to.padEnd(15)} ${via.padEnd(15)} ${mask.padEnd(15)} ${flags.padEnd(5)} 0      0        0 ${device}\n`,
    );
  }
  return 0;
});

/** Neighbours are found without asking: the table is empty. */
export const arp = command(() => 0);
