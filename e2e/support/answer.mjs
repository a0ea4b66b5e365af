// Measures the built page while many Pods start: how long commands wait for their answers, and how long the
// page's own thread is held up. Prints what it found; judges nothing.
//   node e2e/support/answer.mjs [--pods 1000] [--nodes 10] [--every MS] [--profile FILE]
// Serves dist/page (or PODSCOPE_DIST) itself. Every so many milliseconds a command is given to the worker as the
// page gives one; its answer counts from then until the page has it, and apart from that from when it was due,
// whether the page was free then or not. Other work on the machine makes all of it longer; the time a task had
// the processor is told beside how long it took.
// @ts-check
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { browserArgs, findBrowser } from './browser.mjs';
import { busyLink, openBusy } from './busy.mjs';
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

/** Runs in the page: gives a command every so often until the run has settled. */
async function ask(/** @type {number} */ every) {
  const seen = /** @type {{ seen: import('./busy.mjs').Seen }} */ (/** @type {unknown} */ (window)).seen;
  const startMs = performance.now();
  /** @type {Promise<[number, number]>[]} */
  const answers = [];
  const done = () => (seen.settled && seen.head > 1000) || performance.now() - startMs > 240_000;
  for (let count = 1; ; count++) {
    const dueMs = startMs + count * every;
    while (performance.now() < dueMs && !done()) await new Promise((resolve) => setTimeout(resolve, 4));
    if (done()) break;
    const sentMs = performance.now();
    const line = `annotate node node-1 asked=${count} --overwrite`;
    answers.push(
      seen.ask({ type: 'command', command: { type: 'kubectl', line } }).then(() => {
        const nowMs = performance.now();
        return [nowMs - sentMs, nowMs - dueMs];
      }),
    );
  }
  const endMs = performance.now();
  const all = await Promise.all(answers);
  const within = (/** @type {[number, number][]} */ list) =>
    list.filter(([atMs]) => atMs >= startMs && atMs <= endMs).map(([, ms]) => ms);
  return {
    wallMs: endMs - startMs,
    answersMs: all.map(([ms]) => ms),
    fromDueMs: all.map(([, ms]) => ms),
    longTasksMs: within(seen.longTasks),
    paintsMs: within(seen.paints),
    frames: seen.frames,
    records: seen.head,
    objects: seen.mostObjects,
  };
}

/** @param {number[]} list */
function spread(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const at = (/** @type {number} */ share) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms (${sorted.length})`;
}

/** The longest task of a thread by the time it had the processor. @param {Buffer} trace @param {string} thread */
function busiestMs(trace, thread) {
  /** @type {{ name: string, ph: string, pid: number, tid: number, tdur?: number, args?: { name?: string } }[]} */
  const events = JSON.parse(trace.toString()).traceEvents;
  const named = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name?.startsWith(thread))
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = events.filter(({ pid, tid, tdur }) => tdur !== undefined && named.has(`${pid} ${tid}`));
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0);
}

const server = await servePage();
const browser = await chromium.launch({ executablePath: findBrowser(), args: browserArgs });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
  page.on('pageerror', (error) => console.error(`page: ${error.stack ?? error.message}`));
  await openBusy(page, new URL(busyLink(pods, nodes), server.url).href);
  await page.waitForTimeout(500);
  const session = values.profile ? await page.context().newCDPSession(page) : undefined;
  await session?.send('Profiler.enable');
  await session?.send('Profiler.start');
  await browser.startTracing(page, { categories: ['toplevel'] });
  await page.getByRole('button', { name: /^Apply/ }).click();
  const result = await page.evaluate(ask, every);
  const trace = await browser.stopTracing();
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
      `  busiest task of the page  ${busiestMs(trace, 'CrRendererMain').toFixed(1)} ms of processor time`,
      `  busiest of the worker     ${busiestMs(trace, 'DedicatedWorker').toFixed(1)} ms of processor time`,
      `  between two paints        ${spread(result.paintsMs)}`,
      `  ${result.frames} frames, at most ${result.objects} objects in one message`,
    ].join('\n'),
  );
} finally {
  await browser.close();
  await server.close();
}
