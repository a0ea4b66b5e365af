import { Podscope } from './support/podscope.ts';
import { expect, test } from './support/test.ts';

const MISTAKES = [
  'With a mistake: ghost.yaml',
  'With a mistake: a value that is not text',
  'With a mistake: one space too many',
  'With a mistake: one space too few',
  'With a mistake: a volume nobody has',
  'With a mistake: the command in the wrong place',
];

for (const title of MISTAKES) {
  test(`${title} is explained, mended with one click and then accepted`, async ({ page }) => {
    const podscope = new Podscope(page);
    await podscope.open();
    await podscope.example(title);
    await expect(podscope.problems.getByText(/^line \d+$/).first()).toBeVisible();
    const before = await podscope.head();
    await podscope.apply();
    // Nothing was applied: no message has been added to the run.
    expect(await podscope.head()).toBe(before);

    for (let fixes = 0; fixes < 6; fixes++) {
      await podscope.checked();
      const fix = podscope.problems.getByRole('button', { name: /^Fix/ }).first();
      if (!(await podscope.problems.isVisible()) || !(await fix.isVisible())) break;
      await fix.click();
      await podscope.checked();
    }
    await expect(page.getByText(/valid/).first()).toBeVisible();
    await podscope.apply();
    // The API server takes it: messages follow.
    await expect.poll(() => podscope.head()).toBeGreaterThan(before);
  });
}

const TYPED = [
  { name: 'a tab', text: 'apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\n', line: 4 },
  {
    name: 'a misspelt field',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    imagee: nginx\n',
    line: 8,
  },
  {
    name: 'a kind that is not modelled',
    text: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: a\n',
    line: 2,
  },
  {
    name: 'an upper-case name',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: Web\nspec:\n  containers:\n  - name: a\n    image: nginx\n',
    line: 4,
  },
];

for (const { name, text, line } of TYPED) {
  test(`${name} is marked on line ${line} and nothing is lost`, async ({ page }) => {
    const podscope = new Podscope(page);
    await podscope.open();
    await podscope.toEnd();
    const picture = await podscope.picture();
    await podscope.type(text);
    await expect(podscope.problems.getByRole('button', { name: `line ${line}` }).first()).toBeVisible();
    await podscope.apply();
    await expect(podscope.problems).toBeVisible();
    expect(await podscope.picture()).toBe(picture);
  });
}
