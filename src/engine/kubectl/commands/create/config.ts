// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/create/create_configmap.go, create_secret.go, create_namespace.go, create_serviceaccount.go
import { encodeBase64 } from '../../../../api/index.ts';
import type { FlagSpecs } from '../../flags.ts';
import { textFlag } from '../../verb.ts';
import { readData } from './data.ts';
import { type Maker, writtenNamespace } from './maker.ts';

const DATA_FLAGS: FlagSpecs = {
  'from-file': { type: 'slice', names: 'keyed files' },
  'from-literal': { type: 'list' },
  'from-env-file': { type: 'slice', names: 'files' },
};

export const NAMESPACE: Maker = {
  names: ['namespace', 'ns'],
  usage: 'NAME',
  flags: {},
  make: (name, { flags }) => ({
    object: {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
      ...(textFlag(flags, 'dry-run') === 'client' && { spec: {}, status: {} }),
    },
    complaint: '',
  }),
};

export const SERVICE_ACCOUNT: Maker = {
  names: ['serviceaccount', 'sa'],
  usage: 'NAME',
  flags: {},
  make: (name, call) => ({
    object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, ...writtenNamespace(call) } },
    complaint: 'failed to create serviceaccount',
  }),
};

export const CONFIG_MAP: Maker = {
  names: ['configmap', 'cm'],
  usage: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1]',
  flags: DATA_FLAGS,
  make(name, call) {
    const data = readData(call, 'ConfigMap', name);
    if (typeof data === 'string') return data;
    const metadata = { name, ...writtenNamespace(call) };
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      ...(Object.keys(data).length > 0 && { data }),
    };
    return { object, complaint: 'failed to create configmap' };
  },
};

/** What a container runtime sends to a registry. */
export const REGISTRY_SECRET: Maker = {
  names: ['secret docker-registry'],
  usage:
    'NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] ' +
    '[--from-file=[key=]source] [--dry-run=server|client|none]',
  flags: {
    'docker-server': { type: 'string' },
    'docker-username': { type: 'string' },
    'docker-password': { type: 'string' },
    'docker-email': { type: 'string' },
    'from-file': { type: 'slice', names: 'keyed files' },
  },
  make(name, call) {
    const flag = (key: string): string => textFlag(call.flags, `docker-${key}`) ?? '';
    const [server, username, password] = [flag('server') || DOCKER_HUB, flag('username'), flag('password')];
    const files = readData(call, 'Secret', name);
    if (typeof files === 'string') return files;
    let config = files[DOCKER_CONFIG] ?? Object.values(files)[0];
    if (config === undefined) {
      if (username === '' || password === '') {
        return 'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required';
      }
      const email = flag('email') === '' ? {} : { email: flag('email') };
      const auth = encodeBase64(`${username}:${password}`);
      config = JSON.stringify({ auths: { [server]: { username, password, ...email, auth } } });
    }
    const object = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, ...writtenNamespace(call) },
      data: { [DOCKER_CONFIG]: encodeBase64(config) },
      type: 'kubernetes.io/dockerconfigjson',
    };
    return { object, complaint: 'failed to create secret' };
  },
};

const DOCKER_HUB = 'https://index.docker.io/v1/';
const DOCKER_CONFIG = '.dockerconfigjson';

export const GENERIC_SECRET: Maker = {
  names: ['secret generic'],
  usage: 'NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1]',
  flags: { ...DATA_FLAGS, type: { type: 'string' } },
  make(name, call) {
    const texts = readData(call, 'Secret', name);
    if (typeof texts === 'string') return texts;
    const data = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, encodeBase64(text)]));
    const type = textFlag(call.flags, 'type');
    const object = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, ...writtenNamespace(call) },
      ...(Object.keys(data).length > 0 && { data }),
      ...(type !== undefined && { type }),
    };
    return { object, complaint: 'failed to create secret' };
  },
};
