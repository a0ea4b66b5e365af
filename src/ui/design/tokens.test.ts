import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The custom properties of a rule that are plain colours. */
function coloursOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(start, css.indexOf('}', start));
  return new Map([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, hex]) => [name!, hex!]));
}

const light = coloursOf('\n:root');
const dark = coloursOf('\n:root[data-theme="dark"]');

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) =>
    c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ['paper', 'panel', 'raised', 'sunken'];
const states = ['pending', 'running', 'succeeded', 'failed', 'unknown'];

/** What is written on what. */
const texts: [ink: string, on: string][] = [
  ...['ink', 'soft', 'faint', 'accent', 'error', 'warning', ...states].flatMap((ink) =>
    surfaces.map((on): [string, string] => [ink, on]),
  ),
  ...['client', 'api', 'store', 'control', 'scheduler', 'node'].map((part): [string, string] => [
    `part-${part}`,
    'panel',
  ]),
  ...states.flatMap((state): [string, string][] => [
    [state, `${state}-soft`],
    ['ink', `${state}-soft`],
    ['on-phase', state],
  ]),
  ['ink', 'accent-soft'],
  ['soft', 'accent-soft'],
  ['faint', 'accent-soft'],
  ['faint', 'hover'],
  ['accent', 'accent-soft'],
  ['chosen', 'chosen-soft'],
  ['ruled-out', 'ruled-out-soft'],
  ['error', 'error-soft'],
  ['warning', 'warning-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['paper', 'ink'],
];

describe.each([
  { theme: 'light', colours: light },
  { theme: 'dark', colours: dark },
])('$theme', ({ colours }) => {
  test.each(texts)('%s can be read on %s', (ink, on) => {
    expect(contrast(colours.get(ink) ?? '', colours.get(on) ?? '')).toBeGreaterThanOrEqual(4.5);
  });

  test.each(surfaces)('the edge of a control can be seen on %s', (on) => {
    expect(contrast(colours.get('outline') ?? '', colours.get(on) ?? '')).toBeGreaterThanOrEqual(3);
  });
});

test('both themes name the same colours', () => {
  expect([...dark.keys()].sort()).toEqual([...light.keys()].sort());
});
