import { Podscope } from './support/podscope.ts';
import { expect, test } from './support/test.ts';

// What the page promises to show, each in the way a learner would find it.

for (const [key, reading] of [
  ['2', 'Parallel'],
  ['3', 'Really today'],
] as const) {
  test(`the reading “${reading}” recognises the creation of a Pod to its end`, async ({ page }) => {
    const podscope = new Podscope(page);
    await podscope.open();
    await podscope.toEnd();
    await page.keyboard.press(key);
    await expect(page.getByRole('radio', { name: reading })).toBeChecked();
    await expect
      .poll(async () => {
        const states = await page
          .locator('ol > li > button[data-state]')
          .evaluateAll((all) => all.map((each) => each.getAttribute('data-state')));
        return states.length > 5 && states.every((state) => state === 'done' || state === 'skipped');
      })
      .toBe(true);
  });
}

test('the choice of a node is shown with its arithmetic, and the parts make the sum', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await podscope.stage.getByRole('button', { name: /^Decision, / }).click();
  const side = page.locator('#pane-side');
  await expect(side.getByRole('heading', { name: 'default/web' })).toBeVisible();
  await expect(side.getByText('node(s) had untolerated taint(s)')).toBeVisible();
  await side.getByRole('button', { name: 'Wide table' }).click();
  const table = page.getByRole('dialog').getByRole('table');
  await expect(table.getByRole('columnheader').first()).toHaveText('Node');
  const rows = await table.getByRole('row').evaluateAll((all) =>
    all.slice(1).map((row) => ({
      node: row.querySelector('th')?.textContent ?? '',
      cells: [...row.querySelectorAll('td')].map(
        (cell) => cell.querySelector('span')?.textContent ?? cell.textContent ?? '',
      ),
    })),
  );
  const scored = rows.filter(({ cells }) => cells.length > 1);
  expect(scored.length).toBe(3);
  for (const { node, cells } of scored) {
    const [total = '', ...parts] = cells;
    // Each part ends with what counts: `0 → 100 × 3 = 300`.
    const sum = parts.reduce((all, part) => all + Number(/(-?\d+)$/.exec(part.trim())?.[1]), 0);
    expect(sum, node).toBe(Number(total));
  }
});

test('who ends pause sees the sandbox made anew and the container started again', async ({ page }) => {
  test.slow();
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await podscope.stage.getByRole('button', { name: /^Pod web,/ }).click();
  const side = page.locator('#pane-side');
  await side.getByText('Inside', { exact: true }).click();
  const pause = side.getByRole('article', { name: 'pause' });
  await pause.getByRole('button', { name: /^End process \d+ \(\/pause\)/ }).click();
  await podscope.toEnd();
  await side.getByText('Events', { exact: true }).click();
  await expect(side.getByText('SandboxChanged')).toBeVisible();
  await podscope.kubectl('get pod web -o wide');
  await podscope.toEnd();
  await expect(page.getByRole('log')).toContainText(/web +1\/1 +Running +1 /);
});

test('init containers wait until the Services they look for are there', async ({ page }) => {
  test.slow();
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.example('First this, then that');
  await podscope.toEnd();
  await podscope.kubectl('get pod myapp-pod');
  await podscope.toEnd();
  await expect(page.getByRole('log')).toContainText(/myapp-pod +0\/1 +Init:0\/2/);
  await podscope.example('… and the two Services');
  await expect
    .poll(
      async () => {
        await podscope.toEnd();
        await podscope.kubectl('get pod myapp-pod');
        await podscope.toEnd();
        return /myapp-pod +1\/1 +Running/.test((await page.getByRole('log').textContent()) ?? '');
      },
      { timeout: 90_000, intervals: [0] },
    )
    .toBe(true);
});

test('another image restarts its container alone: the Pod keeps its address and its sandbox', async ({
  page,
}) => {
  test.slow();
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await podscope.kubectl('set image pod/web nginx=nginx:1.28');
  await podscope.toEnd();
  await podscope.kubectl('get pod web -o wide');
  await podscope.toEnd();
  await expect(page.getByRole('log')).toContainText(/web +1\/1 +Running +1 .*10\.244\.\d+\.2 /);
});

test('what cannot be changed is refused in the API server’s words', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await podscope.kubectl(`patch pod web -p '{"spec":{"restartPolicy":"Never"}}'`);
  await podscope.toEnd();
  await expect(page.getByRole('log')).toContainText(
    'Forbidden: pod updates may not change fields other than `spec.containers[*].image`',
  );
});

test('time goes by Event as well', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await podscope.toStart();
  await page.getByRole('button', { name: 'Go by: message' }).click();
  await page.getByRole('menuitemcheckbox', { name: /^event/ }).click();
  const places: number[] = [];
  for (let count = 0; count < 3; count++) {
    await page.getByRole('button', { name: 'One event forward' }).click();
    await podscope.stand();
    places.push(await podscope.position());
  }
  expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
  // Fewer stops than messages.
  expect(places[2]).toBeGreaterThan(10);
  await page.getByRole('button', { name: 'One event back' }).click();
  await expect.poll(() => podscope.position()).toBe(places[1]);
});

test('whoever has typed nothing yet is told what is worth typing', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await page.getByRole('tab', { name: 'kubectl' }).click();
  await page.getByRole('button', { name: /^describe pod web/ }).click();
  await expect(page.getByRole('textbox', { name: 'kubectl' })).toHaveValue('describe pod web');
  await expect(page.getByRole('textbox', { name: 'kubectl' })).toBeFocused();
  await page.keyboard.press('Enter');
  await podscope.toEnd();
  await expect(page.getByRole('log')).toContainText('QoS Class:');
  await expect(page.getByRole('region', { name: 'Worth trying' })).toBeHidden();
});

test('a side that is hidden leaves the focus where it can be shown again', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  for (const [hide, show] of [
    ['Hide the manifest', 'Show the manifest'],
    ['Hide steps and inspector', 'Show steps and inspector'],
  ] as const) {
    await page.getByRole('button', { name: hide }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: show })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: hide })).toBeFocused();
  }
});

test('Tab goes through the whole page, the editor too, and changes nothing in it', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  const editor = page.locator('[data-editor="monaco"]');
  await expect(editor).toBeVisible();
  const text = await editor.locator('.view-lines').innerText();
  await page.getByRole('tab', { name: 'pod.yaml' }).focus();
  const within = () => page.evaluate(() => document.activeElement?.closest('[data-editor]') != null);
  const names: string[] = [];
  for (let count = 0; count < 90; count++) {
    await page.keyboard.press('Tab');
    names.push(
      await page.evaluate(() => {
        const at = document.activeElement;
        return at?.getAttribute('aria-label') ?? at?.textContent ?? '';
      }),
    );
    if (names.at(-1) === 'Moment') break;
  }
  expect(names.some((name) => name.startsWith('Apply'))).toBe(true);
  expect(names).toContain('Play');
  expect(names.at(-1)).toBe('Moment');
  expect(await editor.locator('.view-lines').innerText()).toBe(text);

  // Whoever writes gets their indentation, and leaves with Ctrl+M.
  await editor.locator('.view-lines').click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Tab');
  await expect.poll(() => editor.locator('.view-lines').innerText()).not.toBe(text);
  expect(await within()).toBe(true);
  await page.keyboard.press('Control+m');
  await page.keyboard.press('Tab');
  await expect.poll(within).toBe(false);
});
