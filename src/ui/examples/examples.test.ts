import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createPage } from '../state/store.ts';
import { fakeClient } from '../state/testing/fakeClient.ts';
import { EXAMPLES, type Example, findExample } from './catalogue.ts';
import { openExample } from './open.ts';
import { files, manifests } from './texts.ts';

const all: readonly Example[] = EXAMPLES.flatMap(({ examples }) => [...examples]);
const whole = all.filter((example) => !example.broken);

test('every example has a manifest and every manifest an example', () => {
  expect(all.map(({ id }) => id).sort()).toEqual(Object.keys(manifests).sort());
});

test.each(whole)('$id is YAML of Kubernetes objects', ({ id }) => {
  const documents = parseAllDocuments(manifests[id] ?? '');
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  for (const document of documents) {
    expect(document.toJS()).toMatchObject({
      apiVersion: expect.any(String),
      kind: expect.any(String),
      metadata: { name: expect.any(String) },
    });
  }
});

describe('opening an example', () => {
  test('begins a run with its setup, applies and plays', async () => {
    const client = fakeClient({ apply: { applied: true, diagnostics: [] } });
    const page = createPage(client, { seed: 5 });
    await openExample(page, 'node-selector');
    expect(client.asked[0]).toEqual({
      type: 'open',
      run: {
        seed: 5,
        inputs: [{ atMs: 0, command: { type: 'kubectl', line: 'label nodes node-3 disktype=ssd' } }],
      },
    });
    expect(client.asked.map(({ type }) => type)).toEqual(['open', 'watch', 'seek', 'apply', 'watch', 'play']);
    expect(page.store.getState().exampleId).toBe('node-selector');
  });

  test('one with a mistake is checked, not applied', async () => {
    const client = fakeClient({ check: [] });
    await openExample(createPage(client), 'broken-path');
    expect(client.asked.map(({ type }) => type)).not.toContain('apply');
    expect(client.asked.at(-1)?.type).toBe('check');
  });

  test('brings the files that kubectl lines may name', async () => {
    const page = createPage(fakeClient({ apply: { applied: true, diagnostics: [] } }));
    await openExample(page, 'ghost');
    expect(page.store.getState().files).toEqual({ 'nginx.conf': expect.stringContaining('proxy_pass') });
    const [config] = parseAllDocuments(manifests.ghost ?? '').map((document) => document.toJS());
    expect(config.data).toEqual(files);
  });

  test('one that joins leaves the run as it is', async () => {
    const client = fakeClient({ apply: { applied: true, diagnostics: [] } });
    await openExample(createPage(client), 'init-services');
    expect(client.asked[0]?.type).toBe('apply');
  });

  test('an unknown one is none', () => {
    expect(findExample('nothing')).toBeUndefined();
  });
});
