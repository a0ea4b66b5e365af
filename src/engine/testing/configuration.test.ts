import { describe, expect, it } from 'vitest';
import { Session } from './session.ts';

const BUSYBOX = `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { color: red, shape: round }
---
apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: ['sh', '-c', 'while true; do cat /etc/config/color; echo " $COLOR"; sleep 10; done']
    env:
    - name: COLOR
      valueFrom: { configMapKeyRef: { name: settings, key: color } }
    volumeMounts:
    - { name: config, mountPath: /etc/config }
    - { name: config, mountPath: /etc/one, subPath: color }
  volumes:
  - name: config
    configMap: { name: settings }
`;

const PATCH = `patch configmap settings --type merge -p '{"data":{"color":"blue","shape":null}}'`;

describe('a ConfigMap as a volume', () => {
  it('lies behind links that an update swaps', () => {
    const { sh } = within();
    expect(sh('ls -a /etc/config').split('\n').sort().join(' ')).toMatch(
      /^ \. \.\. \.\.2026_01_01_00_00_\d\d\.\d+ \.\.data color shape$/,
    );
    expect(sh('readlink /etc/config/color')).toBe('..data/color\n');
    expect(sh('cat /etc/config/color /etc/config/shape /etc/one')).toBe('redroundred');
  });

  it('shows a change within a minute and a half, but not in the environment and not behind a subPath', () => {
    const { session, sh } = within();
    const before = sh('readlink /etc/config/..data');
    expect(session.kubectl(PATCH)).toBe('configmap/settings patched\n');
    session.wait(91);
    expect(sh('cat /etc/config/color')).toBe('blue');
    expect(sh('ls /etc/config')).toBe('color\n');
    expect(sh('readlink /etc/config/..data')).not.toBe(before);
    expect(sh('ls -a /etc/config | grep -c 2026')).toBe('1\n');
    expect(sh('cat /etc/one; echo $COLOR')).toBe('redred\n');
    expect(session.wait(10).kubectl('logs p --tail=1')).toBe('blue red\n');
    // Read when the container begins again.
    session.lab.crash('p', 'app', 1);
    session.wait(20);
    expect(sh('cat /etc/one; echo $COLOR')).toBe('blueblue\n');
  });

  it('shows it at once when an annotation of the Pod changes', () => {
    const { session, sh } = within();
    session.kubectl(PATCH);
    session.kubectl('annotate pod p now=yes');
    session.wait(1);
    expect(sh('cat /etc/config/color')).toBe('blue');
  });

  it('is left open in its old state by who reads it', () => {
    const { session, sh } = within();
    sh('tail -f /etc/config/color > /tmp/plain 2>&1 &');
    sh('tail -F /etc/config/color > /tmp/named 2>&1 &');
    session.kubectl(PATCH);
    session.wait(95);
    expect(sh('cat /tmp/plain')).toBe('red');
    expect(sh('cat /tmp/named')).toContain('blue');
  });

  it('does not change when it is immutable, and nobody watches it', () => {
    const session = new Session();
    session.apply(BUSYBOX.replace('\ndata:', '\nimmutable: true\ndata:')).wait(20);
    expect(session.kubectl(PATCH)).toContain('field is immutable when `immutable` is set');
    session.kubectl('delete configmap settings');
    session.apply(BUSYBOX.replace('red', 'blue')).wait(95);
    expect(session.sh('p', 'cat /etc/config/color')).toBe('red');
  });

  it('keeps its files when it is deleted, with a warning', () => {
    const { session, sh } = within();
    session.kubectl('delete configmap settings');
    session.wait(95);
    expect(sh('cat /etc/config/color')).toBe('red');
    expect(session.lab.events('p').join('\n')).toContain(
      'FailedMount: MountVolume.SetUp failed for volume "config" : configmap "settings" not found',
    );
    session.apply(BUSYBOX.replace('red', 'green')).wait(125);
    expect(sh('cat /etc/config/color')).toBe('green');
  });

  it('is watched once by a node, until the last Pod that has it is gone', () => {
    const session = new Session();
    const watches = () =>
      session.lab.records.filter(({ verb, object }) => verb === 'watch' && object?.name === 'settings');
    session.apply(`${BUSYBOX}---${BUSYBOX.split('---')[1]?.replace('name: p ', 'name: q ')}`).wait(20);
    expect(watches().filter(({ from }) => from === 'kubelet/node-1')).toHaveLength(1);
    session.kubectl('delete pod p --now');
    expect(session.lab.host().kubelet.references.size).toBe(2);
    session.kubectl('delete pod q --now');
    session.wait(2);
    expect(session.lab.host().kubelet.references.size).toBe(0);
    const told = () => watches().filter(({ to }) => to === 'kubelet/node-1').length;
    const before = told();
    session.kubectl(PATCH);
    session.wait(95);
    expect(told()).toBe(before);
  });
});

function within() {
  const session = new Session();
  session.apply(BUSYBOX).wait(20);
  return { session, sh: (line: string) => session.sh('p', line) };
}
