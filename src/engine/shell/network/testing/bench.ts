import { scan } from '../../../kernel/table.ts';
import { isErrno } from '../../../linux/errno.ts';
import { DEVICES, directory, executable, tree } from '../../../linux/fs/layers.ts';
import type { Flavour, Inode } from '../../../linux/fs/types.ts';
import { type DnsAnswer, type DnsRecord, parseQuery } from '../../../linux/net/dns.ts';
import type { Program } from '../../../linux/program.ts';
import { LinuxLab } from '../../../linux/testing/lab.ts';
import { networkCommands } from '../index.ts';

/** Records by `TYPE name`; an empty list: the name exists without such a record. */
export type Zone = Readonly<Record<string, readonly string[]>>;

/** A name server on port 53 that knows a zone. */
export const nameServer = (zone: Zone): Program => ({
  run(sys) {
    if (sys.memory === null) {
      const fd = sys.bindUdp({ ip: '0.0.0.0', port: 53 });
      if (isErrno(fd)) return sys.exit(1);
      sys.remember(fd);
    }
    const fd = sys.memory as number;
    for (;;) {
      const got = sys.receive(fd);
      if (got === null || isErrno(got)) break;
      const query = parseQuery(got.data);
      if (query === undefined) continue;
      const data = zone[`${query.type} ${query.name}`] ?? [];
      const isKnown = Object.keys(zone).some((key) => key.endsWith(` ${query.name}`));
      const answers = data.map(
        (one): DnsRecord => ({ name: query.name, type: query.type, ttlS: 30, data: one }),
      );
      const answer: DnsAnswer = {
        ...query,
        code: isKnown ? 'NOERROR' : 'NXDOMAIN',
        authoritative: true,
        answers,
        authority: [],
        additional: [],
      };
      sys.sendTo(fd, got.from, JSON.stringify(answer));
    }
    sys.block({ readable: [fd] });
  },
});

/** A server on port 80 that answers every connection with the same text and closes it; it keeps what it was sent. */
export const webServer = (answer: string): Program => ({
  run(sys) {
    if (sys.memory === null) {
      const fd = sys.listen({ ip: '0.0.0.0', port: 80 });
      if (isErrno(fd)) return sys.exit(1);
      sys.remember(fd);
    }
    const fd = sys.memory as number;
    for (;;) {
      const taken = sys.accept(fd);
      if (taken === null || isErrno(taken)) break;
      const text = sys.read(taken.fd);
      if (typeof text === 'string') sys.writeFile('/tmp/asked', text, { append: true });
      if (answer !== '') sys.write(taken.fd, answer);
      sys.close(taken.fd);
    }
    sys.block({ readable: [fd] });
  },
});

/** Accepts connections and never says anything. */
export const silentServer: Program = {
  run(sys) {
    if (sys.memory === null) {
      const fd = sys.listen({ ip: '0.0.0.0', port: 80 });
      if (!isErrno(fd)) sys.remember(fd);
    }
    sys.block({});
  },
};

export interface BenchOptions {
  readonly flavour?: Flavour;
  readonly zone?: Zone | null;
  readonly web?: Program;
  readonly files?: Readonly<Record<string, Inode | string>>;
}

export const OK =
  'HTTP/1.1 200 OK\r\nServer: test\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\nhello\n';

/** A machine with all network commands, a name server and a web server unless told otherwise. */
export function networkBench({
  flavour = 'busybox',
  zone = {},
  web = webServer(OK),
  files,
}: BenchOptions = {}) {
  const all: Record<string, Inode | string> = {
    '/tmp': directory(0o1777),
    '/proc': directory(),
    '/sys/fs/cgroup': directory(),
    '/etc/hosts': '127.0.0.1 localhost\n127.0.0.1 web.here web\n',
    '/etc/resolv.conf':
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 127.0.0.1\noptions ndots:5\n',
    '/bin/named': executable('named', flavour),
    '/bin/httpd': executable('httpd', flavour),
    ...files,
  };
  for (const name of Object.keys(networkCommands)) all[`/bin/${name}`] = executable(name, flavour);
  scan(DEVICES, (inode, path) => {
    all[path === '/' ? '/dev' : `/dev${path}`] = inode;
  });
  const lab = new LinuxLab({
    programs: { ...networkCommands, named: nameServer(zone ?? {}), httpd: web },
    files: tree(all),
  });
  if (zone !== null) lab.start(['named']);
  lab.start(['httpd']);
  return lab;
}

/** Runs one command line to its end. */
export function run(line: string, options: BenchOptions & { readonly stdin?: string } = {}) {
  const { stdin } = options;
  return networkBench(options).run(line.split(' '), stdin === undefined ? {} : { stdin });
}
