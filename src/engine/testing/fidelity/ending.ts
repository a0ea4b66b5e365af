import type { Story } from './story.ts';

/** Pods that end, restart, or are moved away. */
export const ENDING: readonly Story[] = [
  {
    name: 'pods/probe/exec-liveness',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: liveness-exec}
spec:
  containers:
  - name: liveness
    image: registry.k8s.io/busybox:1.27.2
    args: [/bin/sh, -c, "touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600"]
    livenessProbe: {exec: {command: [cat, /tmp/healthy]}, initialDelaySeconds: 5, periodSeconds: 5}
`,
    endS: 100,
    pods: {
      'liveness-exec': {
        events: [
          'Scheduled: Successfully assigned default/liveness-exec to node-1',
          'Pulling: Pulling image "registry.k8s.io/busybox:1.27.2"',
          'Pulled: Successfully pulled image "registry.k8s.io/busybox:1.27.2" in 408ms (408ms including waiting). Image size: 2220000 bytes.',
          'Created: Container created (x2)',
          'Started: Container started (x2)',
          "Unhealthy: Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory\n (x3)",
          'Killing: Container liveness failed liveness probe, will be restarted',
          'Pulled: Container image "registry.k8s.io/busybox:1.27.2" already present on machine and can be accessed by the pod',
        ],
        status: [
          'Running, BestEffort, node-1, 10.244.1.2',
          'PodReadyToStartContainers=True Initialized=True Ready=True ContainersReady=True PodScheduled=True',
          'liveness: running since 01:10, before: Error 137 at 01:10, restarts 1, ready, started',
        ],
      },
    },
  },
  {
    name: 'a container over its memory limit',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: memory-demo-2}
spec:
  containers:
  - name: c
    image: polinux/stress
    resources: {requests: {memory: 50Mi}, limits: {memory: 100Mi}}
    command: [stress]
    args: [--vm, "1", --vm-bytes, 250M, --vm-hang, "1"]
`,
    endS: 10,
    pods: {
      'memory-demo-2': {
        events: [
          'Scheduled: Successfully assigned default/memory-demo-2 to node-1',
          'Pulling: Pulling image "polinux/stress" (x2)',
          'Pulled: Successfully pulled image "polinux/stress" in 453ms (453ms including waiting). Image size: 4040000 bytes.',
          'Created: Container created (x2)',
          'Started: Container started (x2)',
          'Pulled: Successfully pulled image "polinux/stress" in 352ms (352ms including waiting). Image size: 4040000 bytes.',
          'BackOff: Back-off restarting failed container c in pod memory-demo-2_default(UID)',
        ],
        status: [
          'Running, Burstable, node-1, 10.244.1.2',
          'PodReadyToStartContainers=True Initialized=True Ready=False (ContainersNotReady) ContainersReady=False (ContainersNotReady) PodScheduled=True',
          'c: waiting for CrashLoopBackOff, before: OOMKilled 137 at 00:01, restarts 1',
        ],
      },
    },
  },
  {
    name: 'a container that fails again and again',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: crash}
spec: {containers: [{name: c, image: "busybox:1.36", command: [sh, -c, "exit 3"]}]}
`,
    endS: 60,
    pods: {
      crash: {
        events: [
          'Scheduled: Successfully assigned default/crash to node-1',
          'Pulling: Pulling image "busybox:1.36"',
          'Pulled: Successfully pulled image "busybox:1.36" in 408ms (408ms including waiting). Image size: 2220000 bytes.',
          'Created: Container created (x4)',
          'Started: Container started (x4)',
          'Pulled: Container image "busybox:1.36" already present on machine and can be accessed by the pod (x3)',
          'BackOff: Back-off restarting failed container c in pod crash_default(UID) (x3)',
        ],
        status: [
          'Running, BestEffort, node-1, 10.244.1.2',
          'PodReadyToStartContainers=True Initialized=True Ready=False (ContainersNotReady) ContainersReady=False (ContainersNotReady) PodScheduled=True',
          'c: waiting for CrashLoopBackOff, before: Error 3 at 00:37, restarts 3',
        ],
      },
    },
  },
  {
    name: 'OnFailure and Never',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: onfailure}
spec:
  restartPolicy: OnFailure
  containers:
  - {name: bad, image: "busybox:1.36", command: [sh, -c, "sleep 5; exit 1"]}
  - {name: good, image: "busybox:1.36", command: [sh, -c, "sleep 2"]}
---
apiVersion: v1
kind: Pod
metadata: {name: never}
spec:
  restartPolicy: Never
  containers:
  - {name: bad, image: "busybox:1.36", command: [sh, -c, "sleep 5; exit 1"]}
  - {name: good, image: "busybox:1.36", command: [sh, -c, "sleep 2"]}
`,
    endS: 15,
    pods: {
      onfailure: {
        events: [
          'Scheduled: Successfully assigned default/onfailure to node-1',
          'Pulling: Pulling image "busybox:1.36"',
          'Pulled: Successfully pulled image "busybox:1.36" in 408ms (408ms including waiting). Image size: 2220000 bytes.',
          'Created: Container created (x2)',
          'Started: Container started (x2)',
          'Pulled: Container image "busybox:1.36" already present on machine and can be accessed by the pod',
          'Created: Container created',
          'Started: Container started',
          'Pulled: Container image "busybox:1.36" already present on machine and can be accessed by the pod',
          'BackOff: Back-off restarting failed container bad in pod onfailure_default(UID)',
        ],
        status: [
          'Running, BestEffort, node-1, 10.244.1.2',
          'PodReadyToStartContainers=True Initialized=True Ready=False (ContainersNotReady) ContainersReady=False (ContainersNotReady) PodScheduled=True',
          'bad: waiting for CrashLoopBackOff, before: Error 1 at 00:10, restarts 1',
          'good: Completed 0 at 00:02, restarts 0',
        ],
      },
      never: {
        events: [
          'Scheduled: Successfully assigned default/never to node-1',
          'Pulling: Pulling image "busybox:1.36"',
          'Pulled: Successfully pulled image "busybox:1.36" in 352ms (741ms including waiting). Image size: 2220000 bytes.',
          'Created: Container created',
          'Started: Container started',
          'Pulled: Container image "busybox:1.36" already present on machine and can be accessed by the pod',
          'Created: Container created',
          'Started: Container started',
        ],
        status: [
          'Failed, BestEffort, node-1, 10.244.1.3',
          'PodReadyToStartContainers=False (PodSandboxNotReady) Initialized=True Ready=False (PodFailed) ContainersReady=False (PodFailed) PodScheduled=True',
          'bad: Error 1 at 00:05, restarts 0',
          'good: Completed 0 at 00:02, restarts 0',
        ],
      },
    },
  },
  {
    name: 'activeDeadlineSeconds with a grace period',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: deadline}
spec:
  activeDeadlineSeconds: 20
  terminationGracePeriodSeconds: 5
  containers: [{name: c, image: "busybox:1.36", command: [sleep, "3600"]}]
`,
    endS: 60,
    pods: {
      deadline: {
        events: [
          'Scheduled: Successfully assigned default/deadline to node-1',
          'Pulling: Pulling image "busybox:1.36"',
          'Pulled: Successfully pulled image "busybox:1.36" in 408ms (408ms including waiting). Image size: 2220000 bytes.',
          'Created: Container created',
          'Started: Container started',
          'DeadlineExceeded: Pod was active on the node longer than the specified deadline',
          'Killing: Stopping container c',
        ],
        status: [
          'Failed, DeadlineExceeded, BestEffort, node-1, 10.244.1.2',
          'PodReadyToStartContainers=False (PodSandboxNotReady) Initialized=True Ready=False (PodFailed) ContainersReady=False (PodFailed) PodScheduled=True',
          'c: Error 137 at 00:25, restarts 0',
        ],
      },
    },
  },
  {
    name: 'deletion: a program that listens to SIGTERM, and one held by a finalizer that does not',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: polite}
spec: {containers: [{name: c, image: nginx}]}
---
apiVersion: v1
kind: Pod
metadata: {name: deaf, finalizers: [example.com/hold]}
spec:
  terminationGracePeriodSeconds: 10
  containers: [{name: c, image: "busybox:1.36", command: [sleep, "3600"]}]
`,
    deeds: [{ atS: 20, kubectl: 'delete pod polite deaf --wait=false' }],
    endS: 60,
    pods: {
      polite: {
        events: [
          'Scheduled: Successfully assigned default/polite to node-1',
          'Pulling: Pulling image "nginx"',
          'Pulled: Successfully pulled image "nginx" in 2.115s (2.115s including waiting). Image size: 70500000 bytes.',
          'Created: Container created',
          'Started: Container started',
          'Killing: Stopping container c',
        ],
        status: null,
      },
      deaf: {
        events: [
          'Scheduled: Successfully assigned default/deaf to node-1',
          'Pulling: Pulling image "busybox:1.36"',
          'Pulled: Successfully pulled image "busybox:1.36" in 408ms (2.502s including waiting). Image size: 2220000 bytes.',
          'Created: Container created',
          'Started: Container started',
          'Killing: Stopping container c',
        ],
        status: [
          'Failed, BestEffort, node-1, 10.244.1.3',
          'PodReadyToStartContainers=False (PodSandboxNotReady) Initialized=True Ready=False (PodFailed) ContainersReady=False (PodFailed) PodScheduled=True',
          'c: Error 137 at 00:30, restarts 0',
        ],
      },
    },
  },
  {
    name: 'nodeName of a node that is not there: no kubelet, no Event, and gone after the quarantine',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: lost}
spec: {nodeName: nope, containers: [{name: c, image: nginx}]}
`,
    endS: 61,
    pods: { lost: { events: [], status: null } },
  },
  {
    name: 'the same before',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: lost}
spec: {nodeName: nope, containers: [{name: c, image: nginx}]}
`,
    endS: 59,
    pods: { lost: { events: [], status: ['Pending, BestEffort, nope, no IP', ''] } },
  },
  {
    name: 'preemption',
    manifest: `
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: high}
value: 1000
---
apiVersion: v1
kind: Pod
metadata: {name: low}
spec: {containers: [{name: c, image: "nginx:1.27", resources: {requests: {cpu: "3"}}}]}
`,
    deeds: [
      {
        atS: 20,
        apply: `
apiVersion: v1
kind: Pod
metadata: {name: high}
spec: {priorityClassName: high, containers: [{name: c, image: "nginx:1.27", resources: {requests: {cpu: "3"}}}]}
`,
      },
    ],
    endS: 60,
    pods: {
      high: {
        events: [
          'FailedScheduling: 0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s).',
          'Scheduled: Successfully assigned default/high to node-1',
          'Pulled: Container image "nginx:1.27" already present on machine and can be accessed by the pod',
          'Created: Container created',
          'Started: Container started',
        ],
        status: [
          'Running, Burstable, node-1, 10.244.1.3',
          'PodReadyToStartContainers=True Initialized=True Ready=True ContainersReady=True PodScheduled=True',
          'c: running since 00:20, restarts 0, ready, started',
        ],
      },
      low: {
        events: [
          'Scheduled: Successfully assigned default/low to node-1',
          'Pulling: Pulling image "nginx:1.27"',
          'Pulled: Successfully pulled image "nginx:1.27" in 2.115s (2.115s including waiting). Image size: 70500000 bytes.',
          'Created: Container created',
          'Started: Container started',
          'Preempted: Preempted by pod UID on node node-1',
          'Killing: Stopping container c',
        ],
        status: null,
      },
    },
  },
  {
    name: 'a NoExecute taint: at once, after tolerationSeconds, never',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: now}
spec: {containers: [{name: c, image: "nginx:1.27"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: later}
spec:
  tolerations: [{key: k, operator: Equal, value: v, effect: NoExecute, tolerationSeconds: 30}]
  containers: [{name: c, image: "nginx:1.27"}]
---
apiVersion: v1
kind: Pod
metadata: {name: never}
spec:
  tolerations: [{key: k, operator: Exists}]
  containers: [{name: c, image: "nginx:1.27"}]
`,
    deeds: [{ atS: 10, kubectl: 'taint nodes node-1 k=v:NoExecute' }],
    endS: 60,
    pods: {
      now: {
        events: [
          'Scheduled: Successfully assigned default/now to node-1',
          'Pulling: Pulling image "nginx:1.27"',
          'Pulled: Successfully pulled image "nginx:1.27" in 2.115s (2.115s including waiting). Image size: 70500000 bytes.',
          'Created: Container created',
          'Started: Container started',
          'TaintManagerEviction: Marking for deletion Pod default/now',
          'Killing: Stopping container c',
        ],
        status: null,
      },
      later: {
        events: [
          'Scheduled: Successfully assigned default/later to node-1',
          'Pulling: Pulling image "nginx:1.27"',
          'Pulled: Successfully pulled image "nginx:1.27" in 352ms (2.448s including waiting). Image size: 70500000 bytes.',
          'Created: Container created',
          'Started: Container started',
          'TaintManagerEviction: Marking for deletion Pod default/later',
          'Killing: Stopping container c',
        ],
        status: null,
      },
      never: {
        events: [
          'Scheduled: Successfully assigned default/never to node-1',
          'Pulling: Pulling image "nginx:1.27"',
          'Pulled: Successfully pulled image "nginx:1.27" in 352ms (2.781s including waiting). Image size: 70500000 bytes.',
          'Created: Container created',
          'Started: Container started',
        ],
        status: [
          'Running, BestEffort, node-1, 10.244.1.4',
          'PodReadyToStartContainers=True Initialized=True Ready=True ContainersReady=True PodScheduled=True',
          'c: running since 00:02, restarts 0, ready, started',
        ],
      },
    },
  },
  {
    name: 'a killed pause container',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: c, image: "nginx:1.27"}]}
`,
    deeds: [
      {
        atS: 30,
        fault: { kind: 'ContainerExit', namespace: 'default', pod: 'p', container: 'POD', exitCode: 137 },
      },
    ],
    endS: 60,
    pods: {
      p: {
        events: [
          'Scheduled: Successfully assigned default/p to node-1',
          'Pulling: Pulling image "nginx:1.27"',
          'Pulled: Successfully pulled image "nginx:1.27" in 2.115s (2.115s including waiting). Image size: 70500000 bytes.',
          'Created: Container created (x2)',
          'Started: Container started (x2)',
          'SandboxChanged: Pod sandbox changed, it will be killed and re-created.',
          'Killing: Stopping container c',
          'Pulled: Container image "nginx:1.27" already present on machine and can be accessed by the pod',
        ],
        status: [
          'Running, BestEffort, node-1, 10.244.1.3',
          'PodReadyToStartContainers=True Initialized=True Ready=True ContainersReady=True PodScheduled=True',
          'c: running since 00:30, before: Completed 0 at 00:30, restarts 1, ready, started',
        ],
      },
    },
  },
  {
    name: 'a node that loses power for good',
    manifest: `
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: c, image: "nginx:1.27"}]}
`,
    deeds: [{ atS: 30, fault: { kind: 'NodeDown', node: 'node-1' } }],
    endS: 420,
    pods: {
      p: {
        events: [
          'Scheduled: Successfully assigned default/p to node-1',
          'Pulling: Pulling image "nginx:1.27"',
          'Pulled: Successfully pulled image "nginx:1.27" in 2.115s (2.115s including waiting). Image size: 70500000 bytes.',
          'Created: Container created',
          'Started: Container started',
          'NodeNotReady: Node is not ready',
          'TaintManagerEviction: Marking for deletion Pod default/p',
        ],
        status: [
          'Running, BestEffort, node-1, 10.244.1.2',
          'PodReadyToStartContainers=True Initialized=True Ready=False ContainersReady=True PodScheduled=True DisruptionTarget=True (DeletionByTaintManager)',
          'c: running since 00:02, restarts 0, ready, started',
        ],
      },
    },
  },
];
