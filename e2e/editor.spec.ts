import { Podscope } from './support/podscope.ts';
import { expect, test } from './support/test.ts';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  restartPolicy: Always\n  containers:\n  - name: a\n    image: nginx\n';

test('the editor completes fields and values from the schema and explains them', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.pause();
  await podscope.type(POD);
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('    livenessP');
  const suggestions = page.locator('.suggest-widget');
  await expect(suggestions.getByText('livenessProbe').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('.view-lines')).toContainText('livenessProbe:');

  await page
    .locator('.view-line', { hasText: 'restartPolicy' })
    .locator('span', { hasText: /^restartPolicy$/ })
    .first()
    .hover();
  await expect(
    page
      .locator('.monaco-hover')
      .getByText(/OnFailure/)
      .first(),
  ).toBeVisible();
});

test('the machines of the cluster can be changed as YAML', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await page.getByRole('tab', { name: 'cluster.yaml' }).click();
  await page.getByRole('button', { name: 'Add a worker' }).click();
  await page.getByRole('button', { name: 'Change the cluster' }).click();
  await podscope.toEnd();
  expect(await podscope.picture()).toMatch(/node-4, Ready/);
});

test('what kubectl prints can be read beside the stage', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await podscope.kubectl('get pods -o wide');
  await podscope.toEnd();
  await expect(page.getByRole('log')).toContainText(/NAME\s+READY\s+STATUS\s+RESTARTS\s+AGE\s+IP\s+NODE/);
  await expect(page.getByRole('log')).toContainText(/web\s+1\/1\s+Running/);
});

test('an empty editor has nothing to apply and says so', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.pause();
  await page.locator('[data-editor="monaco"] .view-lines').click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await expect(page.getByText('nothing to apply yet')).toBeVisible();
  await expect(podscope.applyButton).toBeDisabled();
});
