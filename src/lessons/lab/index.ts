import { fatContainer } from './fat.ts';
import { whyPause } from './join.ts';
import { namespaces } from './namespaces.ts';
import { podByHand } from './pod.ts';
import type { LabTrack } from './types.ts';

export type { LabStep, LabTrack, Words } from './types.ts';

/** The guided tracks of the lab, in the order in which they are best walked. */
export const LAB_TRACKS: readonly LabTrack[] = [namespaces, podByHand, whyPause, fatContainer];
