const GENERAL = `podscope runs Kubernetes manifests in a simulated cluster and shows what happened, and why.

Usage:
  podscope run FILE...        run manifests or a Scenario until nothing is left to happen
  podscope validate FILE...   say what the API server would say, without running
  podscope help [COMMAND]     this text, or a command's
  podscope --version          the versions of the engine and of Kubernetes

FILE is a path, or - for standard input. Exit codes: 0 done, 1 the manifests have errors, 2 wrong usage.
`;

const RUN = `Usage: podscope run FILE... [options]

Applies the manifests at time 0 to a cluster and runs it in virtual time.

Options:
  -c, --cluster FILE    Node manifests of the cluster (default: one control-plane node, three workers)
  -u, --until DURATION  run exactly so long, such as 90s or 5m
                        (default: until only periodic work is left, at most 10m after the last input)
  -s, --seed N          seed of everything random (default: 1); the same seed gives the same run
  -o, --output FORMAT   text, json or yaml (default: text)
  -h, --help            this text

A file may hold one Scenario instead of manifests:

  apiVersion: podscope.dev/v1alpha1
  kind: Scenario
  spec:
    cluster: [Node...]        # optional, as --cluster
    until: 5m                 # optional, as --until
    steps:
    - at: 0s
      apply: [objects...]
    - at: 10s
      kubectl: taint nodes node-1 k=v:NoExecute
    - at: 15s
      kubectl: create configmap nginx-config --from-file=nginx.conf
      files: {nginx.conf: "..."}   # optional; otherwise read from the folder of this file
    - at: 20s
      kubectl: exec -i web -- sh
      stdin: |                     # optional: what is piped into it; also for apply -f -
        hostname
    - at: 30s
      fault: {kind: NodeDown, node: node-1}
`;

const VALIDATE = `Usage: podscope validate FILE...

Checks manifests as the API server would, changes nothing, and prints one line for each finding:
file:line:column: message. Exit code 1 when one of them is an error.
`;

export function helpText(topic: 'run' | 'validate' | null): string {
  if (topic === 'run') return RUN;
  return topic === 'validate' ? VALIDATE : GENERAL;
}
