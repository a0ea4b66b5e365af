// Models busybox@v1.37.0 networking/netstat.c
// Models net-tools@v2.10 netstat.c
// Models iproute2@v6.15.0 misc/ss.c
// Differs: there is no TIME_WAIT; what has arrived and was not read is counted, what was sent is gone.
import { get } from '../../../kernel/table.ts';
import { ANY } from '../../../linux/net/ip.ts';
import type { Endpoint, Socket } from '../../../linux/net/types.ts';
import type { ProcessView } from '../../../linux/sys.ts';
import { type Call, command } from '../../commands/program.ts';

interface Row {
  readonly socket: Socket;
  readonly local: string;
  readonly remote: string;
  readonly state: string;
  readonly received: number;
  readonly process: ProcessView | undefined;
}

const NETSTAT_USAGE = 'netstat [-ral] [-tuwx] [-en]';
const SS_USAGE = 'ss [ OPTIONS ]';

interface Wanted {
  readonly listening: boolean;
  readonly all: boolean;
  readonly tcp: boolean;
  readonly udp: boolean;
  readonly unix: boolean;
}

function rowsOf(call: Call, wanted: Wanted, words: Readonly<Record<string, string>>): Row[] {
  const processes = new Map(call.sys.processes().map((view) => [view.process.pid, view]));
  const rows: Row[] = [];
  for (const socket of call.sys.sockets()) {
    if (socket.protocol === 'icmp' || socket.protocol === 'unix') continue;
    if (socket.protocol === 'tcp' ? !wanted.tcp : !wanted.udp) continue;
    const isServer = socket.state === 'listen' || socket.state === 'bound';
    if (!wanted.all && isServer !== wanted.listening) continue;
    const remote = 'remote' in socket ? end(socket.remote) : `${ANY}:*`;
    const state = tcpState(socket);
    rows.push({
      socket,
      local: end(socket.local),
      remote,
      state: words[state] ?? state,
      received: 'buffer' in socket ? socket.buffer.length : 'backlog' in socket ? socket.backlog.length : 0,
      process: processes.get(socket.owner),
    });
  }
  return rows;
}

function end({ ip, port }: Endpoint): string {
  return `${ip}:${port === 0 ? '*' : port}`;
}

function tcpState(socket: Socket): string {
  switch (socket.state) {
    case 'listen':
      return 'LISTEN';
    case 'bound':
      return '';
    case 'connecting':
      return 'SYN_SENT';
    case 'closed':
      return 'CLOSE';
    default:
      if (socket.ended && !socket.shut) return 'CLOSE_WAIT';
      return socket.shut ? (socket.ended ? 'LAST_ACK' : 'FIN_WAIT2') : 'ESTABLISHED';
  }
}

export const netstat = command((call) => {
  const options = call.options({
    short: 'laentuwxrpWc',
    long: { listening: 'l', all: 'a', numeric: 'n', tcp: 't', udp: 'u', programs: 'p', route: 'r' },
    usage: NETSTAT_USAGE,
  });
  if (typeof options === 'number') return options;
  if (options.has('r')) return call.fail('-r is not modelled: use route -n or ip route');
  const some = options.has('t', 'u', 'x', 'w');
  const wanted: Wanted = {
    listening: options.has('l'),
    all: options.has('a'),
    tcp: options.has('t') || !some,
    udp: options.has('u') || !some,
    unix: options.has('x') || !some,
  };
  const which = wanted.all ? 'servers and established' : wanted.listening ? 'only servers' : 'w/o servers';
  const programs = options.has('p');
  if (wanted.tcp || wanted.udp) {
    call.out(`Active Internet connections (${which})\n`);
    const last = programs ? '       PID/Program name    ' : '       ';
    call.out(`Proto Recv-Q Send-Q Local Address           Foreign Address         State${last}\n`);
    for (const { socket, local, remote, state, received, process } of rowsOf(call, wanted, {})) {
      const owner = process === undefined ? '-' : `${process.pid}/${programName(process)}`;
      const line = `${socket.protocol.padEnd(5)} ${String(received).padStart(6)} ${'0'.padStart(6)} ${local.padEnd(23)} ${remote.padEnd(23)} ${state.padEnd(11)} `;
      call.out(`${programs ? `${line}${owner}` : line}\n`);
    }
  }
  if (wanted.unix) unixSockets(call, wanted, which, programs);
  return 0;
});

function unixSockets(call: Call, wanted: Wanted, which: string, programs: boolean): void {
  const processes = new Map(call.sys.processes().map((view) => [view.process.pid, view]));
  call.out(`Active UNIX domain sockets (${which})\n`);
  call.out(
    `Proto RefCnt Flags       Type       State         I-Node ${programs ? 'PID/Program name    ' : ''}Path\n`,
  );
  for (const socket of call.sys.sockets()) {
    if (socket.protocol !== 'unix') continue;
    const listens = socket.state === 'listen';
    if (!wanted.all && listens !== wanted.listening) continue;
    const view = processes.get(socket.owner);
    const owner = programs
      ? `${(view === undefined ? '-' : `${view.pid}/${programName(view)}`).padEnd(19)} `
      : '';
    const flags = listens ? '[ ACC ]' : '[ ]';
    const state = listens ? 'LISTENING' : 'CONNECTED';
    call.out(
      `unix  2      ${flags.padEnd(11)} STREAM     ${state.padEnd(13)} ${String(socket.id).padStart(6)} ${owner}${socket.local.ip}\n`,
    );
  }
}

function programName({ process }: ProcessView): string {
  const [first = '', ...rest] = process.argv;
  // A title such as `nginx: master process nginx` is shown as it stands, cut off as netstat cuts it.
  if (first.includes(': ')) return [first, ...rest].join(' ').slice(0, 19);
  return first.slice(first.lastIndexOf('/') + 1);
}

const SS_WORDS: Readonly<Record<string, string>> = {
  '': 'UNCONN',
  ESTABLISHED: 'ESTAB',
  SYN_SENT: 'SYN-SENT',
  CLOSE_WAIT: 'CLOSE-WAIT',
  FIN_WAIT2: 'FIN-WAIT-2',
  LAST_ACK: 'LAST-ACK',
};

export const ss = command((call) => {
  const options = call.options({
    short: 'tulanpxHrs46oei',
    long: {
      tcp: 't',
      udp: 'u',
      listening: 'l',
      all: 'a',
      numeric: 'n',
      processes: 'p',
      unix: 'x',
      'no-header': 'H',
    },
    usage: SS_USAGE,
    code: 255,
  });
  if (typeof options === 'number') return options;
  if (options.has('x', 's')) return call.fail('of the sockets tcp and udp are modelled: use -t and -u', 255);
  const some = options.has('t', 'u');
  const wanted: Wanted = {
    listening: options.has('l'),
    all: options.has('a'),
    tcp: options.has('t') || !some,
    udp: options.has('u') || !some,
    unix: false,
  };
  const both = wanted.tcp && wanted.udp;
  const header = [
    ...(both ? ['Netid'] : []),
    'State',
    'Recv-Q',
    'Send-Q',
    'Local Address:Port',
    'Peer Address:Port',
    'Process',
  ];
  const lines = rowsOf(call, wanted, SS_WORDS).map(({ socket, local, remote, state, received, process }) => [
    ...(both ? [socket.protocol] : []),
    state,
    String(received),
    socket.state === 'listen' ? '4096' : '0',
    local,
    remote,
    options.has('p') && process !== undefined
      ? `users:(("${commandName(process)}",pid=${process.pid},fd=${descriptorOf(call, process, socket)}))`
      : '',
  ]);
  const rows = options.has('H') ? lines : [header, ...lines];
  const widths = header.map((_, i) => Math.max(0, ...rows.map((row) => (row[i] as string).length)));
  const places = both ? 4 : 3;
  for (const row of rows) {
    const cells = row.map((cell, i) => {
      const width = widths[i] as number;
      // Addresses are held together at their port: the one before it to the right, the port to the left.
      if (i !== places && i !== places + 1) return cell.padEnd(width);
      return cell.padStart(width);
    });
    call.out(`${cells.join(' ').trimEnd()}\n`);
  }
  return 0;
});

function commandName({ process }: ProcessView): string {
  const first = (process.argv[0] ?? '').replace(/:.*/, '');
  return first.slice(first.lastIndexOf('/') + 1).slice(0, 15);
}

/** The process's descriptor of a socket. */
function descriptorOf(call: Call, { process }: ProcessView, { id }: Socket): number {
  const { files } = call.sys.machine();
  for (const [fd, number] of Object.entries(process.fds)) {
    const file = get(files, number);
    if (file?.type === 'socket' && file.socket === id) return Number(fd);
  }
  return 0;
}
