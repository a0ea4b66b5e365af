// Measures the built page while many Pods start: how long commands wait for their answers, and how long the
// page's own thread is held up. Prints what it found; judges nothing.
//   node e2e/support/answer.mjs [--pods 1000] [--nodes 10] [--every MS] [--profile FILE]
// Serves dist/page (or PODSCOPE_DIST) itself. Every so many milliseconds a command is given to the worker as the
// page gives one; its answer counts from then until the page has it, and apart from that from when it was due,
// whether the page was free then or not.
// @ts-check
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { browserArgs, findBrowser } from './browser.mjs';
import { servePage } from './serve.mjs';

const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '1000' },
    nodes: { type: 'string', default: '10' },
    every: { type: 'string', default: '100' },
    profile: { type: 'string' },
  },
});
const [pods, nodes, every] = [Number(values.pods), Number(values.nodes), Number(values.every)];

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${pods}
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: nginx:1.27
          resources:
            requests: { cpu: 50m, memory: 64Mi }
`;

const cluster = Array.from({ length: nodes }, (_, index) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: `node-${index + 1}`, labels: { 'kubernetes.io/hostname': `node-${index + 1}` } },
  status: { capacity: { cpu: '64', memory: '256Gi', pods: String(pods + 10) } },
}));

const run = {
  formatVersion: 1,
  engineVersion: 'any',
  seed: 1,
  cluster,
  branches: [{ id: 0, parent: null, inputs: [] }],
  moment: { branch: 0, seq: 0, timeMs: 0 },
  manifest,
};
const fragment = `#r1.${deflateRawSync(JSON.stringify(run)).toString('base64url')}`;

/** Runs in the page before its own scripts: stands between it and the worker, and watches its thread. */
function watch() {
  /** @type {{ longTasks: [number, number][], gaps: [number, number][], frames: number, objects: number, settled: boolean, branch: number, head: number }} */
  const seen = { longTasks: [], gaps: [], frames: 0, objects: 0, settled: false, branch: 0, head: 0 };
  /** @type {Map<number, (ms: number) => void>} */
  const asked = new Map();
  const Original = window.Worker;
  class Watched extends Original {
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      super(url, options);
      if (!String(url).includes('worker-')) return;
      Object.assign(window, { engine: this });
      this.addEventListener('message', ({ data }) => {
        if (data.type === 'part') seen.objects = Math.max(seen.objects, data.part.objects.changed.length);
        else if (data.type === 'frame') {
          seen.frames++;
          seen.objects = Math.max(seen.objects, data.frame.view?.objects.changed.length ?? 0);
          seen.settled = data.frame.bounds.settled;
          seen.branch = data.frame.moment.branch;
          seen.head = data.frame.bounds.headSeq;
        } else if (asked.has(data.id)) {
          asked.get(data.id)?.(performance.now());
          asked.delete(data.id);
        }
      });
    }
  }
  window.Worker = Watched;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.longTasks.push([startTime, duration]);
  }).observe({ type: 'longtask', buffered: true });
  let last = performance.now();
  const look = (/** @type {number} */ now) => {
    seen.gaps.push([last, now - last]);
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  Object.assign(window, { seen, asked });
}

/** Runs in the page: gives a command every so often until the run has settled. */
async function ask(/** @type {number} */ every) {
  const { engine, seen, asked } = /** @type {any} */ (window);
  const start = performance.now();
  /** @type {Promise<[number, number]>[]} */
  const answers = [];
  const settled = () => seen.settled && seen.head > 1000;
  for (let id = 1; !settled() && performance.now() - start < 240_000; id++) {
    const dueMs = start + id * every;
    while (performance.now() < dueMs && !settled()) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
    }
    if (settled()) break;
    answers.push(
      new Promise((resolve) => {
        const sentMs = performance.now();
        asked.set(1e9 + id, (/** @type {number} */ atMs) => resolve([atMs - sentMs, atMs - dueMs]));
        const line = `annotate node node-1 asked=${id} --overwrite`;
        engine.postMessage({
          id: 1e9 + id,
          branch: seen.branch,
          request: { type: 'command', command: { type: 'kubectl', line } },
        });
      }),
    );
  }
  const end = performance.now();
  const answersMs = await Promise.all(answers);
  const within = (/** @type {[number, number][]} */ list) =>
    list.filter(([at]) => at >= start && at <= end).map(([, ms]) => ms);
  return {
    wallMs: end - start,
    answersMs: answersMs.map(([ms]) => ms),
    fromDueMs: answersMs.map(([, ms]) => ms),
    longTasksMs: within(seen.longTasks),
    gapsMs: within(seen.gaps),
    frames: seen.frames,
    records: seen.head,
    objects: seen.objects,
  };
}

/** @param {number[]} list */
function spread(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const at = (/** @type {number} */ share) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms (${sorted.length})`;
}

const server = await servePage();
const browser = await chromium.launch({ executablePath: findBrowser(), args: browserArgs });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
  page.on('pageerror', (error) => console.error(`page: ${error.stack ?? error.message}`));
  await page.addInitScript(watch);
  await page.goto(new URL(fragment, server.url).href);
  await page.getByRole('slider').first().waitFor();
  await page.locator('[data-editor="monaco"]').waitFor();
  await page.getByRole('button', { name: /^Pace/ }).click();
  await page.getByRole('menuitemcheckbox', { name: /^as fast as/ }).click();
  await page.waitForTimeout(500);
  const session = values.profile ? await page.context().newCDPSession(page) : undefined;
  await session?.send('Profiler.enable');
  await session?.send('Profiler.setSamplingInterval', { interval: 500 });
  await session?.send('Profiler.start');
  await page.getByRole('button', { name: /^Apply/ }).click();
  const result = await page.evaluate(ask, every);
  if (session && values.profile) {
    const { profile } = await session.send('Profiler.stop');
    writeFileSync(values.profile, JSON.stringify(profile));
  }
  console.log(
    [
      `${pods} Pods start on ${nodes} nodes in ${(result.wallMs / 1000).toFixed(1)} s, ${result.records} records`,
      `  a command is answered in  ${spread(result.answersMs)}`,
      `  and since it was due      ${spread(result.fromDueMs)}`,
      `  tasks of the page > 50 ms ${spread(result.longTasksMs)}`,
      `  between two paints        ${spread(result.gapsMs)}`,
      `  ${result.frames} frames, at most ${result.objects} objects in one message`,
    ].join('\n'),
  );
} finally {
  await browser.close();
  await server.close();
}
