import { expect, type Locator, type Page } from '@playwright/test';

/** The page as a reader uses it. */
export class Podscope {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(path = './'): Promise<void> {
    await this.page.goto(path);
    await expect(this.slider).toBeVisible();
  }

  get slider(): Locator {
    return this.page.getByRole('slider').first();
  }

  get stage(): Locator {
    return this.page.locator('[data-area="stage"]');
  }

  get applyButton(): Locator {
    return this.page.getByRole('button', { name: /^(Apply|应用)/ });
  }

  get problems(): Locator {
    return this.page.getByRole('region', { name: 'Problems and notes' });
  }

  /** `seq` of the message shown. */
  async position(): Promise<number> {
    return Number(await this.slider.getAttribute('aria-valuenow'));
  }

  /** `seq` of the last message that is computed. */
  async head(): Promise<number> {
    return Number(await this.slider.getAttribute('aria-valuemax'));
  }

  /** Carries what the page itself knows: whether it waits for something, and whether the run has settled. */
  private get timeline(): Locator {
    return this.page.locator('[data-area="timeline"]');
  }

  async pause(): Promise<void> {
    // It may come to its end, or be asked to play, between the look and the click.
    await expect(async () => {
      await this.stand();
      const pause = this.page.getByRole('button', { name: 'Pause', exact: true });
      if (await pause.isVisible()) await pause.click({ timeout: 2000 });
      await this.stand();
      await expect(pause).toBeHidden({ timeout: 2000 });
    }).toPass({ timeout: 40_000 });
  }

  /** Waits until nothing but periodic work is left to compute, and goes to the end of it. */
  async toEnd(): Promise<void> {
    await this.settle();
    await this.pause();
    await this.slider.focus();
    await this.page.keyboard.press('End');
    await this.stand();
    await expect.poll(async () => (await this.position()) === (await this.head())).toBe(true);
  }

  async toStart(): Promise<void> {
    await this.settle();
    await this.pause();
    await this.slider.focus();
    await this.page.keyboard.press('Home');
    await expect.poll(() => this.position()).toBe(0);
  }

  /** Waits until the page has done all it was asked for, and stands where it was last told to go. */
  async stand(): Promise<void> {
    await expect(this.timeline).not.toHaveAttribute('data-pending', { timeout: 30_000 });
  }

  /** Waits until the run is computed as far as it goes by itself. */
  async settle(): Promise<void> {
    await expect(this.timeline).toHaveAttribute('data-settled', { timeout: 60_000 });
  }

  /** Waits until the engine has said what it thinks of the text that is in the editor. */
  async checked(): Promise<void> {
    await expect(this.page.locator('[role="status"][data-checked]').first()).toBeVisible();
  }

  /** Replaces the text of the editor, whichever is there, and waits for the verdict on it. */
  async type(text: string): Promise<void> {
    const monaco = this.page.locator('[data-editor="monaco"]');
    await monaco.or(this.page.locator('[data-editor="plain"]')).first().waitFor();
    // Monaco comes once the page is idle: what is typed must not fall between the two.
    await monaco.waitFor({ timeout: 10_000 }).catch(() => undefined);
    if (await monaco.isVisible()) {
      await monaco.locator('.view-lines').click();
      await this.page.keyboard.press('ControlOrMeta+a');
      // Pasted, as readers do: typed line by line it would be indented by the editor as well.
      await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await this.page.evaluate((value) => navigator.clipboard.writeText(value), text);
      await this.page.keyboard.press('ControlOrMeta+v');
      await expect(monaco).toContainText((text.trim().split('\n')[0] ?? '').slice(0, 20));
    } else {
      await this.page.locator('[data-editor="plain"]').fill(text);
    }
    await this.checked();
  }

  /** Presses Apply and waits for the answer; what comes of it is computed and played after that. */
  async apply(): Promise<void> {
    await expect(this.applyButton).toBeEnabled();
    await this.applyButton.click();
    await this.stand();
  }

  async example(title: string): Promise<void> {
    await this.page.getByRole('button', { name: /^(Examples|示例)/ }).click();
    await this.page.getByRole('menuitemcheckbox', { name: new RegExp(`^${title}`) }).click();
    await this.stand();
  }

  async kubectl(line: string): Promise<void> {
    await this.page.getByRole('tab', { name: 'kubectl' }).click();
    await this.page.getByRole('textbox', { name: 'kubectl' }).fill(line);
    await this.page.getByRole('button', { name: 'Run', exact: true }).click();
    await this.stand();
  }

  /** The state of every step as the list says it: `done`, `skipped` … by its number; folded ones stand for all. */
  async steps(): Promise<Record<string, string>> {
    const rows = await this.page
      .locator('ol > li > button[data-state]')
      .evaluateAll((all) =>
        all.map((each) => [
          (each.querySelector('span:nth-of-type(2)')?.textContent ?? '').trim(),
          each.getAttribute('data-state') ?? '',
        ]),
      );
    const states: Record<string, string> = {};
    for (const [number, state] of rows as [string, string][]) {
      const [from, to] = number.split('–');
      if (to === undefined) states[number] = state;
      else for (let at = Number(from); at <= Number(to); at++) states[at] = state;
    }
    return states;
  }

  step(number: string): Locator {
    return this.page.locator('ol > li').filter({
      has: this.page.locator('button[data-state] > span', { hasText: new RegExp(`^${number}$`) }),
    });
  }

  /** The stage as text, without what only says how it is shown. */
  async picture(): Promise<string> {
    const text = this.page.getByRole('region', { name: 'The cluster as text' });
    await expect(text).not.toBeEmpty();
    // React may still have a part of it to draw, which it does once there is nothing more urgent.
    await this.page.evaluate(
      () => new Promise<void>((done) => requestIdleCallback(() => requestIdleCallback(() => done()))),
    );
    return (await text.innerText()).trim();
  }
}
