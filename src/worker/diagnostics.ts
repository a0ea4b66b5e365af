import type {
  CheckedObject,
  Container,
  Deployment,
  Diagnostic,
  FieldPath,
  KubeObject,
  ManifestDocument,
  Pod,
  PodSpec,
  Severity,
} from '../api/index.ts';
import { findKind, kindOf } from '../api/index.ts';
import { has } from '../engine/kernel/table.ts';
import type { SchedulingDecision } from '../engine/scheduler/decision.ts';
import type { World } from '../engine/step.ts';
import { tryPlacement } from './placement.ts';
import { scriptRemarks } from './scripts.ts';

/** Pods of one manifest that the scheduler is asked about while the reader types. */
const MOST_PLACEMENTS = 20;

/**
 * What only the cluster can say about a manifest: namespaces and objects it refers to that are not there,
 * and Pods that fit on no node. In the API server's and the scheduler's own words where they have any.
 */
export function engineDiagnostics(world: World, checked: readonly CheckedObject[]): Diagnostic[] {
  const here = new Here(world, checked);
  const diagnostics: Diagnostic[] = [];
  let placements = 0;
  for (const { document, object } of checked) {
    if (object === undefined) continue;
    diagnostics.push(...here.namespaceOf(document));
    const template = podSpecOf(document, object);
    if (template === null) continue;
    diagnostics.push(...here.account(document, template), ...here.references(document, template));
    const { pod, path } = template;
    for (const remark of scriptRemarks(pod.spec, path, pod.metadata.annotations ?? {})) {
      diagnostics.push(finding(document, remark.path, remark.severity, remark.message));
    }
    placements++;
    if (placements > MOST_PLACEMENTS) continue;
    const decision = tryPlacement(world, template.pod);
    if (decision !== null && decision.selected === null) {
      diagnostics.push(placement(document, template, decision));
    }
  }
  return diagnostics;
}

/** The Pod an object is or stamps out, and where its spec stands. */
interface Template {
  readonly pod: Pod;
  readonly path: FieldPath;
  readonly namespace: string;
}

function podSpecOf(document: ManifestDocument, object: KubeObject): Template | null {
  const namespace = document.namespace || 'default';
  if (object.kind === 'Pod') {
    const pod = object as Pod;
    return isSpec(pod.spec) ? { pod, path: ['spec'], namespace } : null;
  }
  if (object.kind !== 'Deployment' && object.kind !== 'ReplicaSet') return null;
  const { template } = (object as Deployment).spec ?? {};
  if (!isSpec(template?.spec)) return null;
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...template?.metadata, name: document.name, namespace },
    spec: template?.spec as PodSpec,
  };
  return { pod, path: ['spec', 'template', 'spec'], namespace };
}

/** What is still being typed may lack its containers. */
function isSpec(spec: PodSpec | undefined): boolean {
  return (
    Array.isArray(spec?.containers) &&
    spec.containers.every((each) => typeof each === 'object' && each !== null)
  );
}

/** What is in the cluster or comes with the manifest. */
class Here {
  private readonly world: World;
  private readonly coming = new Set<string>();

  constructor(world: World, checked: readonly CheckedObject[]) {
    this.world = world;
    for (const { document, object } of checked) {
      const info = object === undefined ? undefined : kindOf(object);
      if (info !== undefined)
        this.coming.add(
          keyOf(info.resource, info.namespaced ? document.namespace || 'default' : '', document.name),
        );
    }
  }

  private has(resource: string, namespace: string, name: string): boolean {
    const key = keyOf(resource, namespace, name);
    return this.coming.has(key) || has(this.world.etcd.store.keys, key);
  }

  /** The API server creates nothing in a namespace that is not there. */
  namespaceOf(document: ManifestDocument): Diagnostic[] {
    const { namespace } = document;
    const info = findKind(document.apiVersion, document.kind);
    if (namespace === '' || info?.namespaced !== true || this.has('namespaces', '', namespace)) return [];
    return [finding(document, ['metadata', 'namespace'], 'error', `namespaces "${namespace}" not found`)];
  }

  /** A Pod whose account is not there is refused; one stamped from a template is refused later and again. */
  account(document: ManifestDocument, { pod, path, namespace }: Template): Diagnostic[] {
    const { serviceAccountName, serviceAccount } = pod.spec;
    const name = serviceAccountName || serviceAccount;
    if (!name || name === 'default' || this.has('serviceaccounts', namespace, name)) return [];
    const at = [...path, serviceAccountName ? 'serviceAccountName' : 'serviceAccount'];
    const missing = `serviceaccount "${name}" not found`;
    return document.kind === 'Pod'
      ? [finding(document, at, 'error', `error looking up service account ${namespace}/${name}: ${missing}`)]
      : [finding(document, at, 'info', missing)];
  }

  references(document: ManifestDocument, template: Template): Diagnostic[] {
    return referencesOf(template.pod.spec, template.path)
      .filter(({ resource, name }) => !this.has(resource, template.namespace, name))
      .map(({ resource, name, path }) =>
        finding(document, path, 'info', `${resource.slice(0, -1)} "${name}" not found`),
      );
  }
}

interface Reference {
  readonly resource: 'configmaps' | 'secrets' | 'persistentvolumeclaims';
  readonly name: string;
  readonly path: FieldPath;
}

function referencesOf(spec: PodSpec, root: FieldPath): Reference[] {
  const found: Reference[] = [];
  const add = (
    resource: Reference['resource'],
    name: string | undefined,
    optional: boolean | undefined,
    path: FieldPath,
  ) => {
    if (name && optional !== true) found.push({ resource, name, path });
  };
  (spec.volumes ?? []).forEach((volume, index) => {
    const at = [...root, 'volumes', index];
    const { configMap, secret, persistentVolumeClaim, projected } = volume;
    add('configmaps', configMap?.name, configMap?.optional, [...at, 'configMap', 'name']);
    add('secrets', secret?.secretName, secret?.optional, [...at, 'secret', 'secretName']);
    add('persistentvolumeclaims', persistentVolumeClaim?.claimName, false, [
      ...at,
      'persistentVolumeClaim',
      'claimName',
    ]);
    (projected?.sources ?? []).forEach((source, sourceIndex) => {
      const here = [...at, 'projected', 'sources', sourceIndex];
      add('configmaps', source.configMap?.name, source.configMap?.optional, [...here, 'configMap', 'name']);
      add('secrets', source.secret?.name, source.secret?.optional, [...here, 'secret', 'name']);
    });
  });
  for (const list of ['initContainers', 'containers'] as const) {
    (spec[list] ?? []).forEach((container: Container, index) => {
      const at = [...root, list, index];
      (container.envFrom ?? []).forEach(({ configMapRef, secretRef }, fromIndex) => {
        const here = [...at, 'envFrom', fromIndex];
        add('configmaps', configMapRef?.name, configMapRef?.optional, [...here, 'configMapRef', 'name']);
        add('secrets', secretRef?.name, secretRef?.optional, [...here, 'secretRef', 'name']);
      });
      (container.env ?? []).forEach(({ valueFrom }, envIndex) => {
        const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
        const here = [...at, 'env', envIndex, 'valueFrom'];
        add('configmaps', configMapKeyRef?.name, configMapKeyRef?.optional, [
          ...here,
          'configMapKeyRef',
          'name',
        ]);
        add('secrets', secretKeyRef?.name, secretKeyRef?.optional, [...here, 'secretKeyRef', 'name']);
      });
    });
  }
  return found;
}

/** Where in a Pod's spec a plugin's verdict comes from; the first that is written counts. */
const SOURCES: Readonly<Record<string, readonly FieldPath[]>> = {
  TaintToleration: [['tolerations']],
  NodeAffinity: [['nodeSelector'], ['affinity', 'nodeAffinity']],
  NodeName: [['nodeName']],
  NodePorts: [['containers', 0, 'ports']],
  NodeResourcesFit: [
    ['containers', 0, 'resources', 'requests'],
    ['containers', 0, 'resources'],
    ['resources'],
  ],
  InterPodAffinity: [
    ['affinity', 'podAffinity'],
    ['affinity', 'podAntiAffinity'],
  ],
  PodTopologySpread: [['topologySpreadConstraints']],
};

function placement(document: ManifestDocument, { path }: Template, decision: SchedulingDecision): Diagnostic {
  const [plugin = ''] = culprits(decision);
  const written = (SOURCES[plugin] ?? []).find((source) => document.locate([...path, ...source]).exact);
  return finding(document, [...path, ...(written ?? [])], 'warning', decision.message);
}

/** The plugins that ruled nodes out, the one that ruled out most first. */
function culprits(decision: SchedulingDecision): string[] {
  const counts = new Map<string, number>();
  for (const rejection of decision.rejections) {
    if (rejection !== null) counts.set(rejection.plugin, (counts.get(rejection.plugin) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([plugin]) => plugin);
  return decision.preFilter === undefined ? sorted : [decision.preFilter.plugin, ...sorted];
}

function finding(
  document: ManifestDocument,
  path: FieldPath,
  severity: Severity,
  message: string,
): Diagnostic {
  const { line, column, endLine, endColumn } = document.locate(path);
  return {
    severity,
    code: 'cluster',
    message,
    path: path
      .map((each) => (typeof each === 'number' ? `[${each}]` : `.${each}`))
      .join('')
      .slice(1),
    docIndex: document.index,
    line,
    column,
    endLine,
    endColumn,
    ...(document.file !== undefined && { file: document.file }),
  };
}

function keyOf(resource: string, namespace: string, name: string): string {
  return namespace === '' ? `/registry/${resource}/${name}` : `/registry/${resource}/${namespace}/${name}`;
}
