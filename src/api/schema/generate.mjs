// Makes the schema of the modelled kinds from installed packages, so that upstream's prose need not be committed.
// Reads @kubernetes/client-node (structure, descriptions) and kubernetes-models (enums); writes generated/*.ts.
// Runs at install time as `node src/api/schema/generate.mjs`; does nothing when its output is up to date.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, 'generated');
const DESCRIPTION_LENGTH = 240;

/** `apiVersion kind` to the client's class. */
const ROOTS = {
  'v1 ConfigMap': 'V1ConfigMap',
  'v1 Event': 'CoreV1Event',
  'v1 Namespace': 'V1Namespace',
  'v1 Node': 'V1Node',
  'v1 PersistentVolume': 'V1PersistentVolume',
  'v1 PersistentVolumeClaim': 'V1PersistentVolumeClaim',
  'v1 Pod': 'V1Pod',
  'v1 Secret': 'V1Secret',
  'v1 ServiceAccount': 'V1ServiceAccount',
  'v1 Service': 'V1Service',
  'v1 Binding': 'V1Binding',
  'authentication.k8s.io/v1 TokenRequest': 'AuthenticationV1TokenRequest',
  'apps/v1 Deployment': 'V1Deployment',
  'apps/v1 ReplicaSet': 'V1ReplicaSet',
  'autoscaling/v1 Scale': 'V1Scale',
  'coordination.k8s.io/v1 Lease': 'V1Lease',
  'discovery.k8s.io/v1 EndpointSlice': 'V1EndpointSlice',
  'policy/v1 Eviction': 'V1Eviction',
  'scheduling.k8s.io/v1 PriorityClass': 'V1PriorityClass',
  'storage.k8s.io/v1 StorageClass': 'V1StorageClass',
};

/** The client calls quantities plain strings; these are the fields that hold them. */
const QUANTITY_FIELDS = new Set([
  'sizeLimit',
  'divisor',
  'limits',
  'requests',
  'capacity',
  'allocatable',
  'allocatedResources',
  'overhead',
]);

/** Text fields whose name is that of a quantity field elsewhere. */
const NOT_QUANTITIES = new Set(['NodeSwapStatus.capacity']);

/** Choices that kubernetes-models 4.5 does not list. */
const EXTRA_ENUMS = {
  LabelSelectorRequirement: { operator: ['DoesNotExist', 'Exists', 'In', 'NotIn'] },
  Container: { restartPolicy: ['Always', 'Never', 'OnFailure'] },
  ContainerResizePolicy: {
    resourceName: ['cpu', 'memory'],
    restartPolicy: ['NotRequired', 'RestartContainer'],
  },
  VolumeMount: { recursiveReadOnly: ['Disabled', 'Enabled', 'IfPossible'] },
  PodOS: { name: ['linux', 'windows'] },
  PodCondition: { status: ['False', 'True', 'Unknown'] },
  NodeCondition: { status: ['False', 'True', 'Unknown'] },
  PodSecurityContext: { seLinuxChangePolicy: ['MountOption', 'Recursive'] },
};

/** Where kubernetes-models keeps the declarations of the API groups above. */
const ENUM_FOLDERS = [
  'v1',
  'apps/v1',
  'authentication.k8s.io/v1',
  'autoscaling/v1',
  'coordination.k8s.io/v1',
  'discovery.k8s.io/v1',
  'policy/v1',
  'scheduling.k8s.io/v1',
  'storage.k8s.io/v1',
];

function packageFolder(name) {
  const require = createRequire(import.meta.url);
  for (const base of require.resolve.paths(name) ?? []) {
    const folder = join(base, name);
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  throw new Error(`package ${name} is not installed`);
}

const client = packageFolder('@kubernetes/client-node');
const enums = packageFolder('kubernetes-models');
const models = join(client, 'dist', 'gen', 'models');

function versionOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

const fingerprint = createHash('sha256')
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .update(versionOf(client))
  .update(versionOf(enums))
  .digest('hex')
  .slice(0, 16);

function isUpToDate() {
  return ['structure.ts', 'descriptions.ts', 'explanations.ts'].every((file) => {
    const path = join(OUT, file);
    return existsSync(path) && readFileSync(path, 'utf8').startsWith(`// ${fingerprint}`);
  });
}

/** `V1PodSpec` → `PodSpec`, `CoreV1Event` → `Event`: the name of the Go struct. */
function goName(className) {
  return className.replace(
    /^(?:Authentication|Core|Discovery|Events|Storage)?V\d+(?:(?:alpha|beta)\d+)?(?=[A-Z])/,
    '',
  );
}

/** The client's type text as a code; see schema/index.ts for the alphabet. */
function typeCode(type, format, owner, property, reach) {
  const array = /^Array<(.+)>$/.exec(type);
  if (array) return `[${typeCode(array[1], format, owner, property, reach)}`;
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type);
  if (map) return `{${typeCode(map[1], format, owner, property, reach)}`;
  switch (type) {
    case 'string':
      if (format === 'byte') return 'y';
      return QUANTITY_FIELDS.has(property) && !NOT_QUANTITIES.has(`${owner}.${property}`) ? 'q' : 's';
    case 'number':
      return format === 'int64' ? 'l' : format === 'double' ? 'n' : 'i';
    case 'boolean':
      return 'b';
    case 'Date':
      return 't';
    case 'V1MicroTime':
      return 'u';
    case 'IntOrString':
      return 'x';
    case 'any':
    case 'object':
      return 'a';
    default:
      reach(type);
      return `@${goName(type)}`;
  }
}

function cleanProse(text) {
  return text
    .replace(/^\s*\* ?/gm, '')
    .replace(/\\(['"`])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whole sentences where possible, never longer than the limit. */
function shorten(text) {
  if (text.length <= DESCRIPTION_LENGTH) return text;
  const cut = text.slice(0, DESCRIPTION_LENGTH);
  const sentence = cut.lastIndexOf('. ');
  if (sentence > DESCRIPTION_LENGTH / 3) return cut.slice(0, sentence + 1);
  return `${cut.slice(0, cut.lastIndexOf(' '))}…`;
}

function readProperties(className) {
  const source = readFileSync(join(models, `${className}.js`), 'utf8');
  const start = source.indexOf('.attributeTypeMap = [');
  if (start < 0) throw new Error(`${className}.js has no attributeTypeMap`);
  const open = source.indexOf('[', start);
  return JSON.parse(source.slice(open, source.indexOf('];', open) + 1));
}

function readDeclaration(className) {
  const source = readFileSync(join(models, `${className}.d.ts`), 'utf8');
  const classAt = source.indexOf('export declare class');
  const head = source.slice(0, classAt);
  const description = cleanProse(head.slice(head.lastIndexOf('/**') + 3, head.lastIndexOf('*/')));
  const members = new Map();
  const member = /(?:\/\*\*([\s\S]*?)\*\/\s*)?'([^']+)'(\??):/g;
  for (const match of source.slice(classAt).matchAll(member)) {
    members.set(match[2], { description: cleanProse(match[1] ?? ''), required: match[3] === '' });
  }
  return { description, members };
}

/** Property to its whole text as the API server publishes it, with line breaks; `''` is the type itself. */
function readProse(name) {
  const texts = {};
  const file = ENUM_FOLDERS.map((folder) => join(enums, folder, `${name}.d.ts`)).find(existsSync);
  if (file === undefined) return texts;
  const source = readFileSync(file, 'utf8');
  const interfaceAt = source.indexOf('export interface');
  const head = source.slice(0, interfaceAt);
  texts[''] = keepLines(head.slice(head.lastIndexOf('/**') + 3, head.lastIndexOf('*/')));
  const body = source.slice(interfaceAt, source.indexOf('export declare class'));
  for (const match of body.matchAll(/^ {4}\/\*\*\n([\s\S]*?)\*\/\n {4}"([^"]+)"\??:/gm)) {
    texts[match[2]] = keepLines(match[1]);
  }
  return texts;
}

function keepLines(text) {
  return text
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .replaceAll('*\\/', '*/')
    .trim();
}

/**
 * The client is of the right version but has its texts in one line, without lists of choices and not for fields
 * that are objects; the other package has all that, of an older version. Where the two agree it is the better one.
 */
function bestText(current, older) {
  if (current === undefined || current === '') return older ?? '';
  const start = older?.replace(/\s+/g, ' ').slice(0, current.length);
  return start === current ? older : current;
}

/** Property to accepted values, from the string unions of kubernetes-models. */
function readEnums(name) {
  const result = {};
  for (const folder of ENUM_FOLDERS) {
    const file = join(enums, folder, `${name}.d.ts`);
    if (!existsSync(file)) continue;
    const source = readFileSync(file, 'utf8');
    const body = source.slice(0, source.indexOf('export declare class'));
    for (const match of body.matchAll(/^ {4}"([^"]+)"\??: (?:Array<)?((?:"[^"]*"(?: \| )?)+)>?;$/gm)) {
      const all = [...match[2].matchAll(/"([^"]*)"/g)].map((value) => value[1]);
      // An empty choice says something only for hostPath.type; elsewhere it is the absent value.
      const values = name === 'HostPathVolumeSource' ? all : all.filter((value) => value !== '');
      // A single value is an apiVersion or a kind, not a choice.
      if (values.length > 1) result[match[1]] = values;
    }
    break;
  }
  return result;
}

function build() {
  const types = {};
  const descriptions = {};
  const explanations = {};
  const queue = Object.values(ROOTS);
  const seen = new Set(queue);
  const reach = (className) => {
    if (!seen.has(className)) {
      seen.add(className);
      queue.push(className);
    }
  };
  while (queue.length > 0) {
    const className = queue.shift();
    const name = goName(className);
    if (types[name] !== undefined) throw new Error(`two classes are called ${name}`);
    const { description, members } = readDeclaration(className);
    const properties = {};
    const required = [];
    const texts = {};
    const prose = readProse(name);
    const whole = { '': bestText(description, prose['']) };
    for (const attribute of readProperties(className)) {
      const property = attribute.baseName;
      const member = members.get(attribute.name) ?? members.get(property);
      properties[property] = typeCode(attribute.type, attribute.format, name, property, reach);
      if (member?.required) required.push(property);
      if (member?.description) texts[property] = shorten(member.description);
      const text = bestText(member?.description, prose[property]);
      if (text !== '') whole[property] = text;
    }
    const choices = Object.fromEntries(
      Object.entries({ ...EXTRA_ENUMS[name], ...readEnums(name) }).filter(
        ([property]) => properties[property] !== undefined,
      ),
    );
    types[name] = {
      p: properties,
      ...(required.length > 0 && { r: required }),
      ...(Object.keys(choices).length > 0 && { e: choices }),
    };
    descriptions[name] = { '': shorten(description), ...texts };
    explanations[name] = whole;
  }
  const kinds = Object.fromEntries(Object.entries(ROOTS).map(([key, className]) => [key, goName(className)]));
  return { structure: { kinds, types }, descriptions, explanations };
}

function asModule(name, type, data) {
  const text = JSON.stringify(JSON.stringify(data))
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return (
    `// ${fingerprint}\n// Generated by schema/generate.mjs: do not edit.\n` +
    `import type { ${type} } from '../format.ts';\n\n` +
    `export const ${name}: ${type} = JSON.parse(\n  ${text},\n);\n`
  );
}

/** Through a temporary name, so that an interrupted run leaves no half file. */
function writeWhole(file, text) {
  const path = join(OUT, file);
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}

if (!isUpToDate()) {
  const { structure, descriptions, explanations } = build();
  mkdirSync(OUT, { recursive: true });
  writeWhole('structure.ts', asModule('structure', 'SchemaStructure', structure));
  writeWhole('descriptions.ts', asModule('descriptions', 'SchemaDescriptions', descriptions));
  writeWhole('explanations.ts', asModule('explanations', 'SchemaDescriptions', explanations));
  const count = Object.keys(structure.types).length;
  process.stdout.write(`schema: ${Object.keys(structure.kinds).length} kinds, ${count} types\n`);
}
