import { describe, expect, test } from 'vitest';
import { createPage } from '../state/store.ts';
import { fakeClient, frame } from '../state/testing/fakeClient.ts';
import { SHORTCUTS, showKeys, spell } from './keys.ts';

const press = (
  key: string,
  held: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {},
) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

test.each([
  { event: press(' '), spelt: 'Space' },
  { event: press('ArrowRight'), spelt: 'ArrowRight' },
  { event: press('ArrowRight', { shiftKey: true }), spelt: 'Shift+ArrowRight' },
  { event: press('?', { shiftKey: true }), spelt: '?' },
  { event: press('E', { shiftKey: true }), spelt: 'e' },
  { event: press('Enter', { ctrlKey: true }), spelt: 'Mod+Enter' },
  { event: press('Enter', { metaKey: true }), spelt: 'Mod+Enter' },
  { event: press('s', { ctrlKey: true }), spelt: 'Mod+s' },
  { event: press('e', { altKey: true }), spelt: '' },
])('a press is spelt $spelt', ({ event, spelt }) => {
  expect(spell(event)).toBe(spelt);
});

test.each([
  { keys: 'Mod+Enter', mac: false, shown: 'Ctrl + ↵' },
  { keys: 'Mod+Enter', mac: true, shown: '⌘↵' },
  { keys: 'Shift+ArrowLeft', mac: false, shown: 'Shift + ←' },
  { keys: 'PageDown', mac: false, shown: 'PgDn' },
  { keys: 'e', mac: false, shown: 'E' },
])('$keys is shown as $shown', ({ keys, mac, shown }) => {
  expect(showKeys(keys, mac)).toBe(shown);
});

test.each([
  { key: 'PageDown', direction: 1 },
  { key: 'PageUp', direction: -1 },
] as const)('a presenter’s clicker steps: $key', ({ key, direction }) => {
  const client = fakeClient();
  const page = createPage(client);
  SHORTCUTS.find(({ keys }) => keys.includes(spell(press(key))))?.run(page);
  expect(client.asked).toEqual([{ type: 'stepBy', unit: 'message', direction }]);
});

test('no key does two things', () => {
  const all = SHORTCUTS.flatMap(({ keys }) => keys);
  expect(new Set(all).size).toBe(all.length);
});

test('only keys held with another fire while typing', () => {
  const typing = SHORTCUTS.filter(({ whileTyping }) => whileTyping).flatMap(({ keys }) => keys);
  expect(typing).toEqual(['Mod+Enter']);
});

describe('turning through the branches', () => {
  const branches = [0, 3, 5].map((id) => ({ id, parent: null, title: '', headSeq: 0, headMs: 0 }));
  test.each([
    { keys: ']', from: 0, to: 3 },
    { keys: ']', from: 5, to: 0 },
    { keys: '[', from: 0, to: 5 },
  ])('$keys leads from $from to $to', ({ keys, from, to }) => {
    const client = fakeClient();
    const page = createPage(client);
    client.show(frame({ branches, moment: { branch: from, seq: 0, timeMs: 0 } }));
    SHORTCUTS.find((shortcut) => shortcut.keys.includes(keys))?.run(page);
    expect(client.asked).toEqual([{ type: 'selectBranch', branch: to }]);
  });

  test('with one branch there is nowhere to turn', () => {
    const client = fakeClient();
    const page = createPage(client);
    client.show(frame({ branches: branches.slice(0, 1) }));
    SHORTCUTS.find((shortcut) => shortcut.keys.includes(']'))?.run(page);
    expect(client.asked).toEqual([]);
  });
});
