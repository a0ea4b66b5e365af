import type { Program } from '../../linux/program.ts';
import { curl } from './curl/index.ts';
import { dig } from './dns/dig.ts';
import { getent } from './dns/getent.ts';
import { host } from './dns/host.ts';
import { nslookup } from './dns/nslookup.ts';
import { smallNslookup } from './dns/small.ts';
import { arp, ifconfig, route } from './ip/ifconfig.ts';
import { ip } from './ip/ip.ts';
import { netstat, ss } from './ip/sockets.ts';
import { iptablesSave } from './iptables.ts';
import { nc } from './nc/nc.ts';
import { ping } from './ping.ts';
import { telnet } from './telnet.ts';
import { wget } from './wget/index.ts';

/** Commands that use the network, by their names. */
export const networkCommands: Readonly<Record<string, Program>> = {
  arp,
  curl,
  dig,
  getent,
  host,
  ifconfig,
  ip,
  'iptables-save': iptablesSave,
  nc,
  netstat,
  nslookup,
  /** As it was until BusyBox 1.28: with the C library's search domains, as Kubernetes' own examples need it. */
  'nslookup-1.28': smallNslookup,
  ping,
  route,
  ss,
  telnet,
  wget,
};
