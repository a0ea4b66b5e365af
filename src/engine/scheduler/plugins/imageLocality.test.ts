import { expect, test } from 'vitest';
import type { ContainerImage } from '../../../api/index.ts';
import { makeNode, makePod } from '../../testing/builders.ts';
import { cycleOf, scoreAll } from '../testing/fixture.ts';
import { imageLocality } from './imageLocality.ts';

const MIB = 1024 * 1024;
const having = (name: string, ...images: ContainerImage[]) =>
  makeNode(name, { status: { images, allocatable: { cpu: '4', memory: '8Gi', pods: '110' } } });
const image = (name: string, mib: number): ContainerImage => ({ names: [name], sizeBytes: mib * MIB });
const running = (...images: string[]) =>
  makePod('web', { containers: images.map((name) => ({ image: name })) });

const cases: [string, ReturnType<typeof having>[], string[], number[]][] = [
  ['no node has it', [having('a'), having('b')], ['nginx:1.27'], [0, 0]],
  // 600 MiB on one of two nodes count 300: 100 * (300 - 23) / (1000 - 23) = 28.35.
  ['one node has it', [having('a', image('nginx:1.27', 600)), having('b')], ['nginx:1.27'], [28, 0]],
  [
    'a small image does not count',
    [having('a', image('nginx:1.27', 40)), having('b')],
    ['nginx:1.27'],
    [0, 0],
  ],
  [
    'a huge image counts no more than the limit',
    [having('a', image('big:1', 4000)), having('b')],
    ['big:1'],
    [100, 0],
  ],
  ['no tag means latest', [having('a', image('nginx:latest', 600)), having('b')], ['nginx'], [28, 0]],
  [
    'a port of a registry is no tag',
    [having('a', image('registry:5000/nginx:latest', 600)), having('b')],
    ['registry:5000/nginx'],
    [28, 0],
  ],
  [
    'a short name is not completed',
    [having('a', image('docker.io/library/nginx:1.27', 600))],
    ['nginx:1.27'],
    [0],
  ],
  [
    'two containers halve the weight of one image',
    [having('a', image('nginx:1.27', 600)), having('b')],
    ['nginx:1.27', 'other:1'],
    [14, 0],
  ],
];
test.each(cases)('%s', (_, nodes, images, expected) => {
  const scores = scoreAll(imageLocality, cycleOf({ nodes }, running(...images))) ?? {};
  expect(Object.values(scores).map(({ raw }) => raw)).toEqual(expected);
});

test('init containers count too', () => {
  const nodes = [having('a', image('setup:1', 900)), having('b')];
  const pod = makePod('web', { initContainers: [{ image: 'setup:1' }], containers: [{ image: 'other:1' }] });
  expect(scoreAll(imageLocality, cycleOf({ nodes }, pod))?.a?.raw).toBe(21);
});
