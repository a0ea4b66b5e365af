import type { Shell } from './shell.ts';
import type { FrameOf } from './state.ts';

/** Shells say what killed a command, unless it was Ctrl-C or a broken pipe. */
export function sayKilled(shell: Shell, code: number, frame: FrameOf<'wait'>): void {
  const words: Readonly<Record<number, string>> = {
    1: 'Hangup',
    3: 'Quit',
    4: 'Illegal instruction',
    6: 'Aborted',
    8: 'Floating point exception',
    9: 'Killed',
    10: 'User defined signal 1',
    11: 'Segmentation fault',
    12: 'User defined signal 2',
    14: 'Alarm clock',
    15: 'Terminated',
  };
  const word = words[code - 128];
  if (code === 130 && shell.state.interactive) shell.write(2, '\n');
  if (word === undefined) return;
  if (shell.state.dialect === 'bash' && !shell.state.interactive && word !== 'Terminated') {
    const text = `${shell.state.name}: line ${shell.state.line}: ${String(frame.pid).padStart(5)} ${word.padEnd(22)}  ${frame.text}\n`;
    shell.write(2, text);
  } else shell.write(2, `${word}\n`);
}
