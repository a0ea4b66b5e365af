import { expect, test } from 'vitest';
import { makePod } from '../../testing/builders.ts';
import { Lab } from '../../testing/lab.ts';

test('a container that ends at once has begun when it ended, not in 1970', () => {
  const containers = [{ image: 'busybox:1.36', command: ['true'] }];
  const lab = new Lab().apply(makePod('p', { containers, spec: { restartPolicy: 'Never' } })).settle();
  const terminated = lab.pod('p').status?.containerStatuses?.[0]?.state?.terminated;
  expect(terminated?.reason).toBe('Completed');
  expect(terminated?.startedAt).toMatch(/^2026/);
});
