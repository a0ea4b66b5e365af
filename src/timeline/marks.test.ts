import { describe, expect, it } from 'vitest';
import type { KubeObject, PodPhase } from '../api/index.ts';
import type { PodFlow } from '../engine/trace/flow.ts';
import { addChange, allLandmarks, type Branch, countLandmarks, newBranch } from './branch.ts';
import { marksOf } from './marks.ts';

const pod = (name: string, phase: PodPhase): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'default', name },
  ...{ status: { phase } },
});

/** Each Pod comes up at two records of its own; every tenth fails. */
function addPods(branch: Branch<null>, from: number, count: number): void {
  for (let index = from; index < from + count; index++) {
    const name = `web-${index}`;
    const key = `/registry/pods/default/${name}`;
    const pending = pod(name, 'Pending');
    const after = pod(name, index % 10 === 0 ? 'Failed' : 'Running');
    addChange(branch, { seq: index * 2 + 1, timeMs: index, key, before: null, after: pending });
    addChange(branch, { seq: index * 2 + 2, timeMs: index, key, before: pending, after });
  }
}

const watching = (name: string) => ({ pod: `default/${name}`, steps: [] }) as unknown as PodFlow;

describe('marks', () => {
  it('of few Pods are all their phases', () => {
    const branch = newBranch<null>(0, null, []);
    addPods(branch, 0, 20);
    expect(marksOf(branch, watching('web-3'))).toHaveLength(40);
  });

  it('of many are those of the watched Pod, and of the others what warns', () => {
    const branch = newBranch<null>(0, null, []);
    addPods(branch, 0, 1000);
    const marks = marksOf(branch, watching('web-3'));
    expect(marks.filter(({ warning }) => !warning).map(({ seq }) => seq)).toEqual([7, 8]);
    expect(marks.filter(({ warning }) => warning)).toHaveLength(100);
    expect(marks.map(({ seq }) => seq)).toEqual(marks.map(({ seq }) => seq).sort((a, b) => a - b));
  });

  it('of a branch are those up to its fork and its own', () => {
    const root = newBranch<null>(0, null, []);
    addPods(root, 0, 1000);
    const branch = newBranch<null>(1, { branch: root, at: { seq: 20, timeMs: 9 } }, []);
    addPods(branch, 10, 5);
    expect(countLandmarks(branch)).toBe([...allLandmarks(branch)].length);
    expect(marksOf(branch, null).map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });
});
