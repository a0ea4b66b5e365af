import { expect, test } from 'vitest';
import { initialPage } from './page.ts';
import { loadPage, type Shelf, savePage, toSaved } from './saved.ts';

const shelf = (text?: string): Shelf & { text: string | undefined } => ({
  text,
  getItem() {
    return this.text ?? null;
  },
  setItem(_, value) {
    this.text = value;
  },
});

test('what is saved is found again', () => {
  const page = initialPage({
    manifest: 'kind: Pod',
    locale: 'zh-CN',
    theme: 'dark',
    files: { a: 'b' },
    rightOpen: false,
  });
  const place = shelf();
  savePage(place, toSaved(page));
  expect(loadPage(place)).toEqual(toSaved(page));
});

test.each([
  { name: 'nothing', text: undefined },
  { name: 'no JSON', text: '{' },
  { name: 'another kind of value', text: '3' },
  {
    name: 'values of other types',
    text: '{"manifest":3,"files":{"a":1},"locale":"de","theme":"pink","leftWidth":1e9,"reading":1}',
  },
])('$name is an empty page', ({ text }) => {
  expect(loadPage(shelf(text))).toEqual({});
});

test('a shelf that refuses harms nothing', () => {
  const refusing: Shelf = {
    getItem: () => {
      throw new Error('denied');
    },
    setItem: () => {
      throw new Error('full');
    },
  };
  expect(loadPage(refusing)).toEqual({});
  expect(() => savePage(refusing, {})).not.toThrow();
  expect(loadPage(null)).toEqual({});
});
