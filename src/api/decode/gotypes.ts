// Models kubernetes@v1.36.0 staging/src/k8s.io/api/core/v1/types.go (names of types, as decoding errors print them)
import { objectTypeOf, type TypeCode } from '../schema/index.ts';

/** Text fields whose Go type has a name of its own. */
const NAMED: Readonly<Record<string, string>> = {
  'Container.imagePullPolicy': 'v1.PullPolicy',
  'Container.restartPolicy': 'v1.ContainerRestartPolicy',
  'Container.terminationMessagePolicy': 'v1.TerminationMessagePolicy',
  'ContainerPort.protocol': 'v1.Protocol',
  'EmptyDirVolumeSource.medium': 'v1.StorageMedium',
  'EphemeralContainer.imagePullPolicy': 'v1.PullPolicy',
  'HTTPGetAction.scheme': 'v1.URIScheme',
  'HostPathVolumeSource.type': 'v1.HostPathType',
  'LabelSelectorRequirement.operator': 'v1.LabelSelectorOperator',
  'NodeSelectorRequirement.operator': 'v1.NodeSelectorOperator',
  'PersistentVolumeClaimSpec.accessModes': '[]v1.PersistentVolumeAccessMode',
  'PersistentVolumeSpec.accessModes': '[]v1.PersistentVolumeAccessMode',
  'PersistentVolumeSpec.persistentVolumeReclaimPolicy': 'v1.PersistentVolumeReclaimPolicy',
  'PodSpec.dnsPolicy': 'v1.DNSPolicy',
  'PodSpec.preemptionPolicy': 'v1.PreemptionPolicy',
  'PodSpec.restartPolicy': 'v1.RestartPolicy',
  'Secret.type': 'v1.SecretType',
  'ServicePort.protocol': 'v1.Protocol',
  'ServiceSpec.type': 'v1.ServiceType',
  'Taint.effect': 'v1.TaintEffect',
  'Toleration.effect': 'v1.TaintEffect',
  'Toleration.operator': 'v1.TolerationOperator',
  'TopologySpreadConstraint.whenUnsatisfiable': 'v1.UnsatisfiableConstraintAction',
  'VolumeMount.mountPropagation': 'v1.MountPropagationMode',
};

const SCALARS: Readonly<Record<string, string>> = {
  s: 'string',
  i: 'int32',
  l: 'int64',
  n: 'float64',
  b: 'bool',
  y: '[]uint8',
};

/** The type a decoding error names for a value of `code` in `owner.property`. */
export function goTypeText(code: TypeCode, owner: string, property: string, inside = false): string {
  const named = NAMED[`${owner}.${property}`];
  if (named !== undefined) return inside ? named.replace(/^\[\]/, '') : named;
  if (code === '{q') return 'v1.ResourceList';
  if (code.startsWith('[')) return `[]${goTypeText(code.slice(1), '', '')}`;
  if (code.startsWith('{')) return `map[string]${goTypeText(code.slice(1), '', '')}`;
  if (code.startsWith('@')) return `v1.${objectTypeOf(code) ?? ''}`;
  return SCALARS[code] ?? 'string';
}
