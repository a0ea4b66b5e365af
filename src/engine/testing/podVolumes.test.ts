import { describe, expect, it } from 'vitest';
import { makeNode } from './builders.ts';
import { Session } from './session.ts';

describe('volumes of a Pod', () => {
  it('an emptyDir that holds more than its limit has the Pod evicted', () => {
    const session = new Session();
    session
      .apply(`
apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers:
  - { name: app, image: 'busybox:1.36', command: [sleep, '86400'], volumeMounts: [{ name: d, mountPath: /data }, { name: m, mountPath: /mem }] }
  volumes:
  - { name: d, emptyDir: { sizeLimit: 1Mi } }
  - { name: m, emptyDir: { medium: Memory, sizeLimit: 1Mi } }
`)
      .wait(20);
    expect(session.sh('p', 'head -c 2000000 /dev/zero > /mem/x')).toContain('No space left on device');
    session.sh('p', 'head -c 1000000 /dev/zero > /data/x');
    session.wait(70);
    expect(session.kubectl('get pod p --no-headers')).toContain('Running');
    session.sh('p', 'head -c 1000000 /dev/zero > /data/y');
    session.wait(70);
    expect(session.kubectl('get pod p --no-headers')).toMatch(/^p +0\/1 +(Evicted|Error)/);
    expect(session.lab.events('p').join('\n')).toContain(
      'Evicted: Usage of EmptyDir volume "d" exceeds the limit "1Mi". ',
    );
    expect(session.lab.pod('p').status).toMatchObject({
      phase: 'Failed',
      reason: 'Evicted',
      message: 'Usage of EmptyDir volume "d" exceeds the limit "1Mi". ',
    });
  });

  it('a claim made from a template lives and dies with the Pod', () => {
    const session = new Session([makeNode('node-1')]);
    session
      .apply(`
apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - { name: app, image: 'busybox:1.36', command: [sleep, '86400'], volumeMounts: [{ name: scratch, mountPath: /scratch }] }
  volumes:
  - name: scratch
    ephemeral:
      volumeClaimTemplate:
        metadata: { labels: { type: my-frontend-volume } }
        spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`)
      .wait(25);
    expect(session.kubectl('get pvc --no-headers -l type=my-frontend-volume')).toMatch(
      /^p-scratch +Bound +pvc-/,
    );
    expect(session.sh('p', 'echo x > /scratch/x; cat /scratch/x')).toBe('x\n');
    session.kubectl('delete pod p');
    session.wait(20);
    expect(session.kubectl('get pvc,pv')).toContain('No resources found');
  });

  it('a claim for one Pod keeps the second one waiting', () => {
    const session = new Session([makeNode('node-1'), makeNode('node-2')]);
    const pod = (name: string) => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - { name: app, image: 'busybox:1.36', command: [sleep, '86400'], volumeMounts: [{ name: d, mountPath: /d }] }
  volumes:
  - { name: d, persistentVolumeClaim: { claimName: alone } }
`;
    session
      .apply(`
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: alone }
spec: { accessModes: [ReadWriteOncePod], resources: { requests: { storage: 1Gi } } }
${pod('a')}`)
      .wait(25)
      .apply(pod('b'))
      .wait(10);
    expect(session.lab.events('b')[0]).toBe(
      'FailedScheduling: 0/2 nodes are available: 2 node has pod using PersistentVolumeClaim with the same name and ' +
        'ReadWriteOncePod access mode. no new claims to deallocate, preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
    );
    session.kubectl('delete pod a');
    session.wait(15);
    expect(session.kubectl('get pod b --no-headers')).toContain('Running');
  });

  it('parts of a volume are made when they are missing', () => {
    const session = new Session();
    session
      .apply(`
apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: [sh, -c, 'while true; do echo hi >> /logs/hello.txt; sleep 10; done']
    env:
    - { name: POD_NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
    volumeMounts:
    - { name: d, mountPath: /logs, subPathExpr: $(POD_NAME)/logs }
    - { name: d, mountPath: /all, readOnly: true }
    - { name: h, mountPath: /host, subPath: deep/er }
  volumes:
  - { name: d, emptyDir: {} }
  - { name: h, hostPath: { path: /tmp/made, type: DirectoryOrCreate } }
`)
      .wait(25);
    expect(
      session.sh('p', 'cat /all/p/logs/hello.txt | head -n 1; touch /all/x; echo y > /host/y; ls /host'),
    ).toBe('hi\ny\ntouch: /all/x: Read-only file system\n');
  });

  it.each([
    ['/etc/nowhere', 'Directory', 'hostPath type check failed: /etc/nowhere is not a directory'],
    ['/etc/hosts', 'Directory', 'hostPath type check failed: /etc/hosts is not a directory'],
    ['/etc', 'File', 'hostPath type check failed: /etc is not a file'],
    ['/nowhere/x', 'FileOrCreate', 'open /nowhere/x: no such file or directory'],
    ['/etc/hosts', 'Socket', 'hostPath type check failed: /etc/hosts is not a socket file'],
  ])('hostPath %s of type %s', (path, type, message) => {
    const session = new Session();
    session
      .apply(`
apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers: [{ name: app, image: 'busybox:1.36', command: [sleep, '9'], volumeMounts: [{ name: h, mountPath: /h }] }]
  volumes: [{ name: h, hostPath: { path: ${path}, type: ${type} } }]
`)
      .wait(10);
    expect(session.lab.events('p').join('\n')).toContain(
      `FailedMount: MountVolume.SetUp failed for volume "h" : ${message}`,
    );
  });

  it('an emptyDir is there when its node comes back, but not one in memory', () => {
    const session = new Session();
    session
      .apply(`
apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: [sleep, '86400']
    volumeMounts: [{ name: d, mountPath: /data }, { name: m, mountPath: /mem }]
  volumes: [{ name: d, emptyDir: {} }, { name: m, emptyDir: { medium: Memory } }]
`)
      .wait(15);
    session.sh('p', 'echo kept > /data/x; echo lost > /mem/x');
    session.lab.issue({ type: 'fault', fault: { kind: 'NodeDown', node: 'node-1' } });
    session.wait(5).lab.issue({ type: 'fault', fault: { kind: 'NodeUp', node: 'node-1' } });
    session.wait(40);
    expect(session.sh('p', 'cat /data/x; ls /mem')).toBe('kept\n');
  });

  it('a Secret in the environment is what was encoded', () => {
    const session = new Session();
    session.kubectl("create secret generic user --from-literal=name='admin' --from-literal=word='s3cret'");
    session
      .apply(`
apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: [sleep, '86400']
    env: [{ name: WHO, valueFrom: { secretKeyRef: { name: user, key: name } } }]
    envFrom: [{ prefix: MY_, secretRef: { name: user } }]
`)
      .wait(15);
    expect(session.sh('p', 'echo $WHO $MY_name $MY_word')).toBe('admin admin s3cret\n');
  });
});
