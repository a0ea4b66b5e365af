// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/get/customcolumn.go
import { findValues, goText } from '../jsonpath/evaluate.ts';
import { type Piece, parseTemplate, relaxed } from '../jsonpath/parse.ts';

/** A column of `-o custom-columns`. */
export interface CustomColumn {
  readonly header: string;
  readonly path: readonly Piece[];
}

/** Reads `NAME:.metadata.name,IMAGE:.spec.containers[*].image`, or says what is wrong with it. */
export function parseCustomColumns(spec: string): readonly CustomColumn[] | string {
  if (spec === '') return 'custom-columns format specified but no custom columns given';
  const columns: CustomColumn[] = [];
  for (const part of spec.split(',')) {
    const colon = part.indexOf(':');
    if (colon < 0) return `unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`;
    const template = relaxed(part.slice(colon + 1));
    if (template === undefined) {
      return `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`;
    }
    const parsed = parseTemplate(template);
    if (!parsed.ok) return parsed.error;
    columns.push({ header: part.slice(0, colon), path: parsed.pieces });
  }
  return columns;
}

/** The cells of one object. */
export function customRow(columns: readonly CustomColumn[], object: unknown): string[] {
  return columns.map(({ path }) => {
    const values = findValues(path, object);
    return values.length === 0 ? '<none>' : values.map(goText).join(',');
  });
}
