// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/debug/debug.go (generateNodeDebugPod, generatePodCopyWithDebugContainer), profiles.go
// Differs: the profile `general` only.
import type { Container, Node, Pod, PodSpec } from '../../../../api/index.ts';

/** What was asked for, as far as the Pods it makes depend on it. */
export interface DebugOptions {
  /** '' for a name that is made up. */
  readonly container: string;
  /** '' for none. */
  readonly image: string;
  readonly pullPolicy: Container['imagePullPolicy'];
  readonly args: readonly string[];
  readonly argumentsOnly: boolean;
  readonly env: NonNullable<Container['env']>;
  readonly stdin: boolean;
  readonly tty: boolean;
}

/** What becomes of a Pod's copy. */
export interface CopyOptions {
  readonly name: string;
  /** Images by container; `*` is any other. */
  readonly images: Readonly<Record<string, string>>;
  /** Undefined: as the Pod has it, or shared. */
  readonly sharesProcesses: boolean | undefined;
  readonly sameNode: boolean;
  readonly replaces: boolean;
  readonly keep: Readonly<
    Record<'labels' | 'annotations' | 'liveness' | 'readiness' | 'startup' | 'initContainers', boolean>
  >;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The fields of a debugging container that flags decide. */
function asked({
  image,
  pullPolicy,
  args,
  argumentsOnly,
  env,
  stdin,
  tty,
}: DebugOptions): Partial<Container> {
  const words = [...args];
  return {
    ...(env.length > 0 && { env }),
    ...(image !== '' && { image }),
    ...(pullPolicy !== undefined && { imagePullPolicy: pullPolicy }),
    ...(words.length > 0 && (argumentsOnly ? { args: words } : { command: words })),
    ...(stdin && { stdin }),
    ...(tty && { tty }),
  };
}

/** A Pod in the node's own namespaces that sees its files at /host. */
export function nodeDebugPod(node: Node, name: string, namespace: string, options: DebugOptions): Pod {
  const container: Container = {
    name: options.container || 'debugger',
    terminationMessagePolicy: 'File',
    ...asked(options),
    volumeMounts: [{ name: 'host-root', mountPath: '/host' }],
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [container],
      nodeName: node.metadata.name as string,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
      volumes: [{ name: 'host-root', hostPath: { path: '/' } }],
      hostNetwork: true,
      hostPID: true,
      hostIPC: true,
    },
  };
}

/**
 * A copy of a Pod with a debugging container added, or with one of its own changed: the copy and the name of that
 * container, '' when only images were changed. `newName` makes a name up. Text says what is wrong.
 */
export function podCopy(
  pod: Pod,
  options: DebugOptions,
  copy: CopyOptions,
  newName: (taken: ReadonlySet<string>) => string,
): { readonly pod: Pod; readonly container: string } | string {
  const { keep } = copy;
  const { labels, annotations, namespace } = pod.metadata;
  const spec: Mutable<PodSpec> = { ...pod.spec };
  delete spec.ephemeralContainers;
  if (copy.sharesProcesses !== undefined) spec.shareProcessNamespace = copy.sharesProcesses;
  if (!copy.sameNode) delete spec.nodeName;
  let containers = pod.spec.containers.map((one): Container => {
    const image = copy.images[one.name] ?? copy.images['*'];
    return image === undefined ? one : { ...one, image };
  });
  const made = (container: string) => ({
    pod: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: copy.name,
        namespace,
        ...(keep.annotations && annotations && { annotations }),
        ...(keep.labels && labels && { labels }),
      },
      spec: { ...spec, containers },
    } as Pod,
    container,
  });
  const names = new Set([...containers, ...(spec.initContainers ?? [])].map(({ name }) => name));
  let name = options.container;
  if (!names.has(name)) {
    if (options.image === '') {
      // Only other images were asked for.
      return Object.keys(copy.images).length > 0
        ? made('')
        : 'you must specify image when creating new container';
    }
    if (name === '') name = newName(names);
    containers = [...containers, { name, terminationMessagePolicy: 'File' }];
  }
  containers = containers.map((one) => {
    const changed: Mutable<Container> = { ...one };
    if (!keep.liveness) delete changed.livenessProbe;
    if (!keep.readiness) delete changed.readinessProbe;
    if (!keep.startup) delete changed.startupProbe;
    if (one.name !== name) return changed;
    if (options.args.length > 0 && !options.argumentsOnly) delete changed.args;
    const { capabilities } = one.securityContext ?? {};
    const add = [...(capabilities?.add ?? []), 'SYS_PTRACE'];
    return {
      ...changed,
      ...asked(options),
      stdin: options.stdin,
      tty: options.tty,
      securityContext: { ...one.securityContext, capabilities: { ...capabilities, add } },
    };
  });
  spec.shareProcessNamespace ??= true;
  if (!keep.initContainers) delete spec.initContainers;
  return made(name);
}
