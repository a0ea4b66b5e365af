import { checkManifest, sortDiagnostics } from '../api/index.ts';
import type { World } from '../engine/step.ts';
import { engineDiagnostics } from './diagnostics.ts';
import type { Checked } from './kit.ts';

/** Everything there is to say about a manifest: as text, as the API server sees it, and in this cluster. */
export function checkText(text: string, world: World | null, file?: string): Checked {
  const { objects, diagnostics } = checkManifest(text, file === undefined ? {} : { file });
  const cluster = world === null ? [] : engineDiagnostics(world, objects);
  return {
    objects: objects.flatMap(({ object }) => (object === undefined ? [] : [object])),
    diagnostics: sortDiagnostics([...diagnostics, ...cluster]),
  };
}
