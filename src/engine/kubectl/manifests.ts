// Models kubernetes@v1.36.0 staging/src/k8s.io/cli-runtime/pkg/resource/builder.go (FilenameParam), visitor.go
// Differs: standard input holds what came with the line, and nothing is fetched from the web.
import { extend, type KindInfo, type KubeObject, lookupKind, parseManifest } from '../../api/index.ts';
import { type Files, readFile, readFolder } from './files.ts';
import { type Call, listFlag } from './verb.ts';

/** An object and the file it stands in. */
export interface SourceObject {
  readonly object: KubeObject;
  /** As messages name it. */
  readonly file: string;
}

export interface Manifests {
  readonly objects: readonly SourceObject[];
  /** What could not be used, in kubectl's words. */
  readonly failures: readonly string[];
}

/** The objects of the files given with `-f`, or why none can be read. */
export function readManifests({
  flags,
  files,
  stdin,
  namespace,
  isNamespaceGiven,
}: Call): Manifests | string {
  const objects: SourceObject[] = [];
  const failures: string[] = [];
  for (const path of listFlag(flags, 'filename')) {
    const sources = sourcesAt(files, path, stdin);
    if (typeof sources === 'string') return sources;
    for (const [file, text] of sources) {
      const { documents, diagnostics } = parseManifest(text);
      // kubectl reads no further than the first mistake.
      const [first] = diagnostics;
      if (first !== undefined) failures.push(`error parsing ${file}: ${first.message}`);
      for (const { value } of documents) {
        const object = value as KubeObject;
        const problem = problemOf(object, file) || otherNamespace(object, namespace, isNamespaceGiven);
        if (problem !== '') failures.push(problem);
        else objects.push({ object: withNamespace(object, namespace), file });
      }
    }
  }
  return { objects, failures };
}

function sourcesAt(
  files: Files,
  path: string,
  stdin: string,
): readonly (readonly [string, string])[] | string {
  if (path === '-') return stdin === '' ? [] : [['STDIN', stdin]];
  if (/^https?:/.test(path)) return `Podscope fetches nothing: ${path} cannot be read here`;
  const text = readFile(files, path);
  if (text !== undefined) return [[path, text]];
  const folder = readFolder(files, path)?.filter(([name]) => /\.(json|yaml|yml)$/.test(name));
  if (folder === undefined) return `the path ${JSON.stringify(path)} does not exist`;
  if (folder.length === 0)
    return `error reading [${path}]: recognized file extensions are [.json .yaml .yml]`;
  const prefix = path.replace(/\/+$/, '');
  return folder.map(([name, content]) => [prefix === '.' ? name : `${prefix}/${name}`, content]);
}

function otherNamespace(object: KubeObject, namespace: string, isNamespaceGiven: boolean): string {
  const own = object.metadata?.namespace;
  if (!isNamespaceGiven || !own || own === namespace || !kindInfoOf(object).namespaced) return '';
  return (
    `the namespace from the provided object ${JSON.stringify(own)} does not match the namespace ` +
    `${JSON.stringify(namespace)}. You must pass '--namespace=${own}' to perform this operation.`
  );
}

/** Why kubectl would not even send the object; empty when it would. */
export function problemOf(object: KubeObject, file: string): string {
  const { apiVersion, kind, metadata } = (object ?? {}) as Partial<KubeObject>;
  if (typeof kind !== 'string' || kind === '') {
    return `unable to decode ${JSON.stringify(file)}: Object 'Kind' is missing in '${JSON.stringify(object)}'`;
  }
  if (typeof apiVersion !== 'string' || apiVersion === '') {
    return `unable to decode ${JSON.stringify(file)}: Object 'apiVersion' is missing in '${JSON.stringify(object)}'`;
  }
  const found = lookupKind(apiVersion, kind);
  if (found.found === 'modelled') return '';
  const note =
    found.found === 'unmodelled'
      ? `Podscope does not model ${kind} (${apiVersion}) yet.`
      : 'ensure CRDs are installed first';
  const reason =
    found.found === 'unknown' ? found.message : `no matches for kind "${kind}" in version "${apiVersion}"`;
  return (
    `resource mapping not found for name: ${JSON.stringify(metadata?.name ?? '')} ` +
    `namespace: ${JSON.stringify(metadata?.namespace ?? '')} from ${JSON.stringify(file)}: ${reason}\n${note}`
  );
}

/** Of an object that `problemOf` lets through. */
export function kindInfoOf(object: KubeObject): KindInfo {
  const found = lookupKind(object.apiVersion, object.kind);
  if (found.found !== 'modelled') throw new Error(`${object.kind} was let through`);
  return found.info;
}

export function withNamespace(object: KubeObject, namespace: string): KubeObject {
  if (!kindInfoOf(object).namespaced || object.metadata?.namespace) return object;
  return { ...object, metadata: extend(object.metadata ?? {}, { namespace }) };
}
