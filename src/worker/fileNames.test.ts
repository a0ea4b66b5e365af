import { expect, test } from 'vitest';
import type { FromWorker, Request } from '../protocol/messages.ts';
import { realClock } from './clock.ts';
import { createHost } from './host.ts';
import { kubernetesKit } from './kubernetes.ts';

/** A bare machine with a shell at a terminal, and what it says to requests. */
async function machine(lines: readonly string[]) {
  const answers = new Map<number, (message: FromWorker) => void>();
  const host = createHost(
    kubernetesKit,
    (message) => {
      if (message.type === 'reply' || message.type === 'refused') answers.get(message.id)?.(message);
    },
    realClock(),
  );
  let ids = 0;
  const ask = (request: Request) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++ids;
      answers.set(id, (message) =>
        message.type === 'reply' ? resolve(message.value) : reject(new Error(JSON.stringify(message))),
      );
      host.receive({ id, branch: 0, request });
    });
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'lab', annotations: { 'podscope.dev/bare': 'true' } },
    status: { capacity: { cpu: '2', memory: '4Gi' } },
  } as const;
  const inputs = ['', ...lines.map((line) => `${line}\n`)].map((text, index) => ({
    atMs: index * 1000,
    command: { type: 'terminal', node: 'lab', terminal: 't', text } as const,
  }));
  await ask({ type: 'open', run: { seed: 1, cluster: [node], inputs } });
  await ask({ type: 'seek', to: { timeMs: inputs.length * 1000 } });
  const names = (folder: string) => ask({ type: 'fileNames', node: 'lab', terminal: 't', folder });
  return { names, close: () => host.close() };
}

test('names are those the shell sees: where it stands, and below its own root', async () => {
  const { names, close } = await machine(['mkdir sub', 'touch one sub/two']);
  expect(await names('')).toEqual(expect.arrayContaining(['one', 'sub/']));
  expect(await names('sub/')).toEqual(['two']);
  expect(await names('/')).toEqual(expect.arrayContaining(['etc/', 'root/']));
  expect(await names('nowhere/')).toEqual([]);
  close();
});

test('a shell that has gone elsewhere sees what is there', async () => {
  const { names, close } = await machine(['mkdir sub', 'touch sub/two', 'cd sub']);
  expect(await names('')).toEqual(['two']);
  close();
});

test('while a program has the terminal there is nothing to finish', async () => {
  const { names, close } = await machine(['touch one', 'sleep 1000']);
  expect(await names('')).toEqual([]);
  close();
});
