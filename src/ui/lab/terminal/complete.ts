const COMMANDS =
  'bash cat cd chroot clear cp curl docker echo exit export grep head hostname id ip ipcmk ipcrm ipcs jobs kill ls lsns mkdir mount nsenter pgrep ping pkill ps pwd rm sh sleep ss tail top touch umount uname unshare wget'.split(
    ' ',
  );
const DOCKER = 'exec images inspect kill logs ps pull rm run stop version'.split(' ');
const IMAGES = 'alpine busybox debian ghost httpd nginx redis registry.k8s.io/pause:3.10'.split(' ');
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  unshare: ['--fork', '--ipc', '--mount', '--mount-proc', '--net', '--pid', '--user', '--uts'],
  nsenter: ['--all', '--ipc', '--mount', '--net', '--pid', '--target', '--uts'],
  'docker run': [
    '--detach',
    '--ipc=container:',
    '--ipc=shareable',
    '--name',
    '--net=container:',
    '--pid=container:',
    '--publish',
    '--rm',
    '--volume',
    '--volumes-from=',
  ],
  'docker logs': ['--follow', '--tail'],
  'docker ps': ['--all'],
  'docker rm': ['--force'],
};

export interface Known {
  /** Names of the containers that run. */
  readonly containers: readonly string[];
  /** Lines that have been typed or are to be typed: their words are known too. */
  readonly lines: readonly string[];
  /** Names in the folder that the word is about, those of folders with a slash at their end. */
  readonly files?: readonly string[];
}

/** The word before the cursor, and what stands before it of its command. */
function wordsOf(text: string): readonly string[] {
  const typed = text.split(/[|;&]\s*/).at(-1) ?? '';
  return typed.trimStart().split(/\s+/);
}

/** The folder whose files the word before the cursor may be one of: '' where the shell stands; null: it is no file. */
export function folderOf(text: string): string | null {
  const words = wordsOf(text);
  const word = words.at(-1) ?? '';
  const folder = word.slice(0, word.lastIndexOf('/') + 1);
  if (words.length === 1 && folder === '') return null;
  return word.startsWith('-') || (words[0] ?? '') === 'docker' ? null : folder;
}

export interface Completion {
  /** What is to be typed on. */
  readonly piece: string;
  /** All that it may go on with; more than one is to be shown. */
  readonly options: readonly string[];
}

/** What the word before the cursor can become. */
export function complete(text: string, known: Known): Completion {
  const words = wordsOf(text);
  const word = words.at(-1) ?? '';
  const command = words[0] === 'docker' ? words.slice(0, 2).join(' ') : (words[0] ?? '');
  const folder = folderOf(text);
  const files = (folder === null ? [] : (known.files ?? []))
    .filter((name) => !name.startsWith('.') || word.slice(folder?.length).startsWith('.'))
    .map((name) => folder + name)
    .filter((name) => name.startsWith(word));
  // Words seen before are a guess; what is there is none.
  const lines = files.length > 0 ? [] : known.lines;
  const options = [...new Set([...candidates(words, word, command, { ...known, lines }), ...files])]
    .filter((option) => option.startsWith(word) && option !== word)
    .sort();
  if (options.length === 0) return { piece: '', options };
  const common = options.reduce(commonStart);
  const isOne = options.length === 1;
  const open = /[=:/]$/.test(common);
  return { piece: common.slice(word.length) + (isOne && !open ? ' ' : ''), options };
}

function candidates(
  words: readonly string[],
  word: string,
  command: string,
  { containers, lines }: Known,
): readonly string[] {
  if (words.length === 1) return COMMANDS;
  if (words[0] === 'docker' && words.length === 2) return DOCKER;
  const target = /^(--(?:net|ipc|pid)=container:|--volumes-from=)/.exec(word)?.[0];
  if (target !== undefined) return containers.map((name) => target + name);
  if (word.startsWith('-')) return FLAGS[command] ?? [];
  if (command === 'docker run') return IMAGES;
  if (words[0] === 'docker') return containers;
  if (word === '') return [];
  return lines.flatMap((line) => line.split(/\s+/)).filter((seen) => /^[\w./:-]{2,}$/.test(seen));
}

function commonStart(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return a.slice(0, at);
}
