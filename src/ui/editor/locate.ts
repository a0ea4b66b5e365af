// Loaded when the editor is: it brings the YAML reader with it.
import { parseManifest } from '../../api/manifest/parse.ts';
import type { FieldRef, LineRange } from '../state/page.ts';

let last: { readonly text: string; readonly manifest: ReturnType<typeof parseManifest> } | null = null;

/** The lines of a field in a manifest, from its key to the end of its value; null when it is not written there. */
export function locateField(text: string, field: FieldRef): LineRange | null {
  if (last?.text !== text) last = { text, manifest: parseManifest(text) };
  for (const document of last.manifest.documents) {
    const { object } = field;
    if (object && (document.kind !== object.kind || document.name !== object.name)) continue;
    const key = document.locateKey(field.path);
    if (!key) continue;
    const value = document.locateValue(field.path);
    if (!value) return { from: key.line, to: key.endLine };
    // A block value ends at the start of the line after it.
    const to = value.endColumn === 1 && value.endLine > key.line ? value.endLine - 1 : value.endLine;
    return { from: key.line, to };
  }
  return null;
}
