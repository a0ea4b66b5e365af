// Models kubernetes@v1.36.0 pkg/volume/configmap/configmap.go, pkg/volume/secret/secret.go, pkg/volume/projected/projected.go, pkg/volume/downwardapi/downwardapi.go
// Differs: the files lie in the volume itself, without the links to a dated directory that an update swaps.
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
import type { Table } from '../kernel/table.ts';
import { tree } from '../linux/fs/layers.ts';
import type { Inode } from '../linux/fs/types.ts';

type Objects = Readonly<Record<string, KubeObject | null>>;
type Keyed = KubeObject & {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
};
type Files = Record<string, Inode>;

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

/** The files of a volume that is made of API objects; undefined for every other kind of volume. */
export function volumeFiles(
  volume: Volume,
  objects: Objects,
  downward: Readonly<Record<string, string>>,
  nowMs: number,
): Table<Inode> | undefined {
  const files: Files = {};
  const { configMap, secret, projected, downwardAPI } = volume;
  if (configMap !== undefined) {
    const object = objects[`configmaps/${configMap.name}`];
    keyed(files, object, configMap.items, configMap.defaultMode ?? DEFAULT_MODE, nowMs);
  } else if (secret !== undefined) {
    const object = objects[`secrets/${secret.secretName}`];
    keyed(files, object, secret.items, secret.defaultMode ?? DEFAULT_MODE, nowMs);
  } else if (downwardAPI !== undefined) {
    const mode = downwardAPI.defaultMode ?? DEFAULT_MODE;
    downwardFiles(files, downwardAPI.items, downward, mode, nowMs);
  } else if (projected !== undefined) {
    const mode = projected.defaultMode ?? DEFAULT_MODE;
    for (const source of projected.sources ?? []) project(files, source, objects, downward, mode, nowMs);
  } else return undefined;
  return tree(files);
}

function project(
  files: Files,
  source: VolumeProjection,
  objects: Objects,
  downward: Readonly<Record<string, string>>,
  mode: number,
  nowMs: number,
): void {
  const { configMap, secret, serviceAccountToken, downwardAPI } = source;
  if (configMap) keyed(files, objects[`configmaps/${configMap.name}`], configMap.items, mode, nowMs);
  if (secret) keyed(files, objects[`secrets/${secret.name}`], secret.items, mode, nowMs);
  if (downwardAPI) downwardFiles(files, downwardAPI.items, downward, mode, nowMs);
  if (serviceAccountToken) {
    const answer = objects[tokenKey(serviceAccountToken)] as TokenRequest | null | undefined;
    // Only root and the Pod's group may read a token.
    add(files, serviceAccountToken.path, answer?.status?.token ?? '', mode & 0o600, nowMs);
  }
}

function keyed(
  files: Files,
  object: KubeObject | null | undefined,
  items: readonly KeyToPath[] | undefined,
  mode: number,
  nowMs: number,
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
    if (text !== undefined) add(files, item.path, text, item.mode ?? mode, nowMs);
  }
}

function downwardFiles(
  files: Files,
  items: readonly DownwardAPIVolumeFile[] | undefined,
  downward: Readonly<Record<string, string>>,
  mode: number,
  nowMs: number,
): void {
  for (const item of items ?? []) {
    add(files, item.path, downward[downwardKey(item)] ?? '', item.mode ?? mode, nowMs);
  }
}

function add(files: Files, path: string, data: string, mode: number, mtimeMs: number): void {
  files[`/${path}`] = { type: 'file', data, mode, uid: 0, gid: 0, mtimeMs };
}
