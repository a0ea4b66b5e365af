import type { Shell } from '../shell.ts';
import type { Dialect, FrameOf } from '../state.ts';

/** It sleeps and is called again with its frame when something has happened. */
export const BLOCKED = 'blocked';
/** It has changed the stack itself: its own frame is gone. */
export const MOVED = 'moved';

export type Result = number | typeof BLOCKED | typeof MOVED;

export interface Builtin {
  run(shell: Shell, args: readonly string[], frame: FrameOf<'builtin'>): Result;
  /** The shells that have it; all of them unless given. */
  readonly only?: readonly Dialect[];
}

export type Builtins = Readonly<Record<string, Builtin>>;
