import { describe, expect, test } from 'vitest';
import { aPod } from '../testing/objects.ts';
import { drawPods, fullHeight, giveWay, POD_GAP, ROW } from './density.ts';

const pods = (count: number) => Array.from({ length: count }, (_, index) => aPod(`p-${index}`));
const one = fullHeight(aPod('a'));

describe('how the Pods of a node are drawn', () => {
  test.each([
    { name: 'none', count: 0, followed: -1, room: 200, drawn: [] },
    { name: 'one with its image', count: 1, followed: -1, room: 200, drawn: ['roomy'] },
    { name: 'one alone even where it is tight', count: 1, followed: -1, room: 60, drawn: ['brief'] },
    { name: 'two if both fit', count: 2, followed: -1, room: 2 * one + POD_GAP, drawn: ['full', 'full'] },
    {
      name: 'the newest if only one fits',
      count: 2,
      followed: -1,
      room: one + ROW + POD_GAP,
      drawn: ['row', 'full'],
    },
    {
      name: 'the followed one rather',
      count: 2,
      followed: 0,
      room: one + ROW + POD_GAP,
      drawn: ['full', 'row'],
    },
    { name: 'rows', count: 3, followed: 0, room: 3 * ROW + 2 * POD_GAP, drawn: ['row', 'row', 'row'] },
    { name: 'squares', count: 3, followed: 0, room: 40, drawn: ['squares', 'squares', 'squares'] },
  ])('$name', ({ count, followed, room, drawn }) => {
    expect(drawPods(pods(count), followed, room, true)).toEqual(drawn);
  });

  test('never with containers on a small card', () => {
    expect(drawPods(pods(1), 0, 500, false)).toEqual(['row']);
  });

  test('higher with containers, mounts and volumes', () => {
    const mounts = [{ name: 'v', mountPath: '/v' }];
    const more = aPod('b', {
      spec: {
        containers: [{ name: 'a', volumeMounts: mounts }, { name: 'b' }],
        volumes: [{ name: 'v' }, { name: 'w' }, { name: 'x' }],
      },
    });
    expect(fullHeight(more)).toBe(one + 20 + 14 + 2 * 20);
  });

  test('has one line for the volume with its token, and none in its containers', () => {
    const name = 'kube-api-access-x7k2p';
    const mount = { name, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' };
    const given = aPod('b', {
      spec: {
        containers: [{ name: 'app', image: 'x', volumeMounts: [mount] }],
        volumes: [{ name, projected: {} }],
      },
    });
    expect(fullHeight(given)).toBe(one + 20);
    expect(drawPods([given], 0, one + 20, true)).toEqual(['full']);
    expect(drawPods([given], 0, one + 19, true)).toEqual(['brief']);
    expect(drawPods([given, given], 0, one + POD_GAP + ROW, true)).toEqual(['brief', 'row']);
  });
});

describe('a Pod that is only assumed', () => {
  const two = pods(2);
  test.each([
    { name: 'stays as it is where there is room', room: 2 * one + POD_GAP + 80, drawn: ['full', 'full'] },
    { name: 'gives way to the table, alone', room: 2 * one + POD_GAP, drawn: ['full', 'row'] },
  ])('$name', ({ room, drawn }) => {
    expect(giveWay(two, ['full', 'full'], 1, room)).toEqual(drawn);
  });
});
