// Models opencontainers/runtime-spec@v1.2.1 config-linux.md (default devices), kubernetes@v1.36.0 pkg/kubelet/kubelet_pods.go (managed hosts file)

import { put, type Table } from '../../kernel/table.ts';
import { device, directory, file, link, tree } from '../../linux/fs/layers.ts';
import type { Inode } from '../../linux/fs/types.ts';

/** What every container finds below /dev. */
const DEVICES: Table<Inode> = tree({
  '/dev': directory(),
  '/dev/null': device('null'),
  '/dev/zero': device('zero'),
  '/dev/full': device('full'),
  '/dev/random': device('random'),
  '/dev/urandom': device('random'),
  '/dev/tty': device('tty'),
  '/dev/fd': link('/proc/self/fd'),
  '/dev/stdin': link('/proc/self/fd/0'),
  '/dev/stdout': link('/proc/self/fd/1'),
  '/dev/stderr': link('/proc/self/fd/2'),
  '/dev/shm': directory(0o1777),
  '/dev/termination-log': file('', { mode: 0o666 }),
});

export interface PodFiles {
  readonly hostname: string;
  /** What its processes are told, where that is not the hostname. */
  readonly ownName?: string | undefined;
  /** Empty on the node's network, whose own files the Pod then sees. */
  readonly ip: string;
  readonly domain: string;
  readonly aliases: readonly { readonly ip: string; readonly hostnames: readonly string[] }[];
  readonly resolvConf: string;
  /** Kubernetes says at the top that the hosts file is its own. */
  readonly comment?: string | undefined;
}

/** Devices and the files that the runtime and the kubelet make for a Pod, over what its images have. */
export function podFiles(pod: PodFiles): Table<Inode> {
  let files = put(DEVICES, '/etc/hostname', file(`${pod.ownName ?? pod.hostname}\n`));
  files = put(files, '/etc/hosts', file(hostsFile(pod)));
  return put(files, '/etc/resolv.conf', file(pod.resolvConf));
}

/** For pause, which reads none of them. */
export const bareFiles = DEVICES;

const HOSTS =
  '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\n' +
  'fe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n';

function hostsFile({ hostname, ip, domain, aliases, comment }: PodFiles): string {
  const own = ip === '' ? '' : `${ip}\t${domain === '' ? '' : `${hostname}.${domain}\t`}${hostname}\n`;
  const added = aliases.map((alias) => `${alias.ip}\t${alias.hostnames.join('\t')}\n`).join('');
  return (
    `${comment ?? `# Kubernetes-managed hosts file${ip === '' ? ' (host network)' : ''}.\n`}${HOSTS}${own}` +
    (added === '' ? '' : `\n# Entries added by HostAliases.\n${added}`)
  );
}
