// Models kubernetes@v1.36.0 pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables, podFieldSelectorRuntimeValue)
// Differs: fileKeyRef has no value.
import {
  asNumber,
  type Container,
  decodeBase64,
  type EnvVarSource,
  type KubeObject,
  milliValue,
  value as quantityValue,
} from '../../api/index.ts';
import { serviceVariables } from './serviceVariables.ts';
import type { KubeletState, Worker } from './state.ts';

/** Objects the environment of a container is read from, as `resource/name`. */
export function environmentObjects(container: Container): string[] {
  const names = new Set<string>();
  for (const source of container.envFrom ?? []) {
    if (source.configMapRef) names.add(`configmaps/${source.configMapRef.name}`);
    if (source.secretRef) names.add(`secrets/${source.secretRef.name}`);
  }
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom?.configMapKeyRef) names.add(`configmaps/${valueFrom.configMapKeyRef.name}`);
    if (valueFrom?.secretKeyRef) names.add(`secrets/${valueFrom.secretKeyRef.name}`);
  }
  return [...names];
}

type Objects = Readonly<Record<string, KubeObject | null>>;
type Keyed = KubeObject & { readonly data?: Readonly<Record<string, string>> };

export type EnvironmentResult =
  | { readonly ok: true; readonly env: Record<string, string> }
  | { readonly ok: false; readonly message: string };

export function makeEnvironment(
  state: KubeletState,
  worker: Worker,
  container: Container,
  objects: Objects,
): EnvironmentResult {
  const services = serviceVariables(state.services, worker.pod);
  const env: Record<string, string> = {};
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const reference = configMapRef ?? secretRef;
    if (reference === undefined) continue;
    const resource = configMapRef ? 'configmaps' : 'secrets';
    const object = objects[`${resource}/${reference.name}`] as Keyed | null | undefined;
    if (!object) {
      if (reference.optional) continue;
      return { ok: false, message: notFound(resource, reference.name ?? '') };
    }
    for (const key of Object.keys(object.data ?? {})) env[prefix + key] = textOf(object, key) ?? '';
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    if (valueFrom === undefined) {
      env[name] = expand(value ?? '', env, services);
      continue;
    }
    const found = referred(state, worker, container, valueFrom, objects);
    if (found.error !== '') return { ok: false, message: found.error };
    if (found.value !== null) env[name] = found.value;
  }
  for (const name in services) env[name] ??= services[name] as string;
  return { ok: true, env };
}

interface Found {
  /** Null: optional and absent. */
  readonly value: string | null;
  readonly error: string;
}

function referred(
  state: KubeletState,
  worker: Worker,
  container: Container,
  source: EnvVarSource,
  objects: Objects,
): Found {
  if (source.fieldRef !== undefined) {
    return { value: podField(state, worker, source.fieldRef.fieldPath), error: '' };
  }
  if (source.resourceFieldRef !== undefined) {
    const { resource, divisor } = source.resourceFieldRef;
    return { value: resourceField(state, container, resource, divisor ?? '0'), error: '' };
  }
  const reference = source.configMapKeyRef ?? source.secretKeyRef;
  if (reference === undefined) return { value: '', error: '' };
  const resource = source.configMapKeyRef ? 'configmaps' : 'secrets';
  const object = objects[`${resource}/${reference.name}`] as Keyed | null | undefined;
  if (!object) {
    return reference.optional
      ? { value: null, error: '' }
      : { value: null, error: notFound(resource, reference.name ?? '') };
  }
  const text = textOf(object, reference.key);
  if (text !== undefined) return { value: text, error: '' };
  if (reference.optional) return { value: null, error: '' };
  const kind = resource === 'configmaps' ? 'ConfigMap' : 'Secret';
  const { namespace } = worker.pod.metadata;
  return {
    value: null,
    error: `couldn't find key ${reference.key} in ${kind} ${namespace}/${reference.name}`,
  };
}

/** A Secret's data are base64, a ConfigMap's are text; its binaryData are not for the environment. */
function textOf({ kind, data = {} }: Keyed, key: string): string | undefined {
  const text = Object.hasOwn(data, key) ? data[key] : undefined;
  return text !== undefined && kind === 'Secret' ? decodeBase64(text) : text;
}

function notFound(resource: string, name: string): string {
  return `${resource === 'configmaps' ? 'configmap' : 'secret'} "${name}" not found`;
}

export function podField({ nodeIP }: KubeletState, { pod, sandbox }: Worker, path: string): string {
  const { metadata, spec } = pod;
  const podIP = spec.hostNetwork ? nodeIP : (sandbox?.ip ?? '');
  switch (path) {
    case 'metadata.name':
      return metadata.name ?? '';
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid ?? '';
    case 'spec.nodeName':
      return spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return nodeIP;
    case 'status.podIP':
    case 'status.podIPs':
      return podIP;
    default: {
      const match = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
      return match === null
        ? ''
        : (metadata[match[1] as 'labels' | 'annotations']?.[match[2] as string] ?? '');
    }
  }
}

export function resourceField(
  state: KubeletState,
  container: Container,
  resource: string,
  divisor: string,
): string {
  const [list, name = ''] = resource.split('.', 2);
  const resources = container.resources ?? {};
  const amount =
    (list === 'limits' ? resources.limits?.[name] : resources.requests?.[name]) ??
    // A container without a limit may use all the node has.
    (list === 'limits' ? state.manifest.status?.allocatable?.[name] : undefined) ??
    '0';
  const by = asNumber(divisor) === 0 ? '1' : divisor;
  if (name === 'cpu') return String(Math.ceil(milliValue(amount) / milliValue(by)));
  return String(Math.ceil(quantityValue(amount) / quantityValue(by)));
}

/** `$(NAME)` is replaced when it is known and left as it stands when not; `$$` is a dollar. */
export function expand(
  text: string,
  env: Readonly<Record<string, string>>,
  others: Readonly<Record<string, string>> = {},
): string {
  if (!text.includes('$')) return text;
  return text.replace(/\$\$|\$\(([^)]+)\)/g, (whole, name?: string) =>
    name === undefined ? '$' : (env[name] ?? others[name] ?? whole),
  );
}
