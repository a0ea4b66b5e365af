import { Podscope } from './support/podscope.ts';
import { expect, test } from './support/test.ts';

const all = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

test('the page opens on a run that plays', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  const before = await podscope.position();
  await expect.poll(() => podscope.position()).toBeGreaterThan(before);
  await expect(page.getByTestId('caption')).toContainText(/\w/);
});

test('the nginx Pod goes through the steps and skips those that are about a disk', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  const steps = await podscope.steps();
  for (const number of [...all(1, 4), ...all(9, 19)]) expect(steps[number], `step ${number}`).toBe('done');
  for (const number of all(5, 8)) expect(steps[number], `step ${number}`).toBe('skipped');
  await expect(page.getByText('skipped: this Pod claims no disk')).toBeVisible();
  expect(await podscope.picture()).toMatch(/web[\s\S]*Running/);
});

test('a Pod with a claim goes through all nineteen', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.example('A Pod with a disk');
  await podscope.toEnd();
  const steps = await podscope.steps();
  for (const number of all(1, 19)) expect(steps[number], `step ${number}`).toBe('done');
});

test('what the learner types is what runs', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await podscope.type(
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: mine\nspec:\n  containers:\n  - name: app\n    image: redis:7\n',
  );
  await podscope.apply();
  await podscope.toEnd();
  expect(await podscope.picture()).toMatch(/mine[\s\S]*Running/);
});

test('a Pod no node tolerates waits at the scheduler until a taint is removed', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.example('No node wants it');
  await podscope.toEnd();
  let steps = await podscope.steps();
  expect(steps['10']).toBe('waiting');
  expect(steps['11']).toBe('pending');
  await expect(page.getByText(/0\/4 nodes are available: .*untolerated taint\(s\)/).first()).toBeVisible();

  await podscope.kubectl('taint nodes node-2 dedicated-');
  await podscope.toEnd();
  steps = await podscope.steps();
  for (const number of ['10', '11', '14', '17']) expect(steps[number], `step ${number}`).toBe('done');
  expect(await podscope.picture()).toMatch(/node-2[\s\S]*Running/);
});
