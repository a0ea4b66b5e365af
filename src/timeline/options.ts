import type { KubeObject } from '../api/index.ts';

export interface TimelineOptions {
  /** Objects an installer puts into every cluster. */
  readonly addons?: readonly KubeObject[] | undefined;
  /** Records between two snapshots. */
  readonly snapshotEvery?: number | undefined;
  /** Snapshots a branch keeps before the old ones are thinned out. */
  readonly snapshotCapacity?: number | undefined;
  /** How far beyond the last input, or the moment shown, a run that does not settle is computed. */
  readonly horizonMs?: number | undefined;
  /** How many records beyond what was shown are computed unasked. */
  readonly lookAheadRecords?: number | undefined;
  /** How many messages are looked at to find out whether anything more comes after a run has settled. */
  readonly searchSteps?: number | undefined;
  /** The longest run; then computing stops for good. */
  readonly maxRecords?: number | undefined;
  /** Keep every scheduling decision in memory, however many nodes it covers. */
  readonly keepDecisions?: boolean | undefined;
}

export type ResolvedOptions = { readonly [K in keyof TimelineOptions]-?: NonNullable<TimelineOptions[K]> };

export function resolveOptions(options: TimelineOptions): ResolvedOptions {
  return {
    addons: options.addons ?? [],
    snapshotEvery: options.snapshotEvery ?? 250,
    snapshotCapacity: options.snapshotCapacity ?? 2048,
    horizonMs: options.horizonMs ?? 10 * 60_000,
    lookAheadRecords: options.lookAheadRecords ?? 400_000,
    searchSteps: options.searchSteps ?? 20_000,
    maxRecords: options.maxRecords ?? 1_000_000,
    keepDecisions: options.keepDecisions ?? false,
  };
}

/** Thrown for a request that makes no sense, as against a fault of the engine. */
export class TimelineError extends Error {
  readonly code: 'noBranch' | 'notComputed';
  constructor(code: TimelineError['code'], message: string) {
    super(message);
    this.name = 'TimelineError';
    this.code = code;
  }
}
