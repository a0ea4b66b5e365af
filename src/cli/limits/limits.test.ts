import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { UNMODELLED_FIELDS, UNMODELLED_KINDS } from '../../api/index.ts';
import { VERBS } from '../../engine/kubectl/commands/index.ts';
import { type ModelHeader, readHeader } from './headers.ts';
import { limitsDocument } from './limits.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

function headersBelow(folder: string): ModelHeader[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('/testing/'))
    .sort()
    .flatMap((file) => readHeader(file, readFileSync(join(root, file), 'utf8')) ?? []);
}

describe('docs/limits.md', () => {
  const text = limitsDocument([...headersBelow('src/api'), ...headersBelow('src/engine')]);

  it('is what the code says now; write it anew with npx vitest run src/cli/limits -u', async () => {
    await expect(text).toMatchFileSnapshot('../../../docs/limits.md');
  });

  it('leaves nothing out', () => {
    for (const { kind } of UNMODELLED_KINDS) expect(text).toContain(kind);
    for (const { name, aliasOf } of VERBS) if (aliasOf === undefined) expect(text).toContain(`| ${name} |`);
    for (const { text: said } of UNMODELLED_FIELDS) expect(text).toContain(said.en.replaceAll('|', '\\|'));
  });
});

describe('readHeader', () => {
  it.each([
    ['nothing', 'import x;', null],
    [
      'one path',
      '// Models kubernetes@v1.36.0 pkg/a.go\nimport x;',
      { models: ['kubernetes@v1.36.0 pkg/a.go'], differs: '' },
    ],
    [
      'two lines of difference, and prose after an import is none',
      '// Models a@v1 b/c.go\n// Differs: one thing,\n// and another.\nimport x;\n// Differs: no',
      { models: ['a@v1 b/c.go'], differs: 'one thing, and another.' },
    ],
  ])('reads %s', (_, text, expected) => {
    expect(readHeader('src/x.ts', text)).toEqual(
      expected === null ? null : { file: 'src/x.ts', ...expected },
    );
  });
});
