import type { Container, FieldPath, PodSpec, Severity } from '../api/index.ts';
import { imageLayer, PROGRAM_ANNOTATION, parseDescription, resolveImage } from '../engine/images/index.ts';
import { scan } from '../engine/kernel/table.ts';
import type { Flavour } from '../engine/linux/fs/types.ts';
import { checkScript, type ScriptDiagnostic } from '../engine/shell/check.ts';

/** Something to be said about a field of a Pod's spec. */
export interface Remark {
  readonly path: FieldPath;
  readonly severity: Severity;
  readonly message: string;
}

/** What can be run in an image by name, and whose tools they are. */
interface Tools {
  readonly names: ReadonlySet<string>;
  readonly flavour: Flavour;
  readonly known: boolean;
}

const DIRECTORIES = /^\/(usr\/(local\/)?)?s?bin\//;
const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash']);
/** Made when the reader types; each is asked for again and again. */
const seen = new Map<string, Tools | null>();
const MOST_SEEN = 50;

function toolsOf(reference: string): Tools | null {
  const before = seen.get(reference);
  if (before !== undefined) return before;
  const resolution = resolveImage(reference);
  const layer = resolution.ok ? imageLayer(resolution.image.name) : undefined;
  let tools: Tools | null = null;
  if (resolution.ok && layer !== undefined) {
    const names = new Set<string>();
    let flavour: Flavour = 'gnu';
    scan(layer, (inode, path) => {
      if (!DIRECTORIES.test(path)) return;
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (inode.type === 'file' && (inode.mode & 0o111) === 0) return;
      if (inode.type === 'file' && inode.program === 'unmodelled') return;
      names.add(name);
      if (name === 'sh' && inode.type === 'file' && inode.flavour !== undefined) flavour = inode.flavour;
    });
    if (names.has('busybox')) flavour = 'busybox';
    tools = { names, flavour, known: resolution.image.known };
  }
  if (seen.size >= MOST_SEEN) seen.clear();
  seen.set(reference, tools);
  return tools;
}

/** What containers' commands will meet in their images, before they are applied. */
export function scriptRemarks(
  spec: PodSpec,
  root: FieldPath,
  annotations: Readonly<Record<string, string>>,
): Remark[] {
  const remarks: Remark[] = [];
  for (const list of ['initContainers', 'containers'] as const) {
    (spec[list] ?? []).forEach((container, index) => {
      remarks.push(...containerRemarks(container, [...root, list, index]));
      remarks.push(...outsideRemarks(container, [...root, list, index]));
      const about = annotations[`${PROGRAM_ANNOTATION}${container.name}`];
      const wrong = about === undefined ? null : parseDescription(about);
      if (typeof wrong === 'string') {
        const message = `the annotation ${PROGRAM_ANNOTATION}${container.name} ${wrong}`;
        remarks.push({ path: [...root, list, index, 'image'], severity: 'warning', message });
      }
    });
  }
  return remarks;
}

function containerRemarks(container: Container, at: FieldPath): Remark[] {
  const { image, command, args } = container;
  const tools = typeof image === 'string' && image !== '' ? toolsOf(image) : null;
  if (tools === null) return [];
  const words = wordsOf(command, 'command').concat(wordsOf(args, 'args'));
  const first = words[0];
  if (first === undefined || wordsOf(command, 'command').length === 0) return [];
  const name = first.text.slice(first.text.lastIndexOf('/') + 1);
  if (!first.text.includes('/') && tools.known && !tools.names.has(name)) {
    const message = `exec: "${first.text}": executable file not found in $PATH: ${image} has no program of that name here`;
    return [{ path: [...at, ...first.path], severity: 'warning', message }];
  }
  if (!SHELLS.has(name)) return [];
  const flag = words.findIndex(({ text }, index) => index > 0 && /^-[a-z]*c[a-z]*$/.test(text));
  const script = flag === -1 ? undefined : words[flag + 1];
  if (script === undefined) return [];
  const found = checkScript(script.text, {
    programs: tools.names,
    flavour: tools.flavour,
    shell: first.text,
  });
  return found.slice(0, MOST_REMARKS).map((diagnostic) => ({
    path: [...at, ...script.path],
    // The API server takes any text: what is wrong shows when the container runs.
    severity: 'warning' as const,
    message: placed(script.text, diagnostic),
  }));
}

/** A name that only the world outside the cluster could know, in an address. */
const OUTSIDE =
  /\bhttps?:\/\/((?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|io|dev|info|ch|de|cn|uk))(?=[\s:/"'?]|$)/i;

/** There is nothing outside the cluster: what asks it for something fails. */
function outsideRemarks({ command, args }: Container, at: FieldPath): Remark[] {
  for (const { text, path } of wordsOf(command, 'command').concat(wordsOf(args, 'args'))) {
    const name = OUTSIDE.exec(text)?.[1];
    if (name === undefined) continue;
    const message = `The world outside the cluster is not modelled: nobody here knows the name ${name}.`;
    return [{ path: [...at, ...path], severity: 'warning', message }];
  }
  return [];
}

const MOST_REMARKS = 5;

interface PlacedWord {
  readonly text: string;
  readonly path: FieldPath;
}

function wordsOf(words: unknown, field: 'command' | 'args'): PlacedWord[] {
  if (!Array.isArray(words)) return [];
  return words.flatMap((text, index) => (typeof text === 'string' ? [{ text, path: [field, index] }] : []));
}

/** In a script of several lines, with the line it is about. */
function placed(text: string, { offset, message }: ScriptDiagnostic): string {
  if (!text.trimEnd().includes('\n')) return message;
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return `${text.slice(start, end === -1 ? undefined : end).trim()}: ${message}`;
}
