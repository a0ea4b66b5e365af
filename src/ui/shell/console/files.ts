import type { PageState } from '../../state/index.ts';

/** The name under which a command line finds the editor's text. */
export const MANIFEST_FILE = 'pod.yaml';

/** Every file of the workspace by its name: the manifest as it stands in the editor, and the reader's own. */
export function workspaceFiles({
  manifest,
  files,
}: Pick<PageState, 'manifest' | 'files'>): Readonly<Record<string, string>> {
  return { [MANIFEST_FILE]: manifest, ...files };
}

/** The files whose name, or whose folder, a line mentions: what goes along with it. */
export function filesFor(
  line: string,
  page: Pick<PageState, 'manifest' | 'files'>,
): Readonly<Record<string, string>> | undefined {
  const mentioned = Object.entries(workspaceFiles(page)).filter(([name]) => {
    const slash = name.indexOf('/');
    return line.includes(name) || (slash > 0 && line.includes(name.slice(0, slash)));
  });
  return mentioned.length === 0 ? undefined : Object.fromEntries(mentioned);
}

/** Why a file cannot be called so; null when it can. */
export function problemOfName(name: string, taken: readonly string[]): 'empty' | 'signs' | 'taken' | null {
  if (name === '') return 'empty';
  if (!/^[\w.-]+(\/[\w.-]+)*$/.test(name)) return 'signs';
  return taken.includes(name) ? 'taken' : null;
}
