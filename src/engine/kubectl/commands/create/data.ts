// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/create/create_configmap.go, create_secret.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/util/util.go, pkg/cmd/util/env_file.go
// Differs: files are text; bytes that are not UTF-8 have no place here. --append-hash is not modelled.
import { isConfigMapKey, isEnvVarName } from '../../../../api/index.ts';
import { baseName, NO_SUCH_FILE, readFile, readFolder } from '../../files.ts';
import { type Call, listFlag } from '../../verb.ts';

/** The data of a ConfigMap or Secret from `--from-file`, `--from-literal` and `--from-env-file`. */
export function readData(
  call: Call,
  kind: 'ConfigMap' | 'Secret',
  name: string,
): Record<string, string> | string {
  const { flags, files } = call;
  const fileSources = listFlag(flags, 'from-file');
  const literals = listFlag(flags, 'from-literal');
  const envFiles = listFlag(flags, 'from-env-file');
  if (envFiles.length > 0 && fileSources.length + literals.length > 0) {
    return 'from-env-file cannot be combined with from-file or from-literal';
  }
  const data: Record<string, string> = {};
  const add = (key: string, value: string): string => {
    const errors = isConfigMapKey(key);
    if (errors.length > 0) {
      return `${JSON.stringify(key)} is not a valid key name for a ${kind}: ${errors.join(',')}`;
    }
    if (Object.hasOwn(data, key)) {
      return kind === 'ConfigMap'
        ? `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ConfigMap ${JSON.stringify(name)}`
        : `cannot add key ${key}, another key by that name already exists`;
    }
    data[key] = value;
    return '';
  };
  for (const source of fileSources) {
    const error = addFiles(source, call, add);
    if (error !== '') return error;
  }
  for (const literal of literals) {
    const equals = literal.indexOf('=');
    if (equals <= 0) return `invalid literal source ${literal}, expected key=value`;
    const error = add(literal.slice(0, equals), literal.slice(equals + 1));
    if (error !== '') return error;
  }
  for (const path of envFiles) {
    const text = readFile(files, path);
    if (text === undefined) return `error reading ${path}: ${NO_SUCH_FILE}`;
    const error = addEnvFile(text, path, add);
    if (error !== '') return error;
  }
  return data;
}

type Add = (key: string, value: string) => string;

function addFiles(source: string, { files }: Call, add: Add): string {
  const parts = source.split('=');
  if (parts.length > 2) return "key names or file paths cannot contain '='";
  const [key, path] = parts.length === 1 ? [baseName(source), source] : [parts[0] ?? '', parts[1] ?? ''];
  if (parts.length === 2 && key === '') return `key name for file path ${path} missing`;
  if (parts.length === 2 && path === '') return `file path for key name ${key} missing`;
  const text = readFile(files, path);
  if (text !== undefined) return add(key, text);
  const folder = readFolder(files, path);
  if (folder === undefined) return `error reading ${path}: ${NO_SUCH_FILE}`;
  if (parts.length === 2) return 'cannot give a key name for a directory path';
  for (const [name, content] of folder) {
    const error = add(name, content);
    if (error !== '') return error;
  }
  return '';
}

function addEnvFile(text: string, path: string, add: Add): string {
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '').trimStart();
    if (line === '' || line.startsWith('#')) continue;
    const equals = line.indexOf('=');
    const key = equals < 0 ? line : line.slice(0, equals);
    const errors = isEnvVarName(key);
    if (errors.length > 0) return `${JSON.stringify(key)} is not a valid key name: ${errors.join(';')}`;
    // A name alone takes its value from kubectl's own environment, which is empty here.
    if (equals < 0) continue;
    const error = add(key, line.slice(equals + 1));
    if (error !== '') return `${error} (${path}:${index + 1})`;
  }
  return '';
}
