import type { Page } from '../state/index.ts';
import { DEFAULT_EXAMPLE, type ExampleId, findExample } from './catalogue.ts';
import nginx from './manifests/nginx.yaml?raw';

/** The manifest of an example; the first one is at hand, the others are fetched. */
export async function manifestOf(id: ExampleId): Promise<string> {
  if (id === DEFAULT_EXAMPLE) return nginx;
  const { manifests } = await import('./texts.ts');
  return manifests[id] ?? '';
}

/** Shows an example in a run of its own and, unless it has a mistake, applies it and plays. */
export async function openExample({ store, actions }: Page, id: ExampleId): Promise<void> {
  const example = findExample(id);
  if (!example) return;
  const text = await manifestOf(id);
  actions.setManifest(text, id);
  actions.setDesk('manifest');
  if (!example.joins) {
    await actions.open({
      seed: store.getState().seed,
      inputs: (example.setup?.kubectl ?? []).map((line) => ({ atMs: 0, command: { type: 'kubectl', line } })),
    });
  }
  if (example.broken) await actions.check();
  else await actions.apply();
}
