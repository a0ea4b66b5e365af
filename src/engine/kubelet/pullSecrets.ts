// Models kubernetes@v1.36.0 pkg/kubelet/kubelet_pods.go (getPullSecretsForPod)
// Models kubernetes@v1.36.0 pkg/credentialprovider/secrets/secrets.go, pkg/credentialprovider/keyring.go
// Differs: a registry's name is compared as it stands, without `*`; the first entry that fits is the only one tried.
import { decodeBase64, type ImageReference, type Secret } from '../../api/index.ts';
import { get } from '../kernel/table.ts';
import type { Desk } from './desk.ts';
import { referenceKey } from './references.ts';
import type { Worker } from './state.ts';

/** The Secrets a Pod's images are pulled with, as `secrets/name`. */
export function pullSecrets({ pod }: Worker): string[] {
  return (pod.spec.imagePullSecrets ?? []).flatMap(({ name }) => (name ? [`secrets/${name}`] : []));
}

export interface Credentials {
  /** Who pulls; '' is nobody in particular. */
  readonly username: string;
  /** Names of Secrets that are not there. */
  readonly missing: readonly string[];
}

/** As whom a Pod's image is pulled. */
export function credentialsFor(desk: Desk, worker: Worker, image: ImageReference): Credentials {
  const missing: string[] = [];
  let username = '';
  for (const secret of pullSecrets(worker)) {
    const key = referenceKey(worker, secret) ?? '';
    const object = get(desk.state.references, key)?.object as Secret | null | undefined;
    if (!object) missing.push(secret.slice(secret.indexOf('/') + 1));
    else username ||= userIn(object, image);
  }
  return { username, missing };
}

function userIn({ data = {} }: Secret, image: ImageReference): string {
  const config = parsed(data['.dockerconfigjson']);
  const servers = isRecord(config.auths) ? config.auths : parsed(data['.dockercfg']);
  for (const [server, entry] of Object.entries(servers)) {
    if (!isRecord(entry) || !serves(server, image)) continue;
    if (typeof entry.username === 'string' && entry.username !== '') return entry.username;
    if (typeof entry.auth === 'string') return decodeBase64(entry.auth).split(':')[0] ?? '';
  }
  return '';
}

/** `https://index.docker.io/v1/` is docker.io; a path narrows it to the repositories below. */
function serves(server: string, { registry, repository }: ImageReference): boolean {
  const place = server.replace(/^https?:\/\//, '').replace(/\/(v[12]\/?)?$/, '');
  const [host = '', ...path] = place.split('/');
  const isHost =
    host === registry || (registry === 'docker.io' && /^(index|registry-1)\.docker\.io$/.test(host));
  return isHost && (path.length === 0 || `${repository}/`.startsWith(`${path.join('/')}/`));
}

function parsed(encoded: string | undefined): Readonly<Record<string, unknown>> {
  if (encoded === undefined) return {};
  try {
    const value: unknown = JSON.parse(decodeBase64(encoded));
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
