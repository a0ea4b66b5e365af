import { expect, test } from 'vitest';
import { LAB_TRACKS } from '../../lessons/lab/index.ts';
import { findExample } from '../examples/index.ts';
import { labEn } from './messages.en.ts';
import { labZh } from './messages.zh.ts';

test.each(LAB_TRACKS.map(({ id, example }) => [id, example]))(
  'the track %s ends in an example',
  (_, example) => {
    expect(findExample(example)?.id).toBe(example);
  },
);

test('names of tracks and steps are their own, and fit into an address', () => {
  const ids = LAB_TRACKS.flatMap(({ id, steps }) => [id, ...steps.map((step) => `${id}/${step.id}`)]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id } of LAB_TRACKS) expect(id).toMatch(/^[\w-]+$/);
});

test.each(Object.entries(labZh))('%s is said in Chinese', (key, text) => {
  if (key !== 'progress') expect(text).toMatch(/[㐀-鿿]/);
  expect(text.match(/\{\w+\}/g)).toEqual(labEn[key as keyof typeof labEn].match(/\{\w+\}/g));
});
