import { describe, expect, it } from 'vitest';
import { makeNode } from './builders.ts';
import { Session } from './session.ts';

const CLAIM = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec:
  accessModes: [ReadWriteMany]
  resources: { requests: { storage: 1Gi } }
`;

const pod = (name: string, node: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  nodeName: ${node}
  terminationGracePeriodSeconds: 1
  containers:
  - { name: app, image: 'busybox:1.36', command: [sleep, '86400'], volumeMounts: [{ name: d, mountPath: /data }] }
  volumes:
  - { name: d, persistentVolumeClaim: { claimName: data } }
`;

const twoNodes = () => new Session([makeNode('node-1'), makeNode('node-2')]);

describe('a PersistentVolume on storage that every node reaches', () => {
  it('has for a Pod on another node what the first one wrote', () => {
    const session = twoNodes().apply(CLAIM).wait(5).apply(pod('first', 'node-1')).wait(15);
    session.sh('first', 'mkdir -p /data/a; echo hello > /data/a/b; ln -s a/b /data/link; chmod 700 /data/a');
    session.kubectl('delete pod first');
    session.wait(5);
    expect(session.lab.host('node-1').csi.staged.size).toBe(0);
    session.apply(pod('second', 'node-2')).wait(15);
    expect(session.sh('second', 'cat /data/link; ls -ld /data/a')).toMatch(/^hello\ndrwx------ /);
    session.sh('second', 'rm -r /data/a; echo again > /data/link2');
    session.kubectl('delete pod second');
    session.apply(pod('first', 'node-1')).wait(15);
    expect(session.sh('first', 'ls /data')).toBe('link\nlink2\n');
  });

  it('shows two Pods on two nodes what the other writes', () => {
    const session = twoNodes()
      .apply(CLAIM)
      .wait(5)
      .apply(pod('a', 'node-1'))
      .apply(pod('b', 'node-2'))
      .wait(15);
    session.sh('a', 'echo one > /data/log');
    session.sh('b', 'touch /data/log; tail -f /data/log > /tmp/seen 2>&1 &');
    session.wait(2);
    session.sh('a', 'echo two >> /data/log; mv /data/log /data/old; echo three > /data/log');
    session.wait(2);
    expect(session.sh('b', 'cat /data/old /data/log')).toBe('one\ntwo\nthree\n');
    session.sh('b', 'rm /data/old');
    session.wait(2);
    expect(session.sh('a', 'ls /data')).toBe('log\n');
  });

  it('survives a node that loses power, but for its last second', () => {
    const session = twoNodes().apply(CLAIM).wait(5).apply(pod('a', 'node-1')).wait(15);
    session.sh('a', 'echo kept > /data/kept');
    session.wait(2);
    session.lab.issue({ type: 'fault', fault: { kind: 'NodeDown', node: 'node-1' } });
    session.wait(1).apply(pod('b', 'node-2')).wait(15);
    expect(session.sh('b', 'cat /data/kept')).toBe('kept\n');
  });

  it('is gone with its claim when the class says Delete', () => {
    const session = twoNodes().apply(CLAIM).wait(5).apply(pod('a', 'node-1')).wait(15);
    session.sh('a', 'echo x > /data/x');
    session.kubectl('delete pod a');
    session.kubectl('delete pvc data');
    session.wait(5);
    expect(session.kubectl('get pv')).toBe('No resources found\n');
    expect(session.lab.world.storage.disks.size).toBe(0);
    session.apply(CLAIM).wait(5).apply(pod('b', 'node-2')).wait(15);
    expect(session.sh('b', 'ls /data')).toBe('');
  });

  it('is kept when the volume says Retain, and can be claimed again without its claimRef', () => {
    const session = twoNodes().apply(CLAIM).wait(5).apply(pod('a', 'node-1')).wait(15);
    session.sh('a', 'echo x > /data/x');
    const name = session.kubectl("get pvc data -o jsonpath='{.spec.volumeName}'");
    session.kubectl(`patch pv ${name} -p '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'`);
    session.kubectl('delete pod a');
    session.kubectl('delete pvc data');
    session.wait(5);
    expect(session.kubectl(`get pv ${name} --no-headers`)).toMatch(/Retain +Released +default\/data/);
    const again = CLAIM.replace('spec:', `spec:\n  volumeName: ${name}`);
    session.apply(again).wait(20);
    expect(session.kubectl('get pvc data --no-headers')).toMatch(/^data +Pending/);
    session.kubectl(`patch pv ${name} --type json -p '[{"op":"remove","path":"/spec/claimRef"}]'`);
    session.kubectl(`patch pv ${name} --type merge -p '{"spec":{"claimRef":null}}'`);
    session.wait(20);
    expect(session.kubectl('get pvc data --no-headers')).toMatch(/^data +Bound/);
    session.apply(pod('b', 'node-2')).wait(15);
    expect(session.sh('b', 'cat /data/x')).toBe('x\n');
  });
});

const DISK = `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: disk }
provisioner: ebs.csi.aws.com
---
${CLAIM.replace('ReadWriteMany', 'ReadWriteOnce').replace('spec:', 'spec:\n  storageClassName: disk')}
`;

describe('a disk that one node can have', () => {
  it('is attached first, and moves when the Pod that has it is gone', () => {
    const session = twoNodes().apply(DISK).wait(8).apply(pod('first', 'node-1')).wait(15);
    const [attached] = session.lab.events('first').filter((event) => event.startsWith('Success'));
    expect(attached).toMatch(
      /^SuccessfulAttachVolume: AttachVolume.Attach succeeded for volume "pvc-[-0-9a-f]{36}" $/,
    );
    session.sh('first', 'echo hello > /data/a');
    session.apply(pod('second', 'node-2')).wait(30);
    expect(session.kubectl('get pod second --no-headers')).toMatch(/^second +0\/1 +ContainerCreating/);
    expect(session.lab.events('second').join('\n')).toMatch(
      /FailedAttachVolume: Multi-Attach error for volume "pvc-[-0-9a-f]{36}" Volume is already used by pod\(s\) first/,
    );
    session.kubectl('delete pod first');
    session.wait(20);
    expect(session.sh('second', 'cat /data/a')).toBe('hello\n');
    const nodes = session.kubectl("get nodes -o jsonpath='{.items[*].status.volumesAttached}'");
    expect(nodes).toMatch(
      /^\[\] ?\[\{"devicePath":"","name":"kubernetes.io\/csi\/ebs.csi.aws.com\^vol-0[0-9a-f]{16}"\}\]$/,
    );
  });

  it('may be had by two Pods of the same node', () => {
    const session = twoNodes()
      .apply(DISK)
      .wait(8)
      .apply(pod('a', 'node-1'))
      .apply(pod('b', 'node-1'))
      .wait(15);
    session.sh('a', 'echo hello > /data/a');
    expect(session.sh('b', 'cat /data/a')).toBe('hello\n');
  });

  it('stays for six minutes with a node that does not answer', () => {
    const session = twoNodes().apply(DISK).wait(8).apply(pod('first', 'node-1')).wait(15);
    session.lab.issue({ type: 'fault', fault: { kind: 'NodeDown', node: 'node-1' } });
    session.wait(60).kubectl('delete pod first --force --grace-period=0');
    session.apply(pod('second', 'node-2')).wait(300);
    expect(session.kubectl('get pod second --no-headers')).toContain('ContainerCreating');
    expect(session.lab.events('second').join('\n')).toContain(
      "Volume is already exclusively attached to one node and can't be attached to another",
    );
    session.wait(90);
    expect(session.kubectl('get pod second --no-headers')).toContain('Running');
  });
});

describe('a directory of a node', () => {
  it('keeps its Pods there, and is removed with its claim', () => {
    const session = twoNodes();
    const local = CLAIM.replace('ReadWriteMany', 'ReadWriteOnce').replace(
      'spec:',
      'spec:\n  storageClassName: local-path',
    );
    const free = (name: string) => pod(name, 'x').replace('  nodeName: x\n', '');
    session.apply(local).wait(5);
    expect(session.kubectl('get pvc data --no-headers')).toMatch(/^data +Pending/);
    session.apply(free('a')).wait(20);
    const node = session.lab.pod('a').spec.nodeName ?? '';
    session.sh('a', 'echo x > /data/x');
    session.kubectl(`cordon ${node}`);
    session.apply(free('b')).wait(10);
    expect(session.lab.events('b').join('\n')).toContain(
      "1 node(s) didn't match PersistentVolume's node affinity",
    );
    session.kubectl(`uncordon ${node}`);
    session.wait(15);
    expect(session.sh('b', 'cat /data/x')).toBe('x\n');
    const written = () =>
      JSON.stringify(session.lab.host(node).machine.filesystems).includes('local-path-provisioner/pvc-');
    expect(written()).toBe(true);
    for (const what of ['pod a', 'pod b', 'pvc data']) session.kubectl(`delete ${what}`);
    session.wait(15);
    expect(session.kubectl('get pv')).toBe('No resources found\n');
    expect(written()).toBe(false);
  });
});
