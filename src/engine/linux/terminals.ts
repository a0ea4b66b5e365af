// Models linux@v6.12 drivers/tty/n_tty.c in canonical mode
// Differs: a line arrives whole, with the editing done before it is sent; it is echoed only for who asks for it.
import { extend } from '../../api/extend.ts';
import { get, put } from '../kernel/table.ts';
import type { Kernel } from './kernel.ts';
import { sendSignal } from './kill.ts';
import type { Signal } from './signal.ts';
import { wakeAll } from './sleep.ts';
import type { Terminal } from './state.ts';

/** What is kept of a terminal's output. */
const SCROLLBACK = 200_000;

export function addTerminal(kernel: Kernel, id: string, size: { columns: number; rows: number }): void {
  store(kernel, {
    id,
    input: '',
    closed: false,
    foreground: 0,
    output: '',
    dropped: 0,
    columns: size.columns,
    rows: size.rows,
  });
}

function store(kernel: Kernel, terminal: Terminal): void {
  kernel.machine.terminals = put(kernel.machine.terminals, terminal.id, terminal);
}

export function terminalOf(kernel: Kernel, id: string): Terminal | undefined {
  return get(kernel.machine.terminals, id);
}

/** Its window has another size: whoever is in the foreground learns of it. */
export function resizeTerminal(kernel: Kernel, id: string, size: { columns: number; rows: number }): void {
  const terminal = terminalOf(kernel, id);
  const { columns, rows } = size;
  if (terminal === undefined || (terminal.columns === columns && terminal.rows === rows)) return;
  store(kernel, extend(terminal, { columns, rows }));
  signalForeground(kernel, terminal, 'WINCH');
}

/** The next line with its newline; '' at the end; null while nothing has been typed. */
export function readTerminal(kernel: Kernel, id: string): string | null {
  const terminal = terminalOf(kernel, id);
  if (terminal === undefined) return '';
  const end = terminal.input.indexOf('\n');
  if (end === -1) {
    if (!terminal.closed) return null;
    const rest = terminal.input;
    // Ctrl-D ends one reading, and the next reader waits again; the end of a pipe stays.
    const closed = rest !== '' || id.startsWith('stdin/');
    if (rest !== '' || !closed) store(kernel, extend(terminal, { input: '', closed }));
    return rest;
  }
  store(kernel, extend(terminal, { input: terminal.input.slice(end + 1) }));
  return terminal.input.slice(0, end + 1);
}

export function writeTerminal(kernel: Kernel, id: string, text: string): void {
  const terminal = terminalOf(kernel, id);
  if (terminal === undefined) return;
  const output = terminal.output + text;
  const excess = Math.max(0, output.length - SCROLLBACK);
  store(kernel, extend(terminal, { output: output.slice(excess), dropped: terminal.dropped + excess }));
}

/** Somebody types: whole lines, or with `end` Ctrl-D. */
export function typeInto(kernel: Kernel, id: string, text: string, end = false): void {
  const terminal = terminalOf(kernel, id);
  if (terminal === undefined) return;
  store(kernel, extend(terminal, { input: terminal.input + text, closed: terminal.closed || end }));
  wakeAll(kernel, `t ${id}`);
}

/** Ctrl-C, Ctrl-\ or Ctrl-Z: a signal to the group in the foreground. */
export function interrupt(kernel: Kernel, id: string, signal: Signal): void {
  const terminal = terminalOf(kernel, id);
  if (terminal === undefined || terminal.foreground === 0) return;
  store(kernel, extend(terminal, { input: '' }));
  signalForeground(kernel, terminal, signal);
}

function signalForeground(kernel: Kernel, terminal: Terminal, signal: Signal): void {
  if (terminal.foreground === 0) return;
  const group: number[] = [];
  kernel.eachProcess((process) => {
    if (process.pgid === terminal.foreground) group.push(process.pid);
    return true;
  });
  for (const pid of group) {
    const process = kernel.process(pid);
    if (process !== undefined) sendSignal(kernel, null, process, signal);
  }
}

export function setForeground(kernel: Kernel, id: string, pgid: number): void {
  const terminal = terminalOf(kernel, id);
  if (terminal !== undefined) store(kernel, extend(terminal, { foreground: pgid }));
}
