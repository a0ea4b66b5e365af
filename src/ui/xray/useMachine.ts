import { useEffect, useState } from 'react';
import type { MachineView } from '../../protocol/machine.ts';
import { useActions, usePage } from '../state/index.ts';

/** A machine's inside at the moment shown, asked of the engine at every moment; null until it has come. */
export function useMachine(node: string, pod?: string): MachineView | null {
  const actions = useActions();
  const moment = usePage((page) => page.moment);
  const [view, setView] = useState<MachineView | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again at every moment
  useEffect(() => {
    let wanted = true;
    void actions.machine(node, pod).then((found) => wanted && setView(found));
    return () => {
      wanted = false;
    };
  }, [actions, node, pod, moment]);
  return view;
}
