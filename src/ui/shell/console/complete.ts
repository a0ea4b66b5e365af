import { findResource, KINDS, type KindInfo, KUBECTL_COMMANDS } from '../../../api/index.ts';

/** What a command line may name at the moment shown. */
export interface Surroundings {
  /** Names of the objects of a kind, of a namespace unless it is undefined. */
  names(kind: KindInfo, namespace: string | undefined): readonly string[];
  readonly files: readonly string[];
}

export interface Completion {
  /** The line with what is sure already typed. */
  readonly line: string;
  /** All that it may go on with; a single one is in the line already. */
  readonly options: readonly string[];
}

/** Commands whose first argument is a type, and what follows its names. */
const TAKES_TYPES = new Set([
  'annotate',
  'delete',
  'describe',
  'explain',
  'expose',
  'get',
  'label',
  'patch',
  'rollout history',
  'rollout pause',
  'rollout restart',
  'rollout resume',
  'rollout status',
  'rollout undo',
  'scale',
  'set image',
  'taint',
  'wait',
]);
const TAKES_NODES = new Set(['cordon', 'drain', 'top node', 'uncordon']);
/** Commands that reach into a Pod, which is named as such or by a workload's `TYPE/NAME`. */
const TAKES_PODS = new Set(['attach', 'debug', 'exec', 'logs', 'port-forward', 'top pod']);
const FILE_FLAGS = new Set(['-f', '--filename', '--from-file', '--from-env-file', '--patch-file']);

/** Finishes the last word of a line as far as it is sure; null when nothing begins like it. */
export function complete(line: string, around: Surroundings): Completion | null {
  const words = line.split(/ +/).filter((word, index, all) => word !== '' || index === all.length - 1);
  const typed = words.pop() ?? '';
  const options = optionsFor(words, typed, around).filter((option) => option.startsWith(typed));
  if (options.length === 0) return null;
  const start = line.slice(0, line.length - typed.length);
  const common = options.reduce(commonStart);
  const isOnly = options.length === 1;
  return { line: start + common + (isOnly && !/[/=:]$/.test(common) ? ' ' : ''), options };
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

function optionsFor(words: readonly string[], typed: string, around: Surroundings): readonly string[] {
  const before = words.at(-1) ?? '';
  if (FILE_FLAGS.has(before)) return around.files;
  if (before === '-n' || before === '--namespace') return namesOf('namespaces', undefined, around);
  const flag = /^(--[\w-]+=)(.*)$/.exec(typed);
  if (flag !== null) {
    const [, start = ''] = flag;
    return FILE_FLAGS.has(start.slice(0, -1)) ? around.files.map((file) => start + file) : [];
  }
  const namespace = namespaceOf(words);
  const args = argumentsOf(words);
  const verb = verbOf(args);
  if (verb === null) {
    const next = KUBECTL_COMMANDS.filter((command) => startsWith(command.split(' '), args)).map(
      (command) => command.split(' ')[args.length] as string,
    );
    return [...new Set(next)];
  }
  const rest = args.slice(verb.split(' ').length);
  // `create` and the like go on with more words of their own name.
  const longer = KUBECTL_COMMANDS.filter(
    (command) => command !== verb && startsWith(command.split(' '), args),
  );
  if (longer.length > 0)
    return [...new Set(longer.map((command) => command.split(' ')[args.length] as string))];
  if (TAKES_NODES.has(verb)) return without(namesOf('nodes', undefined, around), rest);
  if (verb === 'cp') {
    const places = namesOf('pods', namespace, around).map((name) => `${name}:`);
    return rest.length < 2 && !typed.includes(':') ? [...places, ...around.files] : [];
  }
  if (TAKES_PODS.has(verb)) {
    if (rest.length > 0 && verb !== 'top pod') return [];
    const slash = typed.indexOf('/');
    if (slash <= 0) return without(namesOf('pods', namespace, around), rest);
    const prefix = typed.slice(0, slash + 1);
    return namesOf(typed.slice(0, slash), namespace, around).map((name) => prefix + name);
  }
  if (!TAKES_TYPES.has(verb)) return [];
  const [type] = rest;
  if (type === undefined) {
    const slash = typed.indexOf('/');
    if (slash > 0) {
      const prefix = typed.slice(0, slash + 1);
      return namesOf(typed.slice(0, slash), namespace, around).map((name) => prefix + name);
    }
    return types();
  }
  return verb === 'explain' || type.includes('/') ? [] : without(namesOf(type, namespace, around), rest);
}

function without(names: readonly string[], given: readonly string[]): readonly string[] {
  return names.filter((name) => !given.includes(name));
}

function startsWith(words: readonly string[], start: readonly string[]): boolean {
  return words.length > start.length && start.every((word, index) => words[index] === word);
}

/** The longest command that the words begin with. */
function verbOf(args: readonly string[]): string | null {
  for (let length = 3; length > 0; length--) {
    const name = args.slice(0, length).join(' ');
    if (args.length >= length && KUBECTL_COMMANDS.includes(name)) return name;
  }
  return null;
}

/** Words that are neither flags nor a namespace flag's value. */
function argumentsOf(words: readonly string[]): readonly string[] {
  return words.filter(
    (word, index) =>
      !word.startsWith('-') && !['-n', '--namespace', '-o', '-l'].includes(words[index - 1] ?? ''),
  );
}

function namespaceOf(words: readonly string[]): string | undefined {
  if (words.includes('-A') || words.includes('--all-namespaces')) return undefined;
  const at = words.findIndex((word) => word === '-n' || word === '--namespace');
  return at < 0 ? 'default' : words[at + 1];
}

function namesOf(type: string, namespace: string | undefined, around: Surroundings): readonly string[] {
  const kind = findResource(type);
  return kind === undefined ? [] : around.names(kind, kind.namespaced ? namespace : undefined);
}

function types(): readonly string[] {
  return ['all', ...KINDS.map(({ resource }) => resource)].sort();
}
