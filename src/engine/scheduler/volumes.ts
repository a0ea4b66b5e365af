// Models kubernetes@v1.36.0 pkg/scheduler/util/assumecache/assume_cache.go
import { get, put, remove } from '../kernel/table.ts';
import type { Reservation } from './framework/interface.ts';
import type { SchedulerState } from './state.ts';

/** From here on the scheduler takes reserved volumes and claims for what they will be. */
export function assumeVolumes(state: SchedulerState, reservations: readonly Reservation[]): SchedulerState {
  if (reservations.length === 0) return state;
  let { assumedVolumes, assumedClaims } = state;
  for (const { persistentVolumes, persistentVolumeClaims } of reservations) {
    for (const volume of persistentVolumes) {
      assumedVolumes = put(assumedVolumes, volume.metadata.name as string, volume);
    }
    for (const claim of persistentVolumeClaims)
      assumedClaims = put(assumedClaims, claimKey(claim.metadata), claim);
  }
  return { ...state, assumedVolumes, assumedClaims };
}

/** Forgets what was assumed, unless someone else has assumed something newer. */
export function revertVolumes(state: SchedulerState, reservations: readonly Reservation[]): SchedulerState {
  if (reservations.length === 0) return state;
  let { assumedVolumes, assumedClaims } = state;
  for (const { persistentVolumes, persistentVolumeClaims } of reservations) {
    for (const volume of persistentVolumes) {
      const name = volume.metadata.name as string;
      if (get(assumedVolumes, name) === volume) assumedVolumes = remove(assumedVolumes, name);
    }
    for (const claim of persistentVolumeClaims) {
      const key = claimKey(claim.metadata);
      if (get(assumedClaims, key) === claim) assumedClaims = remove(assumedClaims, key);
    }
  }
  return { ...state, assumedVolumes, assumedClaims };
}

export function claimKey(metadata: { readonly namespace?: string; readonly name?: string }): string {
  return `${metadata.namespace as string}/${metadata.name as string}`;
}
