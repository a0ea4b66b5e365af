import { useEffect, useRef, useState } from 'react';
import type { MachineView } from '../../protocol/machine.ts';
import { type Page, usePageHandle } from '../state/index.ts';
import { labRun, NODE } from './machine.ts';

/** How often the machine is looked at while it runs. */
const LOOK_MS = 100;

export interface LabMachine {
  /** Null until the machine has started. */
  readonly view: MachineView | null;
  /** Which terminal is open; another one follows when its shell has ended. */
  readonly terminal: string;
  /** The size is the window's, which what runs there may ask for. */
  readonly type: (line: string, size: { columns: number; rows: number }) => void;
  readonly interrupt: (signal: 'INT' | 'TSTP') => void;
  readonly end: () => void;
  readonly kill: (pid: number) => void;
  /** The names in a folder, as the shell sees it. */
  readonly files: (folder: string) => Promise<readonly string[]>;
}

/** Opens a run of the lab machine in real time and looks at it at every moment. `onOutput` gets what its terminal shows. */
export function useLab(onOutput: (text: string) => void, onNewShell: () => void): LabMachine {
  const page = usePageHandle();
  const [view, setView] = useState<MachineView | null>(null);
  const [terminal, setTerminal] = useState('lab-1');
  const hear = useRef({ onOutput, onNewShell });
  hear.current = { onOutput, onNewShell };
  const opened = useRef('lab-1');

  useEffect(() => {
    const { store, actions } = page;
    let isOpen = true;
    let isReady = false;
    let isAsking = false;
    let from = 0;
    let lookedAt = 0;
    let last = '';
    let count = 1;
    opened.current = 'lab-1';
    const pace = store.getState().pace;

    const newShell = async () => {
      from = 0;
      await actions.command({ type: 'terminal', node: NODE, terminal: opened.current, text: '' });
    };

    const look = async (): Promise<void> => {
      const asked = opened.current;
      const piece = await actions.terminal(NODE, asked, from);
      if (!isOpen) return;
      if (piece !== null && piece.text !== '') {
        from = piece.to;
        hear.current.onOutput(piece.text);
      }
      const now = performance.now();
      if (now - lookedAt < LOOK_MS) return;
      lookedAt = now;
      const found = await actions.machine(NODE);
      if (!isOpen || found === null) return;
      const text = JSON.stringify({
        ...found,
        timeMs: 0,
        processes: found.processes.map((each) => ({ ...each, cpuMs: 0 })),
      });
      if (text !== last) {
        last = text;
        setView(found);
      }
      const hasShell = found.processes.some(({ argv, state }) => argv[0] === '-bash' && state !== 'Z');
      if (from > 0 && !hasShell) {
        count += 1;
        opened.current = `lab-${count}`;
        setTerminal(opened.current);
        hear.current.onNewShell();
        await newShell();
      }
    };

    const follow = async (): Promise<void> => {
      if (isAsking || !isReady) return;
      isAsking = true;
      try {
        await look();
      } finally {
        isAsking = false;
      }
    };

    const begin = async () => {
      await actions.setPace({ kind: 'clock', rate: 1 });
      if (!isOpen || !(await actions.open(labRun(store.getState().seed))) || !isOpen) return;
      isReady = true;
      await newShell();
      if (isOpen) await actions.play();
    };
    void begin();
    const unsubscribe = store.subscribe((state, before) => {
      if (state.moment !== before.moment) void follow();
      // It stands still when nothing is on its way; the next command sets it going.
      if (isReady && !state.play.playing && before.play.playing) void follow();
    });
    return () => {
      isOpen = false;
      unsubscribe();
      void actions.setPace(pace);
    };
  }, [page]);

  return { view, terminal, ...handsOf(page, () => opened.current) };
}

function handsOf(
  { store, actions }: Page,
  terminal: () => string,
): Pick<LabMachine, 'type' | 'interrupt' | 'end' | 'kill' | 'files'> {
  const play = () => {
    if (!store.getState().play.playing) void actions.play();
  };
  // One after the other: a line must not overtake the one before.
  let last: Promise<unknown> = Promise.resolve();
  const give = (command: Parameters<typeof actions.command>[0]) => {
    last = last.then(() => actions.command(command)).then(play);
  };
  return {
    type: (line, size) =>
      give({ type: 'terminal', node: NODE, terminal: terminal(), text: `${line}\n`, size }),
    interrupt: (signal) => give({ type: 'terminal', node: NODE, terminal: terminal(), signal }),
    end: () => give({ type: 'terminal', node: NODE, terminal: terminal(), end: true }),
    files: (folder) => actions.fileNames(NODE, terminal(), folder),
    kill: (pid) => give({ type: 'fault', fault: { kind: 'Signal', node: NODE, pid, signal: 'KILL' } }),
  };
}
