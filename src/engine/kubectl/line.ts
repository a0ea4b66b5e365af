// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/cmd.go
// Differs: --help is Podscope's own, short; of the flags that every command takes only --namespace is modelled.
import { CURL } from './commands/curl.ts';
import { UNMODELLED_VERBS, VERBS } from './commands/index.ts';
import type { Files } from './files.ts';
import { type FlagSpecs, parseFlags } from './flags.ts';
import { helpOf, helpText } from './help.ts';
import type { Command, Session } from './task.ts';
import { unmodelledFlag } from './unmodelled.ts';
import type { Verb } from './verb.ts';
import { splitWords } from './words.ts';

const GLOBAL_FLAGS: FlagSpecs = {
  namespace: { type: 'string', short: 'n' },
  help: { type: 'bool', short: 'h' },
};

const byName = new Map<string, Verb>(VERBS.map((verb) => [verb.name, verb]));

/** Starts a command line; `files` are those it may name. Undefined when it has ended at once. */
export function beginLine(line: string, files: Files, session: Session): Command | undefined {
  const split = splitWords(line.trim());
  if (!split.ok) return ended(split.error, session);
  if (split.words[0] === 'curl') return beginVerb(CURL, split.words.slice(1), files, session);
  const words = split.words[0] === 'kubectl' ? split.words.slice(1) : split.words;
  // `kubectl -n kube-system get pods` is understood too.
  const { first, before } = leading(words);
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    session.write(helpText(VERBS, UNMODELLED_VERBS));
    session.finish();
    return undefined;
  }
  const verb = verbOf(words);
  if (verb === undefined) return ended(unknownCommand(first), session);
  const length = verb.name.split(' ').length;
  const rest = [...before, ...words.slice(before.length + length)];
  return beginVerb(verb, rest, files, session);
}

function beginVerb(
  verb: Verb,
  words: readonly string[],
  files: Files,
  session: Session,
): Command | undefined {
  const parsed = parseFlags(words, { ...GLOBAL_FLAGS, ...verb.flags });
  if (!parsed.ok) return ended(flagError(verb, parsed.error), session);
  const { args, argsBeforeDash, flags } = parsed.parsed;
  if (flags.help === true) {
    session.write(helpOf(verb));
    session.finish();
    return undefined;
  }
  const given = flags.namespace as string | undefined;
  const isNamespaceGiven = given !== undefined;
  const begun = verb.begin(
    {
      args,
      argsBeforeDash,
      flags,
      namespace: given ?? 'default',
      isNamespaceGiven,
      files,
      stdin: session.given ?? '',
    },
    session,
  );
  return typeof begun === 'string' ? ended(begun, session) : begun;
}

/** The paths that a command line names: who has a disk reads them, and passes their texts with the line. */
export function filesNamed(line: string): readonly string[] {
  const split = splitWords(line.trim());
  if (!split.ok) return [];
  const words = split.words[0] === 'kubectl' ? split.words.slice(1) : split.words;
  const verb = verbOf(words);
  const parsed = verb && parseFlags(words, { ...GLOBAL_FLAGS, ...verb.flags });
  if (verb === undefined || !parsed?.ok) return [];
  const args = parsed.parsed.args.slice(verb.name.split(' ').length);
  const named = verb.namesFiles?.(args) ?? [];
  const flagged = Object.entries(verb.flags).flatMap(([name, { names }]) => {
    const value = parsed.parsed.flags[name];
    if (names === undefined || value === undefined) return [];
    const paths = Array.isArray(value) ? (value as readonly string[]) : [String(value)];
    return names === 'files' ? paths : paths.map((path) => path.split('=').pop() ?? path);
  });
  return [...named, ...flagged];
}

/** The first word that is no flag, and the flags before it. */
function leading(words: readonly string[]): { first: string | undefined; before: readonly string[] } {
  const before: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word === '-n' || word === '--namespace') before.push(word, words[++at] ?? '');
    else if (/^(-n.|--namespace=)/.test(word)) before.push(word);
    else return { first: word, before };
  }
  return { first: undefined, before };
}

/** The verb with the longest name that the line begins with, such as `create secret generic`. */
function verbOf(words: readonly string[]): Verb | undefined {
  const from = leading(words).before.length;
  for (let length = 3; length > 0; length--) {
    const verb = byName.get(words.slice(from, from + length).join(' '));
    if (verb !== undefined) return verb;
  }
  return undefined;
}

const UNKNOWN_FLAG = /^unknown (?:flag: --(.+)|shorthand flag: '(.)')/;

function flagError({ name: verb }: Verb, error: string): string {
  const [, name, letter = ''] = UNKNOWN_FLAG.exec(error) ?? [];
  const flag = unmodelledFlag(verb, name === undefined ? { letter } : { name });
  return flag === undefined
    ? `${error}\nSee 'kubectl ${verb} --help' for usage.`
    : `Podscope does not model kubectl ${verb} --${flag} yet`;
}

function unknownCommand(name: string): string {
  const text = `unknown command ${JSON.stringify(name)} for "kubectl"`;
  return UNMODELLED_VERBS.includes(name) ? `${text}\nPodscope does not model kubectl ${name} yet.` : text;
}

function ended(text: string, session: Session): undefined {
  session.fail({ text });
  session.finish();
  return undefined;
}
