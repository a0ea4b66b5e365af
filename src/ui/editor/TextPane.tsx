import { lazy, type ReactNode, type RefObject, Suspense, useEffect, useRef, useState } from 'react';
import type { Diagnostic } from '../../api/index.ts';
import { useMedia } from '../state/index.ts';
import type { LineRange } from '../state/page.ts';
import { StandIn } from './StandIn.tsx';

/** What an editor of one text must be able to do, whichever one is there. */
export interface TextPaneProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Ctrl or Cmd with Enter. */
  readonly onSubmit: () => void;
  readonly diagnostics: readonly Diagnostic[];
  /** Lines that explain what is shown on the stage. */
  readonly highlight: LineRange | null;
  /** A place to show and put the cursor at; a new object each time. */
  readonly goTo: { readonly line: number; readonly column: number } | null;
  readonly placeholder: string;
  /** Words for the fix of a diagnostic. */
  readonly fixTitle: (diagnostic: Diagnostic) => string;
  readonly message: (diagnostic: Diagnostic) => string;
}

/** Caret and scroll, carried from one editor to the next. */
export interface Carry {
  focused: boolean;
  from: number;
  to: number;
  scrollTop: number;
}

export interface PaneProps extends TextPaneProps {
  readonly carry: RefObject<Carry>;
}

const MonacoPane = lazy(async () => ({ default: (await import('./monaco/MonacoPane.tsx')).MonacoPane }));

/**
 * A plain text area at first, Monaco once the page has painted and is idle. Phones keep the text area:
 * their keyboards and selections work better in it.
 */
export function TextPane(props: TextPaneProps): ReactNode {
  const touch = useMedia('(pointer: coarse)');
  const narrow = useMedia('(max-width: 760px)');
  const wanted = !touch && !narrow;
  const idle = useIdle();
  const carry = useRef<Carry>({ focused: false, from: 0, to: 0, scrollTop: 0 });
  const standIn = <StandIn {...props} carry={carry} />;
  if (!wanted || !idle) return standIn;
  return (
    <Suspense fallback={standIn}>
      <MonacoPane {...props} carry={carry} />
    </Suspense>
  );
}

/** True once the first paint is done and the main thread has had time to rest. */
function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    if (typeof requestIdleCallback === 'function') {
      const id = requestIdleCallback(() => setIdle(true), { timeout: 1500 });
      return () => cancelIdleCallback(id);
    }
    const id = setTimeout(() => setIdle(true), 500);
    return () => clearTimeout(id);
  }, []);
  return idle;
}
