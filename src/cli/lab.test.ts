import { describe, expect, test } from 'vitest';
import { get } from '../engine/kernel/table.ts';
import { makeNode } from '../engine/testing/builders.ts';
import { Lab } from '../engine/testing/lab.ts';
import { LAB_TRACKS } from '../lessons/lab/index.ts';
import type { MachineView } from '../protocol/machine.ts';
import { machineView } from '../worker/machineView.ts';

/** The machine of the lab page, with its terminal. */
class Terminal {
  readonly #lab: Lab;

  constructor() {
    const node = makeNode('lab');
    const annotations = { 'podscope.dev/bare': 'true' };
    this.#lab = new Lab({ nodes: [{ ...node, metadata: { ...node.metadata, annotations } }] });
  }

  /** Types a command and waits for the prompt; what the terminal shows meanwhile. */
  type(command: string): string {
    const before = this.#output.length;
    this.#lab.issue({ type: 'terminal', node: 'lab', terminal: 't', text: `${command}\n` });
    this.#lab.run(10);
    this.#lab.until(() => /[#$] $/.test(this.#output.slice(before)), 60_000);
    return this.#output.slice(before);
  }

  wait(durationMs: number): void {
    this.#lab.run(durationMs);
  }

  get #output(): string {
    return get(this.#lab.host('lab').machine.terminals, 't')?.output ?? '';
  }

  get view(): MachineView {
    return machineView(this.#lab.host('lab'), this.#lab.nowMs, undefined);
  }
}

describe.each(LAB_TRACKS.map((track) => [track.id, track] as const))('the track %s', (_, track) => {
  test('leads from check to check by its own commands', () => {
    const terminal = new Terminal();
    terminal.type('');
    for (const step of track.steps) {
      expect(step.done(terminal.view), `${step.id} is not done before`).toBe(false);
      for (const command of step.commands) {
        const shown = terminal.type(command);
        expect(shown, command).not.toMatch(/not found|No such|unknown|cannot|Error response/);
      }
      terminal.wait(5000);
      expect(step.done(terminal.view), `${step.id} is done after`).toBe(true);
      for (const command of step.look) {
        const shown = terminal.type(command);
        // Two of them are there to show what does not work.
        expect(shown, command).not.toMatch(/command not found|unknown|No such/);
      }
      expect(step.done(terminal.view), `looking leaves ${step.id} as it is`).toBe(true);
    }
  });

  test('says everything in both languages', () => {
    const words = [
      track.title,
      track.intro,
      track.inKubernetes,
      ...track.steps.flatMap(({ title, why, see }) => [title, why, see]),
    ];
    for (const { en, zh } of words) {
      expect(en.trim()).not.toBe('');
      expect(zh).toMatch(/[㐀-鿿]/);
      expect(en).not.toMatch(/[㐀-鿿]/);
    }
  });
});

test('ghost, seen from inside, has pause as process 1', () => {
  const terminal = new Terminal();
  terminal.type('');
  const pod = LAB_TRACKS.find(({ id }) => id === 'pod');
  for (const step of pod?.steps ?? []) for (const command of step.commands) terminal.type(command);
  terminal.wait(5000);
  const table = terminal.type('docker exec ghost ps aux');
  expect(table).toMatch(/\s1\s.*\/pause/);
  expect(table).toContain('nginx: master process');
  expect(table).toContain('node');
  expect(terminal.type('curl localhost:8880')).toContain('<h1>Ghost</h1>');
});
