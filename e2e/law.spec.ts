import type { FromWorker, HashCheck, NewRun, Request } from '../src/protocol/messages.ts';
import { realClock } from '../src/worker/clock.ts';
import { createHost } from '../src/worker/host.ts';
import { kubernetesKit } from '../src/worker/kubernetes.ts';
import { expect, test } from './support/test.ts';

const kubectl = (atMs: number, line: string) => ({ atMs, command: { type: 'kubectl', line } as const });

const runs: { name: string; run: NewRun }[] = [
  {
    name: 'a Pod that runs',
    run: { seed: 1, inputs: [kubectl(0, 'run web --image=nginx'), kubectl(4000, 'get pods -o wide')] },
  },
  {
    name: 'a Pod that is driven away',
    run: {
      seed: 20_261_121,
      inputs: [
        kubectl(0, 'run web --image=nginx'),
        kubectl(3000, 'taint nodes --all gpu=yes:NoExecute'),
        kubectl(9000, 'run late --image=busybox'),
      ],
    },
  },
  {
    name: 'a machine that fails',
    run: {
      seed: 7,
      inputs: [
        kubectl(0, 'create deployment web --image=nginx --replicas=3'),
        { atMs: 5000, command: { type: 'fault', fault: { kind: 'NodeDown', node: 'node-1' } } },
      ],
    },
  },
];

const times = [0, 20, 333, 2500, 12_000, 61_000];

/** The hashes of a host in this process. */
async function inNode(run: NewRun): Promise<HashCheck[]> {
  const answers = new Map<number, (message: FromWorker) => void>();
  const host = createHost(
    kubernetesKit,
    (message) => {
      if (message.type === 'reply' || message.type === 'refused') answers.get(message.id)?.(message);
    },
    realClock(),
  );
  const ask = (id: number, request: Request) =>
    new Promise<unknown>((resolve, reject) => {
      answers.set(id, (message) =>
        message.type === 'reply' ? resolve(message.value) : reject(new Error(JSON.stringify(message))),
      );
      host.receive({ id, branch: 0, request });
    });
  await ask(1, { type: 'open', run });
  const checks: HashCheck[] = [];
  for (const [index, timeMs] of times.entries()) {
    checks.push((await ask(index + 2, { type: 'hash', to: { timeMs } })) as HashCheck);
  }
  host.close();
  return checks;
}

for (const { name, run } of runs) {
  test(`seeking equals running straight, here as in Node: ${name}`, async ({ page }) => {
    const started = page.waitForEvent('worker', (worker) => worker.url().includes('/worker-'));
    await page.goto('./');
    const address = (await started).url();
    const here = await page.evaluate(
      async ({ address, run, times }) => {
        const worker = new Worker(address, { type: 'module' });
        const ask = (id: number, request: unknown) =>
          new Promise<unknown>((resolve, reject) => {
            const listen = ({ data }: MessageEvent<{ id?: number; type: string; value: unknown }>) => {
              if (data.id !== id) return;
              worker.removeEventListener('message', listen);
              if (data.type === 'reply') resolve(data.value);
              else reject(new Error(JSON.stringify(data)));
            };
            worker.addEventListener('message', listen);
            worker.postMessage({ id, branch: 0, request });
          });
        await ask(1, { type: 'open', run });
        const checks: unknown[] = [];
        for (const [index, timeMs] of times.entries()) {
          checks.push(await ask(index + 2, { type: 'hash', to: { timeMs } }));
        }
        worker.terminate();
        return checks;
      },
      { address, run, times },
    );
    for (const { seek, straight } of here as HashCheck[]) expect(seek).toBe(straight);
    expect(here).toEqual(await inNode(run));
  });
}
