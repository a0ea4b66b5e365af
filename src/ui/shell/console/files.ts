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

/**
 * The names under which Apply has sent the editor's text, such as `deployment.yaml`: whoever calls such a line
 * back means the text that is in the editor.
 */
function namesOfManifest(outputs: PageState['kubectl']): readonly string[] {
  return outputs.flatMap(({ line, exitCode }) => {
    const name = /^kubectl apply -f (\S+)$/.exec(line)?.[1];
    return name !== undefined && exitCode === 0 ? [name] : [];
  });
}

/** The files whose name, or whose folder, a line mentions: what goes along with it. */
export function filesFor(
  line: string,
  page: Pick<PageState, 'manifest' | 'files' | 'kubectl'>,
): Readonly<Record<string, string>> | undefined {
  const others = namesOfManifest(page.kubectl).map((name) => [name, page.manifest]);
  const known = { ...Object.fromEntries(others), ...workspaceFiles(page) };
  const mentioned = Object.entries<string>(known).filter(([name]) => {
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
