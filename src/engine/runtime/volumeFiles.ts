// Models kubernetes@v1.36.0 pkg/volume/configmap/configmap.go, pkg/volume/secret/secret.go, pkg/volume/projected/projected.go, pkg/volume/downwardapi/downwardapi.go
import {
  type DownwardAPIVolumeFile,
  decodeBase64,
  type KeyToPath,
  type KubeObject,
  type ServiceAccountTokenProjection,
  type TokenRequest,
  type Volume,
  type VolumeProjection,
} from '../../api/index.ts';
import type { FileProjection, Payload } from './atomicWriter.ts';

type Objects = Readonly<Record<string, KubeObject | null>>;
type Keyed = KubeObject & {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
};
type Files = Record<string, FileProjection>;

const DEFAULT_MODE = 0o644;

/** Under which name the answer to a request for such a token comes with the other objects: a TokenRequest or a Status. */
export function tokenKey({ audience = '', expirationSeconds = 3600 }: ServiceAccountTokenProjection): string {
  return `token/${expirationSeconds} ${audience}`;
}

/** Under which name the value of a field of the Pod comes along. */
export function downwardKey({ fieldRef, resourceFieldRef }: DownwardAPIVolumeFile): string {
  if (fieldRef !== undefined) return fieldRef.fieldPath;
  return `${resourceFieldRef?.containerName ?? ''} ${resourceFieldRef?.resource ?? ''} ${resourceFieldRef?.divisor ?? ''}`;
}

/** What the kubelet sends along for volumes that are made of API objects. */
export interface VolumeSources {
  readonly objects: Objects;
  /** Values of the Pod's fields by `downwardKey`. */
  readonly downward: Readonly<Record<string, string>>;
  /** Whose a token is, as the Pod's containers agree; null: root's, to be read like the other files. */
  readonly tokenUser: number | null;
}

/** The files of a volume that is made of API objects; undefined for every other kind of volume. */
export function volumePayload(volume: Volume, sources: VolumeSources): Payload | undefined {
  const files: Files = {};
  const { objects, downward } = sources;
  const { configMap, secret, projected, downwardAPI } = volume;
  if (configMap !== undefined) {
    const object = objects[`configmaps/${configMap.name}`];
    keyed(files, object, configMap.items, configMap.defaultMode ?? DEFAULT_MODE);
  } else if (secret !== undefined) {
    const object = objects[`secrets/${secret.secretName}`];
    keyed(files, object, secret.items, secret.defaultMode ?? DEFAULT_MODE);
  } else if (downwardAPI !== undefined) {
    downwardFiles(files, downwardAPI.items, downward, downwardAPI.defaultMode ?? DEFAULT_MODE);
  } else if (projected !== undefined) {
    const mode = projected.defaultMode ?? DEFAULT_MODE;
    for (const source of projected.sources ?? []) project(files, source, sources, mode);
  } else return undefined;
  return files;
}

function project(
  files: Files,
  { configMap, secret, serviceAccountToken, downwardAPI }: VolumeProjection,
  { objects, downward, tokenUser }: VolumeSources,
  mode: number,
): void {
  if (configMap) keyed(files, objects[`configmaps/${configMap.name}`], configMap.items, mode);
  if (secret) keyed(files, objects[`secrets/${secret.name}`], secret.items, mode);
  if (downwardAPI) downwardFiles(files, downwardAPI.items, downward, mode);
  if (serviceAccountToken) {
    const answer = objects[tokenKey(serviceAccountToken)] as TokenRequest | null | undefined;
    const data = answer?.status?.token ?? '';
    if (tokenUser === null) add(files, serviceAccountToken.path, data, mode);
    else add(files, serviceAccountToken.path, data, 0o600, tokenUser);
  }
}

function keyed(
  files: Files,
  object: KubeObject | null | undefined,
  items: readonly KeyToPath[] | undefined,
  mode: number,
): void {
  if (!object) return;
  const { kind, data = {}, binaryData = {} } = object as Keyed;
  // A Secret's data are base64; a ConfigMap's are text, its binaryData base64.
  const textOf = (key: string): string | undefined => {
    const encoded = kind === 'Secret' ? data[key] : binaryData[key];
    return encoded === undefined ? data[key] : decodeBase64(encoded);
  };
  const wanted: readonly KeyToPath[] =
    items ?? [...Object.keys(data), ...Object.keys(binaryData)].map((key) => ({ key, path: key }));
  for (const item of wanted) {
    const text = textOf(item.key);
    if (text !== undefined) add(files, item.path, text, item.mode ?? mode);
  }
}

function downwardFiles(
  files: Files,
  items: readonly DownwardAPIVolumeFile[] | undefined,
  downward: Readonly<Record<string, string>>,
  mode: number,
): void {
  for (const item of items ?? []) {
    add(files, item.path, downward[downwardKey(item)] ?? '', item.mode ?? mode);
  }
}

function add(files: Files, path: string, data: string, mode: number, uid?: number): void {
  const plain = path.split('/').filter((name) => name !== '');
  files[plain.join('/')] = { data, mode, ...(uid === undefined ? {} : { uid }) };
}
