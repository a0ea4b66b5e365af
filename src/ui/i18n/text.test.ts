import { describe, expect, test } from 'vitest';
import { formatBytes, formatShortTime, formatTime } from './format.ts';
import { pickLocale } from './locale.ts';
import { fill, type Params, pieces } from './text.ts';

interface Filling {
  name: string;
  template: string;
  params: Params;
  text: string;
}

describe('filling a message', () => {
  test.each<Filling>([
    { name: 'a parameter', template: 'on {node}', params: { node: 'node-1' }, text: 'on node-1' },
    { name: 'one', template: '{n} {n|node|nodes}', params: { n: 1 }, text: '1 node' },
    { name: 'many', template: '{n} {n|node|nodes}', params: { n: 4 }, text: '4 nodes' },
    { name: 'none', template: '{n} {n|node|nodes}', params: { n: 0 }, text: '0 nodes' },
    {
      name: 'a parameter that is missing stays visible',
      template: 'on {node}',
      params: {},
      text: 'on {node}',
    },
    { name: 'a value is not filled again', template: '{a}', params: { a: '{b}', b: 'x' }, text: '{b}' },
  ])('$name', ({ template, params, text }) => {
    expect(fill(template, params)).toBe(text);
  });
});

test.each([
  { text: 'plain', kinds: ['plain'] },
  { text: 'set `a` and **b**', kinds: ['plain', 'code', 'plain', 'strong'] },
  { text: '`a`', kinds: ['code'] },
  { text: 'a lone ` stays', kinds: ['plain'] },
])('the pieces of $text', ({ text, kinds }) => {
  expect(pieces(text).map(({ kind }) => kind)).toEqual(kinds);
});

test.each([
  { ms: 0, long: '0.000 s', short: '0.000' },
  { ms: 31, long: '0.031 s', short: '0.031' },
  { ms: 12_400, long: '12.40 s', short: '12.4' },
  { ms: 125_000, long: '2 m 05.0 s', short: '2:05' },
  { ms: 3_725_000, long: '1 h 02 m 05 s', short: '1:02:05' },
])('$ms ms', ({ ms, long, short }) => {
  expect([formatTime(ms), formatShortTime(ms)]).toEqual([long, short]);
});

test.each([
  { bytes: 0, text: '0 B' },
  { bytes: 1536, text: '1.5 KiB' },
  { bytes: 192 * 1024 * 1024, text: '192 MiB' },
])('$bytes bytes', ({ bytes, text }) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  { languages: ['zh-TW', 'en'], locale: 'zh-CN' },
  { languages: ['de', 'en-GB'], locale: 'en' },
  { languages: ['de', 'zh'], locale: 'zh-CN' },
  { languages: [], locale: 'en' },
])('the language for $languages', ({ languages, locale }) => {
  expect(pickLocale(languages)).toBe(locale);
});
