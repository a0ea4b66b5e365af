import type { Page } from '../state/index.ts';
import { DEFAULT_EXAMPLE, type ExampleId, findExample } from './catalogue.ts';
import nginx from './manifests/nginx.yaml?raw';

/** The manifest of an example; the first one is at hand, the others are fetched. */
export async function manifestOf(id: ExampleId): Promise<string> {
  if (id === DEFAULT_EXAMPLE) return nginx;
  const { manifests } = await import('./texts.ts');
  return manifests[id] ?? '';
}

/** What an example's setup may take, in virtual time. */
const SETUP_MS = 1000;

/** Puts an example's files where kubectl lines find them. */
async function provide(actions: Page['actions'], names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const { files } = await import('./texts.ts');
  for (const name of names) actions.setFile(name, files[name] ?? '');
}

/** A run of its own, with the lines that set its scene. */
async function begin(
  { store, actions }: Pick<Page, 'store' | 'actions'>,
  lines: readonly string[],
): Promise<void> {
  await actions.open({
    seed: store.getState().seed,
    inputs: lines.map((line) => ({ atMs: 0, command: { type: 'kubectl', line } })),
  });
  // The manifest meets a cluster that is ready for it, not one that is being made so.
  if (lines.length > 0) await actions.seek({ timeMs: SETUP_MS });
}

/** Shows an example, in a run of its own unless it joins the one before, and, unless it has a mistake, applies it and plays. */
export async function openExample(page: Page, id: ExampleId): Promise<void> {
  await page.actions.during(() => show(page, id));
}

async function show({ store, actions }: Page, id: ExampleId): Promise<void> {
  const example = findExample(id);
  if (!example) return;
  const text = await manifestOf(id);
  actions.setManifest(text, id);
  actions.setDesk('manifest');
  await provide(actions, example.setup?.files ?? []);
  if (!example.joins) await begin({ store, actions }, example.setup?.kubectl ?? []);
  if (example.broken) await actions.check();
  else await actions.apply();
}
