import { expect, test } from 'vitest';
import { runScript } from '../testing/bench.ts';

test.each<readonly [script: string, stdout: string, stderr: string, code: number]>([
  ['sysctl kernel.hostname', 'kernel.hostname = lab\n', '', 0],
  ['sysctl -n kernel/hostname', 'lab\n', '', 0],
  ['sysctl -w kernel.hostname=web; hostname', 'kernel.hostname = web\nweb\n', '', 0],
  [
    'sysctl net.ipv4.ip_unprivileged_port_start=80; cat /proc/sys/net/ipv4/ip_unprivileged_port_start',
    'net.ipv4.ip_unprivileged_port_start = 80\n80\n',
    '',
    0,
  ],
  [
    'sysctl -w net.ipv4.ip_local_port_range="40000 50000"; cat /proc/sys/net/ipv4/ip_local_port_range',
    'net.ipv4.ip_local_port_range = 40000 50000\n40000\t50000\n',
    '',
    0,
  ],
  [
    'sysctl -w net.ipv4.tcp_fin_timeout=x',
    '',
    'sysctl: setting key "net.ipv4.tcp_fin_timeout": Invalid argument\n',
    1,
  ],
  ['sysctl vm.nothing', '', 'sysctl: cannot stat /proc/sys/vm/nothing: No such file or directory\n', 1],
  ['sysctl -w vm.swappiness=10', '', 'sysctl: permission denied on key "vm.swappiness", ignoring\n', 1],
  ['echo "kernel.hostname = db" > /tmp/s; sysctl -p /tmp/s', 'kernel.hostname = db\n', '', 0],
  ['sysctl -a | grep -c "^kernel\\."', '8\n', '', 0],
  ['unshare -n sysctl -q net.ipv4.tcp_fin_timeout=5; sysctl -n net.ipv4.tcp_fin_timeout', '60\n', '', 0],
])('%s', (script, stdout, stderr, code) => {
  expect(runScript(script, 'dash', { cwd: '/tmp' })).toMatchObject({ stdout, stderr, code });
});
