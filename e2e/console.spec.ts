import { expect, type Page, test } from '@playwright/test';
import { Podscope } from './support/podscope.ts';

const log = (page: Page) => page.getByRole('log');
const prompt = (page: Page) => page.getByRole('textbox', { name: 'kubectl' });

test('describe, explain and events print what kubectl prints', async ({ page }) => {
  test.slow();
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await podscope.kubectl('describe pod web');
  await podscope.toEnd();
  await expect(log(page)).toContainText(/QoS Class: +Burstable\nNode-Selectors: +<none>\nTolerations: /);
  await expect(log(page)).toContainText(/Type +Reason +Age +From +Message\n +---- +------ /);
  await podscope.kubectl('explain pod.spec.restartPolicy');
  await podscope.toEnd();
  await expect(log(page)).toContainText(
    'FIELD: restartPolicy <string>\nENUM:\n    Always\n    Never\n    OnFailure\n',
  );
  await expect(log(page)).toContainText('Restart policy for all containers within the pod.');
});

test('a watch prints beside later commands until it is stopped', async ({ page }) => {
  test.slow();
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await podscope.kubectl('get pods -w');
  await podscope.kubectl('delete pod web');
  await podscope.toEnd();
  await expect(log(page)).toContainText(/web +1\/1 +Terminating/);
  await expect(page.getByRole('button', { name: 'Stop (Ctrl-C)' })).toBeVisible();
  await prompt(page).focus();
  await page.keyboard.press('Control+c');
  await podscope.toEnd();
  await expect(page.getByRole('button', { name: 'Stop (Ctrl-C)' })).toBeHidden();
});

test('a shell in a container is typed into until it ends', async ({ page }) => {
  test.slow();
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await podscope.kubectl('exec -it web -- sh');
  await podscope.toEnd();
  const terminal = page.getByRole('textbox', { name: 'Type into the terminal' });
  const printed = page.getByRole('log', { name: 'What kubectl printed' });
  const shown = page.getByRole('log', { name: 'What the terminal shows' });
  const type = async (line: string) => {
    await terminal.fill(line);
    await terminal.press('Enter');
    await podscope.toEnd();
  };
  await type('curl -s localhost | grep h1');
  await expect(shown).toContainText('<h1>Welcome to nginx!</h1>');
  await type('sleep 1000');
  await terminal.press('Control+c');
  await podscope.toEnd();
  await type('echo still $((6 * 7))');
  await expect(shown).toContainText('still 42');
  await type('exit 3');
  await expect(printed).toContainText('command terminated with exit code 3');
  await expect(terminal).toBeHidden();
  await podscope.kubectl('logs web --tail=1');
  await podscope.toEnd();
  await expect(printed).toContainText('"GET / HTTP/1.1" 200');
});

test('a file of the workspace becomes a ConfigMap', async ({ page }) => {
  test.slow();
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await podscope.kubectl('create configmap c --from-file=site.conf');
  await podscope.toEnd();
  await expect(log(page)).toContainText('error: error reading site.conf: no such file or directory');
  await page.getByRole('button', { name: 'New file' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('site.conf');
  await page.getByRole('textbox', { name: 'Text' }).fill('listen 80;\n');
  await page.getByRole('button', { name: 'Save' }).click();
  await podscope.kubectl('create configmap c --from-file=site.conf -o jsonpath={.data}');
  await podscope.toEnd();
  await expect(log(page)).toContainText('{"site.conf":"listen 80;\\n"}');
  await podscope.kubectl('delete -f pod.yaml --wait=false');
  await podscope.toEnd();
  await expect(log(page)).toContainText('pod "web" deleted from default namespace');
});

test('the Tab key finishes words and names', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await page.getByRole('tab', { name: 'kubectl' }).click();
  await prompt(page).click();
  await expect(async () => {
    await prompt(page).fill('des');
    await page.keyboard.press('Tab');
    await expect(prompt(page)).toHaveValue('describe ', { timeout: 200 });
    await expect(prompt(page)).toBeFocused();
  }).toPass();
  await page.keyboard.type('node no');
  await page.keyboard.press('Tab');
  await expect(prompt(page)).toHaveValue('describe node node-');
  await expect(page.getByText('node-1  node-2  node-3')).toBeVisible();
  await page.keyboard.type('zzz');
  await page.keyboard.press('Tab');
  await expect(prompt(page)).not.toBeFocused();
});

test('wide tables scroll by themselves on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.settle();
  await page.getByRole('button', { name: 'YAML', exact: true }).click();
  await podscope.kubectl('get nodes -o wide');
  const table = log(page).getByRole('group', { name: 'kubectl get nodes -o wide' });
  await expect(table).toContainText('CONTAINER-RUNTIME');
  const { wide, inside } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    inside: [...document.querySelectorAll('[role="log"] pre')].some(
      (pre) => pre.scrollWidth > pre.clientWidth,
    ),
  }));
  expect(wide).toBe(false);
  expect(inside).toBe(true);
  await table.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => table.evaluate((pre) => pre.scrollLeft)).toBeGreaterThan(0);
});

test('a presenter\u2019s clicker steps back and forward, but not while typing or on the slider', async ({
  page,
}) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await podscope.toStart();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('PageDown');
  await expect.poll(() => podscope.position()).toBeGreaterThan(0);
  const first = await podscope.position();
  await page.keyboard.press('PageDown');
  await expect.poll(() => podscope.position()).toBeGreaterThan(first);
  await page.keyboard.press('PageUp');
  await expect.poll(() => podscope.position()).toBe(first);
  await page.getByRole('tab', { name: 'kubectl' }).click();
  await prompt(page).click();
  await page.keyboard.press('PageDown');
  await podscope.stand();
  expect(await podscope.position()).toBe(first);
  await page.keyboard.press('Escape');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('PgDn');
  await expect(page.getByRole('dialog')).toContainText('presenter');
});

test('a command without a terminal reads what is typed until Ctrl-D', async ({ page }) => {
  test.slow();
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  await podscope.kubectl('exec -i web -- sh');
  await podscope.toEnd();
  const line = page.getByRole('textbox', { name: 'Type into the terminal' });
  await line.fill('echo $((6 * 7)) > /tmp/answer; hostname');
  await line.press('Enter');
  await podscope.toEnd();
  await expect(log(page)).toContainText('echo $((6 * 7)) > /tmp/answer; hostname\nweb\n');
  await line.press('Control+d');
  await podscope.toEnd();
  await expect(line).toBeHidden();
  await podscope.kubectl('cp web:/tmp/answer answer.txt');
  await podscope.toEnd();
  await page.getByRole('button', { name: 'Keep in Files' }).click();
  await expect(page.getByRole('button', { name: 'answer.txt', exact: true })).toBeVisible();
  await podscope.kubectl('cp answer.txt web:/tmp/again');
  await podscope.kubectl('exec web -- cat /tmp/again');
  await podscope.toEnd();
  await expect(log(page)).toContainText('exec web -- cat /tmp/again');
  await expect(log(page)).toContainText('42');
  await podscope.kubectl('top pod');
  await podscope.toEnd();
  await expect(log(page)).toContainText(/NAME +CPU\(cores\) +MEMORY\(bytes\)|metrics not available yet/);
});
