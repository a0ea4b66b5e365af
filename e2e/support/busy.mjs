// A run that keeps the engine busy, and what stands between the page and its engine to see how both bear it.
// @ts-check
import { deflateRawSync } from 'node:zlib';

/**
 * @typedef {object} Seen What the page was told, and how its thread was held up.
 * @property {[atMs: number, ms: number][]} longTasks
 * @property {[atMs: number, ms: number][]} paints Time between two paints.
 * @property {number} frames
 * @property {number} mostObjects In one message.
 * @property {number} mostUnasked Frames that came though the page had not asked for more.
 * @property {boolean} settled
 * @property {number} branch
 * @property {number} head The last record computed.
 * @property {(request: object) => Promise<unknown>} ask Asks the engine beside the page.
 */

/** The fragment of a link to so many empty nodes, with a manifest of so many Pods. @param {number} pods @param {number} nodes */
export function busyLink(pods, nodes) {
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
  return `#r1.${deflateRawSync(JSON.stringify(run)).toString('base64url')}`;
}

/** Runs in the page before its own scripts; leaves `window.seen`. */
export function standBetween() {
  /** @type {Map<number, (value: unknown) => void>} */
  const asked = new Map();
  /** @type {Worker | undefined} */
  let engine;
  let ids = 1e9;
  let untaken = 0;
  /** @type {Seen} */
  const seen = {
    longTasks: [],
    paints: [],
    frames: 0,
    mostObjects: 0,
    mostUnasked: 0,
    settled: false,
    branch: 0,
    head: 0,
    ask: (request) =>
      new Promise((resolve) => {
        ids++;
        asked.set(ids, resolve);
        engine?.postMessage({ id: ids, branch: seen.branch, request });
      }),
  };
  /** @param {MessageEvent} event */
  function look({ data }) {
    if (data.type === 'part' || data.type === 'frame') {
      const objects = (data.part ?? data.frame.view)?.objects.changed.length ?? 0;
      seen.mostObjects = Math.max(seen.mostObjects, objects);
    }
    if (data.type === 'frame') {
      seen.frames++;
      seen.mostUnasked = Math.max(seen.mostUnasked, untaken);
      untaken++;
      seen.settled = data.frame.bounds.settled;
      seen.head = data.frame.bounds.headSeq;
      seen.branch = data.branch;
    } else if (data.type === 'reply') {
      seen.branch = data.branch ?? seen.branch;
      asked.get(data.id)?.(data.value);
    } else if (data.type === 'refused') asked.get(data.id)?.(data.code);
  }
  window.Worker = class extends Worker {
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      super(url, options);
      if (options?.name !== 'podscope-engine') return;
      engine = this;
      this.addEventListener('message', look);
    }
    /** @override @param {any} message */
    postMessage(message) {
      if (message.taken === true) untaken = 0;
      super.postMessage(message);
    }
  };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.longTasks.push([startTime, duration]);
  }).observe({ type: 'longtask', buffered: true });
  let lastMs = performance.now();
  requestAnimationFrame(function painted(atMs) {
    seen.paints.push([lastMs, atMs - lastMs]);
    lastMs = atMs;
    requestAnimationFrame(painted);
  });
  Object.assign(window, { seen });
}

/** Opens the run, ready to be applied and played as fast as it goes. @param {import('@playwright/test').Page} page @param {string} url */
export async function openBusy(page, url) {
  await page.addInitScript(standBetween);
  await page.goto(url);
  await page.getByRole('slider').first().waitFor();
  await page.locator('[data-editor="monaco"]').waitFor();
  await page.getByRole('button', { name: /^Pace/ }).click();
  await page.getByRole('menuitemcheckbox', { name: /^as fast as/ }).click();
}
