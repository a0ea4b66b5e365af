import type { Story } from './story.ts';

/** Pods that start, or do not get that far. */
export const STARTING: readonly Story[] = [
  {
    name: 'pods/simple-pod',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: nginx}
spec:
  containers:
  - name: nginx
    image: nginx:1.14.2
    ports: [{containerPort: 80}]
`,
    endS: 60,
    pods: {
      nginx: {
        events: [
          'Scheduled: Successfully assigned default/nginx to node-1',
          'Pulling: Pulling image "nginx:1.14.2"',
          'Pulled: Successfully pulled image "nginx:1.14.2" in 2.115s (2.115s including waiting). Image size: 70500000 bytes.',
          'Created: Container created',
          'Started: Container started',
        ],
        status: [
          'Running, BestEffort, node-1, 10.244.1.2',
          'PodReadyToStartContainers=True Initialized=True Ready=True ContainersReady=True PodScheduled=True',
          'nginx: running since 00:02, restarts 0, ready, started',
        ],
      },
    },
  },
  {
    name: 'two containers that share a volume',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: two}
spec:
  restartPolicy: Never
  volumes: [{name: shared-data, emptyDir: {}}]
  containers:
  - {name: nginx-container, image: nginx, volumeMounts: [{name: shared-data, mountPath: /usr/share/nginx/html}]}
  - name: debian-container
    image: debian
    volumeMounts: [{name: shared-data, mountPath: /pod-data}]
    command: ["/bin/sh"]
    args: ["-c", "echo Hello from the debian container > /pod-data/index.html"]
`,
    endS: 60,
    pods: {
      two: {
        events: [
          'Scheduled: Successfully assigned default/two to node-1',
          'Pulling: Pulling image "nginx"',
          'Pulled: Successfully pulled image "nginx" in 2.115s (2.115s including waiting). Image size: 70500000 bytes.',
          'Created: Container created',
          'Started: Container started',
          'Pulling: Pulling image "debian"',
          'Pulled: Successfully pulled image "debian" in 1.565s (1.565s including waiting). Image size: 48500000 bytes.',
          'Created: Container created',
          'Started: Container started',
        ],
        status: [
          'Running, BestEffort, node-1, 10.244.1.2',
          'PodReadyToStartContainers=True Initialized=True Ready=False (ContainersNotReady) ContainersReady=False (ContainersNotReady) PodScheduled=True',
          'debian-container: Completed 0 at 00:03, restarts 0',
          'nginx-container: running since 00:02, restarts 0, ready, started',
        ],
      },
    },
  },
  {
    name: 'init containers that wait for Services',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: myapp}
spec:
  containers:
  - {name: app, image: "busybox:1.28", command: [sh, -c, "echo The app is running! && sleep 3600"]}
  initContainers:
  - {name: init-myservice, image: "busybox:1.28", command: [sh, -c, "until nslookup myservice; do echo waiting; sleep 2; done"]}
  - {name: init-mydb, image: "busybox:1.28", command: [sh, -c, "until nslookup mydb; do echo waiting; sleep 2; done"]}
`,
    endS: 60,
    pods: {
      myapp: {
        events: [
          'Scheduled: Successfully assigned default/myapp to node-1',
          'Pulling: Pulling image "busybox:1.28"',
          'Pulled: Successfully pulled image "busybox:1.28" in 408ms (408ms including waiting). Image size: 2220000 bytes.',
          'Created: Container created',
          'Started: Container started',
        ],
        status: [
          'Pending, BestEffort, node-1, 10.244.1.2',
          'PodReadyToStartContainers=True Initialized=False (ContainersNotInitialized) Ready=False (ContainersNotReady) ContainersReady=False (ContainersNotReady) PodScheduled=True',
          'init-myservice: running since 00:00, restarts 0, started',
          'init-mydb: waiting for PodInitializing, restarts 0',
          'app: waiting for PodInitializing, restarts 0',
        ],
      },
    },
  },
  {
    name: 'a sidecar that outlives the work',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: job}
spec:
  restartPolicy: Never
  initContainers:
  - {name: logshipper, image: "alpine:latest", restartPolicy: Always, command: [sh, -c, "tail -F /opt/logs.txt"]}
  containers:
  - {name: work, image: "alpine:latest", command: [sh, -c, "sleep 3"]}
`,
    endS: 60,
    pods: {
      job: {
        events: [
          'Scheduled: Successfully assigned default/job to node-1',
          'Pulling: Pulling image "alpine:latest"',
          'Pulled: Successfully pulled image "alpine:latest" in 449ms (449ms including waiting). Image size: 3860000 bytes.',
          'Created: Container created',
          'Started: Container started',
          'Pulling: Pulling image "alpine:latest"',
          'Pulled: Successfully pulled image "alpine:latest" in 352ms (352ms including waiting). Image size: 3860000 bytes.',
          'Created: Container created',
          'Started: Container started',
          'Killing: Stopping container logshipper',
        ],
        status: [
          'Succeeded, BestEffort, node-1, 10.244.1.2',
          'PodReadyToStartContainers=False (PodSandboxNotReady) Initialized=True (PodCompleted) Ready=False (PodCompleted) ContainersReady=False (PodCompleted) PodScheduled=True',
          'logshipper: Error 137 at 00:34, restarts 0',
          'work: Completed 0 at 00:04, restarts 0',
        ],
      },
    },
  },
  {
    name: 'pods/storage/pv-pod with its volume and claim',
    manifest: `
apiVersion: v1
kind: PersistentVolume
metadata: {name: task-pv-volume}
spec:
  storageClassName: manual
  capacity: {storage: 10Gi}
  accessModes: [ReadWriteOnce]
  hostPath: {path: /mnt/data}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: task-pv-claim}
spec:
  storageClassName: manual
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 3Gi}}
---
apiVersion: v1
kind: Pod
metadata: {name: task-pv-pod}
spec:
  volumes: [{name: task-pv-storage, persistentVolumeClaim: {claimName: task-pv-claim}}]
  containers:
  - {name: c, image: nginx, volumeMounts: [{mountPath: /usr/share/nginx/html, name: task-pv-storage}]}
`,
    endS: 60,
    pods: {
      'task-pv-pod': {
        events: [
          'Scheduled: Successfully assigned default/task-pv-pod to node-1',
          'Pulling: Pulling image "nginx"',
          'Pulled: Successfully pulled image "nginx" in 2.115s (2.115s including waiting). Image size: 70500000 bytes.',
          'Created: Container created',
          'Started: Container started',
        ],
        status: [
          'Running, BestEffort, node-1, 10.244.1.2',
          'PodReadyToStartContainers=True Initialized=True Ready=True ContainersReady=True PodScheduled=True',
          'c: running since 00:02, restarts 0, ready, started',
        ],
      },
    },
  },
  {
    name: 'more memory than any node has',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: memory-demo-3}
spec:
  containers: [{name: c, image: polinux/stress, resources: {requests: {memory: 1000Gi}, limits: {memory: 1000Gi}}}]
`,
    endS: 60,
    pods: {
      'memory-demo-3': {
        events: [
          'FailedScheduling: 0/2 nodes are available: 1 Insufficient memory, 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
        ],
        status: ['Pending, Burstable, no node, no IP', 'PodScheduled=False (Unschedulable)'],
      },
    },
  },
  {
    name: 'two Pods that want one host port',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: first}
spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 80, hostPort: 8080}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: second}
spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 80, hostPort: 8080}]}]}
`,
    endS: 60,
    pods: {
      second: {
        events: [
          "FailedScheduling: 0/2 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.",
        ],
        status: ['Pending, BestEffort, no node, no IP', 'PodScheduled=False (Unschedulable)'],
      },
    },
  },
  {
    name: 'an image that is not there',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: bad}
spec: {containers: [{name: c, image: "nginx:no-such-tag"}]}
`,
    endS: 60,
    pods: {
      bad: {
        events: [
          'Scheduled: Successfully assigned default/bad to node-1',
          'Pulling: Pulling image "nginx:no-such-tag" (x3)',
          'Failed: Failed to pull image "nginx:no-such-tag": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:no-such-tag": failed to resolve reference "docker.io/library/nginx:no-such-tag": docker.io/library/nginx:no-such-tag: not found (x3)',
          'Failed: Error: ErrImagePull (x3)',
          'BackOff: Back-off pulling image "nginx:no-such-tag" (x3)',
          'Failed: Error: ImagePullBackOff (x3)',
        ],
        status: [
          'Pending, BestEffort, node-1, 10.244.1.2',
          'PodReadyToStartContainers=True Initialized=True Ready=False (ContainersNotReady) ContainersReady=False (ContainersNotReady) PodScheduled=True',
          'c: waiting for ImagePullBackOff, restarts 0',
        ],
      },
    },
  },
  {
    name: 'a ConfigMap that is not there',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: env}
spec:
  containers:
  - {name: c, image: "nginx:1.27", env: [{name: HOW, valueFrom: {configMapKeyRef: {name: nope, key: how}}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: volume}
spec:
  volumes: [{name: v, configMap: {name: nope}}]
  containers: [{name: c, image: "nginx:1.27", volumeMounts: [{name: v, mountPath: /etc/config}]}]
`,
    endS: 20,
    pods: {
      env: {
        events: [
          'Scheduled: Successfully assigned default/env to node-1',
          'Pulling: Pulling image "nginx:1.27"',
          'Pulled: Successfully pulled image "nginx:1.27" in 2.115s (2.115s including waiting). Image size: 70500000 bytes.',
          'Failed: Error: configmap "nope" not found (x3)',
          'Pulled: Container image "nginx:1.27" already present on machine and can be accessed by the pod (x2)',
        ],
        status: [
          'Pending, BestEffort, node-1, 10.244.1.2',
          'PodReadyToStartContainers=True Initialized=True Ready=False (ContainersNotReady) ContainersReady=False (ContainersNotReady) PodScheduled=True',
          'c: waiting for CreateContainerConfigError, restarts 0',
        ],
      },
      volume: {
        events: [
          'Scheduled: Successfully assigned default/volume to node-1',
          'FailedMount: MountVolume.SetUp failed for volume "v" : configmap "nope" not found (x6)',
        ],
        status: [
          'Pending, BestEffort, node-1, no IP',
          'PodReadyToStartContainers=False (PodSandboxNotReady) Initialized=True Ready=False (ContainersNotReady) ContainersReady=False (ContainersNotReady) PodScheduled=True',
          'c: waiting for ContainerCreating, restarts 0',
        ],
      },
    },
  },
  {
    name: 'a token whose account is gone until it comes back',
    manifest: `
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  serviceAccountName: robot
  nodeSelector: {disk: ssd}
  volumes:
  - name: all
    projected: {sources: [{serviceAccountToken: {path: token, audience: vault}}, {configMap: {name: nope}}]}
  containers: [{name: c, image: "nginx:1.27", volumeMounts: [{name: all, mountPath: /all}]}]
`,
    deeds: [
      { atS: 1, kubectl: 'delete serviceaccount robot' },
      { atS: 2, kubectl: 'label node node-1 disk=ssd' },
      {
        atS: 5,
        apply: `
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: nope}
`,
      },
    ],
    endS: 20,
    pods: {
      web: {
        events: [
          "FailedScheduling: 0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
          'Scheduled: Successfully assigned default/web to node-1',
          'FailedMount: MountVolume.SetUp failed for volume "all" : [failed to fetch token: serviceaccounts "robot" not found, configmap "nope" not found] (x3)',
          'FailedMount: MountVolume.SetUp failed for volume "kube-api-access-xxxxx" : failed to fetch token: serviceaccounts "robot" not found (x3)',
          'Pulling: Pulling image "nginx:1.27"',
          'Pulled: Successfully pulled image "nginx:1.27" in 2.115s (2.115s including waiting). Image size: 70500000 bytes.',
          'Created: Container created',
          'Started: Container started',
        ],
        status: [
          'Running, BestEffort, node-1, 10.244.1.2',
          'PodReadyToStartContainers=True Initialized=True Ready=True ContainersReady=True PodScheduled=True',
          'c: running since 00:07, restarts 0, ready, started',
        ],
      },
    },
  },
  {
    name: 'a command with a typing mistake',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: typo}
spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [slep, "10"]}]}
`,
    endS: 60,
    pods: {
      typo: {
        events: [
          'Scheduled: Successfully assigned default/typo to node-1',
          'Pulling: Pulling image "busybox"',
          'Pulled: Successfully pulled image "busybox" in 408ms (408ms including waiting). Image size: 2220000 bytes.',
          'Created: Container created',
          'Failed: Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "slep": executable file not found in $PATH: unknown',
        ],
        status: [
          'Failed, BestEffort, node-1, 10.244.1.2',
          'PodReadyToStartContainers=False (PodSandboxNotReady) Initialized=True Ready=False (PodFailed) ContainersReady=False (PodFailed) PodScheduled=True',
          'c: StartError 128 at 00:00, restarts 0',
        ],
      },
    },
  },
  {
    name: 'a scheduling gate',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: gated}
spec: {schedulingGates: [{name: example.com/foo}], containers: [{name: c, image: nginx}]}
`,
    endS: 60,
    pods: {
      gated: {
        events: [],
        status: ['Pending, BestEffort, no node, no IP', 'PodScheduled=False (SchedulingGated)'],
      },
    },
  },
];
