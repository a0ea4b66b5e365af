// Models containerd@v2.1.0 core/remotes/docker/resolver.go
// Differs: nothing is asked of a real registry. A repository in the catalogue has the tags listed there. Beyond
// it, docker.io/library has its official names and no others; other repositories exist when their host is a
// known public registry, unless repository or tag say in so many words that they do not (`does-not-exist`,
// `no-such`, `nonexistent`). Every other host is a private registry, which has whatever it is asked for by someone with
// credentials, whatever they are.
import { type ImageReference, parseImageReference } from '../../api/index.ts';
import { hash32 } from '../kernel/random.ts';
import { type BaseSystem, systems } from './base/systems.ts';
import { findCatalogueEntry, OFFICIAL_NAMES } from './catalogue.ts';
import { type CatalogueEntry, DEFAULT_PATH, readTag } from './family.ts';
import type { Image, ImageConfig, ImageLayer, ImageResolution, PullError } from './image.ts';

const PUBLIC_HOSTS: ReadonlySet<string> = new Set([
  'docker.io',
  'ghcr.io',
  'quay.io',
  'gcr.io',
  'us.gcr.io',
  'eu.gcr.io',
  'asia.gcr.io',
  'registry.k8s.io',
  'k8s.gcr.io',
  'mcr.microsoft.com',
  'public.ecr.aws',
  'docker.elastic.co',
  'registry.gitlab.com',
  'registry.access.redhat.com',
  'registry.redhat.io',
  'registry.opensource.zalan.do',
  'nvcr.io',
  'cgr.dev',
  'cr.fluentbit.io',
  'lscr.io',
]);
const PUBLIC_SUFFIXES = ['.pkg.dev', '.aliyuncs.com', '.azurecr.io', '.amazonaws.com', '.daocloud.io'];

const ABSENT = /does-?not-?exist|no-such|nosuch|non-?existent|not-?exist/;

/** What an image nobody knows is taken to weigh. */
const ASSUMED_SIZE_BYTES = 60_000_000;

const ASSUMED_CONFIG: ImageConfig = {
  entrypoint: [],
  cmd: [],
  ports: [],
  stopSignal: 'SIGTERM',
  hasShell: true,
  user: '',
  workingDir: '',
  env: { PATH: DEFAULT_PATH },
  volumes: [],
};

/** Answers found before: the same name is asked for again and again, and always has the same answer. */
const answers = new Map<string, ImageResolution>();
const MAX_ANSWERS = 1000;

/** What a registry answers for an image name as a Pod writes it. */
export function resolveImage(text: string): ImageResolution {
  let answer = answers.get(text);
  if (answer === undefined) {
    if (answers.size >= MAX_ANSWERS) answers.clear();
    answer = lookUp(text);
    answers.set(text, answer);
  }
  return answer;
}

/** An image that the catalogue must have. */
export function knownImage(text: string): Image {
  const resolution = resolveImage(text);
  if (!resolution.ok) throw new Error(`the catalogue has lost ${text}`);
  return resolution.image;
}

function lookUp(text: string): ImageResolution {
  const reference = parseImageReference(text);
  if (reference === undefined) {
    return failed('InvalidArgument', `failed to parse image reference "${text}": invalid reference format`);
  }
  const repository = `${reference.registry}/${reference.repository}`;
  const entry = findCatalogueEntry(repository);
  const error = entry === undefined ? absence(reference) : missingTag(reference, entry);
  if (error !== undefined) return { ok: false, error };
  const tag = entry === undefined ? undefined : readTag(entry.releases, reference.tag);
  const sizeBytes = tag === undefined || entry === undefined ? ASSUMED_SIZE_BYTES : entry.sizeBytes(tag);
  const locked = entry === undefined && !isPublic(reference.registry) ? denied(reference) : undefined;
  const base = systems[tag === undefined || entry === undefined ? 'debian' : entry.system(tag)];
  return {
    ok: true,
    ...(locked !== undefined && { locked }),
    image: {
      name: reference.canonical,
      imageId: `${repository}@${reference.digest === '' ? digestOf(reference.canonical) : reference.digest}`,
      sizeBytes,
      layers: layersOf(reference.canonical, sizeBytes, base),
      config: tag === undefined || entry === undefined ? ASSUMED_CONFIG : entry.config(tag),
      known: entry !== undefined,
    },
  };
}

/** The base's layer, and what the image adds in two parts: what it installs, and its own few files. */
function layersOf(name: string, sizeBytes: number, base: BaseSystem): ImageLayer[] {
  const own = sizeBytes - base.sizeBytes;
  if (base.sizeBytes === 0 || own < 100_000) return [{ digest: digestOf(`${name} layer`), sizeBytes }];
  const files = Math.min(4096, Math.round(own / 10));
  return [
    { digest: digestOf(`${base.layer} layer`), sizeBytes: base.sizeBytes },
    { digest: digestOf(`${name} installed`), sizeBytes: own - files },
    { digest: digestOf(`${name} files`), sizeBytes: files },
  ];
}

function missingTag(reference: ImageReference, entry: CatalogueEntry): PullError | undefined {
  if (reference.digest !== '' || hasTag(entry, reference.tag)) return undefined;
  return notFound(reference);
}

/** Why a repository outside the catalogue cannot be pulled, if it cannot. */
function absence(reference: ImageReference): PullError | undefined {
  const { registry, repository, tag, canonical } = reference;
  const host = registry.split(':')[0] as string;
  if (host === 'localhost' || host === '127.0.0.1') {
    const url = `https://${registry}/v2/${repository}/manifests/${tag === '' ? reference.digest : tag}`;
    const cause = `dial tcp 127.0.0.1${registry.slice(host.length) || ':443'}: connect: connection refused`;
    return unresolved('Unknown', canonical, `failed to do request: Head "${url}": ${cause}`);
  }
  const isOfficial = registry === 'docker.io' && repository.startsWith('library/');
  if ((isOfficial && !OFFICIAL_NAMES.has(repository.slice('library/'.length))) || ABSENT.test(repository)) {
    return unresolved(
      'Unknown',
      canonical,
      'pull access denied, repository does not exist or may require authorization: ' +
        'server message: insufficient_scope: authorization failed',
    );
  }
  return ABSENT.test(tag) ? notFound(reference) : undefined;
}

function isPublic(registry: string): boolean {
  return PUBLIC_HOSTS.has(registry) || PUBLIC_SUFFIXES.some((suffix) => registry.endsWith(suffix));
}

function denied({ canonical }: ImageReference): PullError {
  return unresolved(
    'Unknown',
    canonical,
    'pull access denied, repository does not exist or may require authorization: ' +
      'authorization failed: no basic auth credentials',
  );
}

function notFound({ canonical }: ImageReference): PullError {
  return unresolved('NotFound', canonical, `${canonical}: not found`);
}

function unresolved(code: PullError['code'], canonical: string, cause: string): PullError {
  return {
    code,
    message: `failed to pull and unpack image "${canonical}": failed to resolve reference "${canonical}": ${cause}`,
  };
}

function failed(code: PullError['code'], message: string): ImageResolution {
  return { ok: false, error: { code, message } };
}

const VERSION = /^v?(\d+)(?:\.(\d+))?(?:\.\d+)*(?:-(.+))?$/;

/** True when the repository has the tag. */
export function hasTag({ tags }: CatalogueEntry, tag: string): boolean {
  if (tags.names.includes(tag)) return true;
  const match = VERSION.exec(tag);
  if (match === null) return false;
  const range = tags.versions[Number(match[1])];
  if (range === undefined) return false;
  const minor = match[2] === undefined ? range[0] : Number(match[2]);
  if (minor < range[0] || minor > range[1]) return false;
  const variant = match[3];
  return variant === undefined || tags.variants.some((known) => variant.startsWith(known));
}

/** A digest that looks like one and is always the same for the same text. */
function digestOf(text: string): string {
  let hex = '';
  for (let i = 0; i < 8; i++) hex += hash32(`${i} ${text}`, hash32(text)).toString(16).padStart(8, '0');
  return `sha256:${hex}`;
}
