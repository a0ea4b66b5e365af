// Models kubernetes@v1.36.0 pkg/volume/configmap/configmap.go, pkg/volume/secret/secret.go, pkg/volume/projected/projected.go
import type { KubeObject, Status, Volume, VolumeProjection } from '../../api/index.ts';
import { tokenKey } from './volumeFiles.ts';

/** What a volume is made of and that is not there; '' when nothing is missing. */
export function absent(
  { configMap, secret, projected }: Volume,
  objects: Readonly<Record<string, KubeObject | null>>,
): string {
  if (configMap !== undefined) {
    return missing(objects, 'configmaps', configMap.name ?? '', configMap.items, configMap.optional);
  }
  if (secret !== undefined) {
    return missing(objects, 'secrets', secret.secretName ?? '', secret.items, secret.optional);
  }
  const errors: string[] = [];
  for (const source of projected?.sources ?? []) {
    const error = missingProjection(objects, source);
    if (error !== '') errors.push(error);
  }
  return errors.length > 1 ? `[${errors.join(', ')}]` : (errors[0] ?? '');
}

function missing(
  objects: Readonly<Record<string, KubeObject | null>>,
  resource: 'configmaps' | 'secrets',
  name: string,
  items: readonly { key: string }[] | undefined,
  optional = false,
): string {
  const object = objects[`${resource}/${name}`] as
    | (KubeObject & { data?: Record<string, string>; binaryData?: Record<string, string> })
    | null
    | undefined;
  const kind = resource === 'configmaps' ? 'configmap' : 'secret';
  if (!object) return optional ? '' : `${kind} "${name}" not found`;
  const absent = items?.find(
    ({ key }) => !(object.data && key in object.data) && !(object.binaryData && key in object.binaryData),
  );
  return absent === undefined || optional
    ? ''
    : `references non-existent ${kind === 'configmap' ? 'config' : 'secret'} key: ${absent.key}`;
}

function missingProjection(
  objects: Readonly<Record<string, KubeObject | null>>,
  source: VolumeProjection,
): string {
  const { configMap, secret, serviceAccountToken } = source;
  if (configMap)
    return missing(objects, 'configmaps', configMap.name ?? '', configMap.items, configMap.optional);
  if (serviceAccountToken) {
    const answer = objects[tokenKey(serviceAccountToken)];
    if (answer?.kind === 'TokenRequest') return '';
    return `failed to fetch token: ${(answer as Status | undefined)?.message ?? 'no answer'}`;
  }
  return secret ? missing(objects, 'secrets', secret.name ?? '', secret.items, secret.optional) : '';
}
