import { parseArgs } from 'node:util';
import { type AnswersResult, benchAnswers, reportAnswers } from './answers.ts';
import { type ChunkResult, measureChunks } from './chunks.ts';
import { IDLE_IMAGE, type Load } from './cluster.ts';
import { benchCreations, type CreationResult } from './creations.ts';
import { benchRunning, type RunningResult, reportRunning } from './running.ts';
import { benchSeeks, type SeekResult } from './seeks.ts';

/** Each load runs so often, and the fastest counts: whatever else the machine does only makes it slower. */
const LOADS: readonly { readonly load: Load; readonly times: number }[] = [
  { load: { nodes: 10, pods: 100 }, times: 5 },
  { load: { nodes: 10, pods: 1000 }, times: 3 },
  { load: { nodes: 1000, pods: 1000 }, times: 2 },
];
/** The same with containers that do nothing. */
const IDLE_LOADS = LOADS.map(({ load, times }) => ({ load: { ...load, image: IDLE_IMAGE }, times }));
const WARM_UP: Load = { nodes: 10, pods: 1000 };
/** Warming up ends when so many runs in a row were not faster than the best before, or at the limit. */
const WARM_UP_PATIENCE = 2;
const WARM_UP_LIMIT = 12;
/** What the worker is busy with while it is asked. */
const BUSY = { nodes: 10, pods: 1000 };
const RUN_RECORDS = 10_000;
/** Containers that are kept running, and for how long. */
const RUNNING_PODS = 1000;
const RUNNING_MS = 60_000;
const PAGE = 'dist/page';

/** What `npm run bench` measures; `--json` prints it as it is. */
interface BenchResult {
  /** Runs before anything was measured. */
  readonly warmUps: number;
  readonly creations: readonly CreationResult[];
  /** With containers that do nothing, so that only the cluster's own work is counted. */
  readonly idle: readonly CreationResult[];
  /** Time per Pod at ten times the Pods, and at a hundred times the nodes: 1 is linear. */
  readonly growth: { readonly pods: number; readonly nodes: number };
  readonly seek: SeekResult;
  readonly running: RunningResult;
  readonly answers: AnswersResult;
  /** Null when the page is not built. */
  readonly chunks: readonly ChunkResult[] | null;
}

const now = () => performance.now();

function measure(): BenchResult {
  const warmUps = warmUp();
  const creations = LOADS.map(({ load, times }) => fastest(load, times));
  const perPod = creations.map(({ wallMs, pods }) => wallMs / pods) as [number, number, number];
  return {
    warmUps,
    creations,
    idle: IDLE_LOADS.map(({ load, times }) => fastest(load, times)),
    growth: { pods: perPod[1] / perPod[0], nodes: perPod[2] / perPod[1] },
    seek: benchSeeks(RUN_RECORDS, now),
    running: benchRunning(RUNNING_PODS, RUNNING_MS, now),
    answers: benchAnswers(BUSY, now),
    chunks: measureChunks(PAGE),
  };
}

/**
 * Runs of other seeds until they get no faster, and how many: what is measured after them is the engine and not
 * the compiler, which takes several thousand Pods to be done with it.
 */
function warmUp(): number {
  let bestMs = Number.POSITIVE_INFINITY;
  let slower = 0;
  let runs = 0;
  while (slower < WARM_UP_PATIENCE && runs < WARM_UP_LIMIT) {
    runs++;
    const { wallMs } = benchCreations(WARM_UP, now, 1 + runs);
    slower = wallMs < bestMs ? 0 : slower + 1;
    bestMs = Math.min(bestMs, wallMs);
  }
  return runs;
}

function fastest(load: Load, times: number): CreationResult {
  const results = Array.from({ length: times }, () => benchCreations(load, now));
  return results.reduce((best, result) => (result.wallMs < best.wallMs ? result : best));
}

function report({ warmUps, creations, idle, growth, seek, running, answers, chunks }: BenchResult): string {
  const lines = [
    `Pods from apply to Running, the fastest of several runs after ${warmUps} of other seeds, so compiled`,
    ...creations.map(creationLine),
    'The same with containers that do nothing: the cluster alone',
    ...idle.map(creationLine),
  ];
  lines.push(
    `  time per Pod: ×${growth.pods.toFixed(2)} at ten times the Pods, ×${growth.nodes.toFixed(2)} at a hundred times the nodes`,
    `Seek in a run of ${seek.records} records`,
    `  p50 ${seek.p50Ms.toFixed(2)} ms, p95 ${seek.p95Ms.toFixed(2)} ms, worst ${seek.worstMs.toFixed(2)} ms`,
    ...reportRunning(running),
    ...reportAnswers(answers),
    'Chunks of the page',
  );
  if (chunks === null) lines.push(`  ${PAGE} is not built`);
  for (const { file, bytes, gzipBytes } of chunks ?? []) {
    lines.push(`  ${kib(gzipBytes)} gzip ${kib(bytes)} raw  ${file}`);
  }
  return lines.join('\n');
}

function creationLine(each: CreationResult): string {
  const missing = each.missing > 0 ? `, ${each.missing} NOT RUNNING` : '';
  return (
    `  ${`${each.nodes} nodes × ${each.pods} Pods`.padEnd(24)}` +
    `${each.perSecond.toFixed(0).padStart(7)} Pods/s ` +
    `${each.wallMs.toFixed(0).padStart(7)} ms ` +
    `${each.messages.toString().padStart(8)} messages ` +
    `${each.microsecondsPerMessage.toFixed(1).padStart(6)} µs each, ` +
    `boot ${each.bootMs.toFixed(0)} ms${missing}`
  );
}

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1).padStart(8)} KiB`;

const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
const result = measure();
console.log(values.json === true ? JSON.stringify(result, null, 2) : report(result));
