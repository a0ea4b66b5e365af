import { expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';
import { DIRECTIVES } from './nginx/directives.ts';
import { imagesDocument } from './testing/document.ts';

test('docs/images.md is what the code says now; write it anew with npx vitest run src/engine/images/document -u', async () => {
  await expect(imagesDocument()).toMatchFileSnapshot('../../../docs/images.md');
});

test('it leaves nothing out', () => {
  const text = imagesDocument();
  for (const { repository } of catalogue()) {
    expect(text).toContain(`\`${repository.replace(/^docker\.io\/(library\/)?/, '')}\``);
  }
  for (const name of DIRECTIVES.keys()) expect(text).toContain(`\`${name}\``);
});
