import { useEffect, useState } from 'react';
import type { LabTrack } from '../../lessons/lab/index.ts';
import type { MachineView } from '../../protocol/machine.ts';

/** How many steps of a track are done, in order; what has been done once stays done. */
export function useProgress(track: LabTrack, view: MachineView | null): number {
  const [done, setDone] = useState(0);
  useEffect(() => {
    if (view !== null && track.steps[done]?.done(view) === true) setDone(done + 1);
  }, [track, view, done]);
  return done;
}
