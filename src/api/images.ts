// Models kubernetes@v1.36.0 pkg/util/parsers/parsers.go
// Models distribution/reference@v0.6.0 reference.go, normalize.go

export interface ImageReference {
  /** Registry host: `docker.io` unless the text names one. */
  registry: string;
  /** Path without the registry: `library/nginx`. */
  repository: string;
  /** `latest` when neither tag nor digest is given; empty when only a digest is. */
  tag: string;
  /** `sha256:…`, or empty. */
  digest: string;
  /** `registry/repository` with the tag or digest: the name a runtime stores. */
  canonical: string;
}

const PATH_COMPONENT = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const DOMAIN_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const HOST = `(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`;
const REFERENCE = new RegExp(
  `^((?:${HOST}/)?${PATH_COMPONENT}(?:/${PATH_COMPONENT})*)` +
    '(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?' +
    '(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$',
);

// Thousands of Pods name the same few images.
const MAX_REMEMBERED = 256;
const remembered = new Map<string, Readonly<ImageReference> | undefined>();

/** Reads `nginx`, `nginx:1.27`, `ghcr.io/x/y@sha256:…`; undefined when no runtime would accept the text. */
export function parseImageReference(text: string): Readonly<ImageReference> | undefined {
  const known = remembered.get(text);
  if (known !== undefined || remembered.has(text)) return known;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const reference = parse(text);
  remembered.set(text, reference);
  return reference;
}

function parse(text: string): ImageReference | undefined {
  const match = REFERENCE.exec(text);
  const name = match?.[1];
  if (match === null || name === undefined) return undefined;
  const { registry, repository } = splitRegistry(name);
  if (!/^[a-z0-9._/-]+$/.test(repository)) return undefined;
  const digest = match[3] ?? '';
  const tag = match[2] ?? (digest === '' ? 'latest' : '');
  const canonical = `${registry}/${repository}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`;
  return { registry, repository, tag, digest, canonical };
}

function splitRegistry(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  // Only a dot, a port, `localhost` or capitals tell a host from a path.
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  if (!isHost) {
    return { registry: 'docker.io', repository: slash < 0 ? `library/${name}` : name };
  }
  const registry = first === 'index.docker.io' ? 'docker.io' : first;
  const rest = name.slice(slash + 1);
  return { registry, repository: registry === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest };
}

/** Always for `latest`, IfNotPresent for anything else, as the API server fills it in. */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  return parseImageReference(image)?.tag === 'latest' ? 'Always' : 'IfNotPresent';
}
