import { columnsOf } from './columns.ts';
import { complete, folderOf, type Known } from './complete.ts';
import { EMPTY, edit, History, insert, type Line, lineOf } from './lineEditor.ts';

/** What the terminal's session needs of the screen it is shown on and of the machine it talks to. */
export interface Ends {
  /** Puts text on the screen. */
  readonly show: (text: string) => void;
  readonly clear: () => void;
  readonly columns: () => number;
  /** Hands a line to the machine. */
  readonly send: (line: string) => void;
  readonly signal: (signal: 'INT' | 'TSTP') => void;
  readonly end: () => void;
  readonly known: () => Omit<Known, 'lines' | 'files'>;
  /** The names in a folder; one that is not absolute begins where the shell stands. */
  readonly files: (folder: string) => Promise<readonly string[]>;
}

const PROMPT = /[#$>] $/;

/** Keys on one side, the machine's output on the other, and the line that is being typed between them. */
export class Shell {
  readonly #ends: Ends;
  readonly #history = new History();
  #line: Line = EMPTY;
  /** The unfinished last line of the output: the prompt, while there is one. */
  #tail = '';
  /** Lines that wait for the prompt. */
  #queue: string[] = [];
  /** What is to stand in the line once they have gone. */
  #rest = '';
  /** Keys that were pressed while the machine was asked for names: they come after the completion. */
  #held: string[] | null = null;
  /** Lines a completion may take words from. */
  lesson: readonly string[] = [];

  constructor(ends: Ends) {
    this.#ends = ends;
  }

  get isEmpty(): boolean {
    return this.#line.text === '';
  }

  get #atPrompt(): boolean {
    return PROMPT.test(this.#tail);
  }

  /** The machine has written something. */
  output(text: string): void {
    const { text: typed, cursor } = this.#line;
    const home = typed === '' ? '' : this.#home(cursor);
    const whole = this.#tail + text;
    this.#tail = whole.slice(whole.lastIndexOf('\n') + 1).slice(-400);
    this.#ends.show(home + text + (typed === '' ? '' : this.#drawn()));
    this.#next();
  }

  /** Types lines as a reader would: each at a prompt. */
  type(lines: readonly string[]): void {
    this.#queue.push(...lines);
    this.#next();
  }

  /** Forgets everything: another shell follows. */
  reset(): void {
    this.#line = EMPTY;
    this.#tail = '';
    this.#queue = [];
    this.#rest = '';
  }

  /** What the keyboard or the clipboard gives. */
  key(data: string): void {
    if (this.#held !== null) {
      this.#held.push(data);
      return;
    }
    if (data.length > 1 && !data.startsWith('\x1b') && /[\r\n]/.test(data)) {
      this.#paste(data);
      return;
    }
    switch (data) {
      case '\r':
      case '\n':
        this.#enter(this.#line.text);
        return;
      case '\t':
        void this.#complete();
        return;
      case '\x03':
        this.#interrupt('INT');
        return;
      case '\x1a':
        // Nothing is stopped at a prompt.
        if (!this.#atPrompt) this.#interrupt('TSTP');
        return;
      case '\x04':
        this.#endOfInput();
        return;
      case '\x0c':
        this.#ends.clear();
        this.#ends.show(this.#tail + this.#drawn());
        return;
      case '\x1b[A':
      case '\x10':
        this.#recall(-1);
        return;
      case '\x1b[B':
      case '\x0e':
        this.#recall(1);
        return;
    }
    const edited = edit(this.#line, data);
    if (edited !== undefined) this.#change(edited);
    else if (!data.startsWith('\x1b')) this.#change(insert(this.#line, printable(data)));
  }

  #paste(data: string): void {
    const [first = '', ...others] = data.split(/\r\n?|\n/);
    const { text, cursor } = insert(this.#line, printable(first));
    const lines = [text, ...others.map(printable)];
    this.#rest = lines.pop() ?? '';
    this.#change(EMPTY);
    if (cursor === 0 && lines.length === 0) return;
    // Whoever reads the terminal now gets them all; a shell gets them one by one.
    if (this.#atPrompt) this.type(lines);
    else for (const line of lines) this.#enter(line);
  }

  /** The next waiting line, if the shell is ready for one. */
  #next(): void {
    if (!this.#atPrompt) return;
    const line = this.#queue.shift();
    if (line !== undefined) {
      this.#enter(line);
    } else if (this.#rest !== '') {
      this.#change(lineOf(this.#rest));
      this.#rest = '';
    }
  }

  #enter(line: string): void {
    const shown = this.#changed(lineOf(line));
    this.#ends.show(`${shown}\r\n`);
    this.#history.add(line);
    this.#line = EMPTY;
    this.#tail = '';
    this.#ends.send(line);
  }

  #interrupt(signal: 'INT' | 'TSTP'): void {
    this.#queue = [];
    this.#rest = '';
    const prompt = this.#tail;
    this.#change({ text: this.#line.text, cursor: this.#line.text.length });
    this.#line = EMPTY;
    this.#ends.show(signal === 'INT' ? '^C\r\n' : '^Z');
    this.#tail = '';
    // An idle shell only begins a new line.
    if (/[#$] $/.test(prompt)) this.output(prompt);
    else this.#ends.signal(signal);
  }

  #endOfInput(): void {
    if (!this.isEmpty) {
      this.#change(edit(this.#line, '\x1b[3~') ?? this.#line);
      return;
    }
    if (/[#$] $/.test(this.#tail)) this.#enter('exit');
    else this.#ends.end();
  }

  #recall(by: -1 | 1): void {
    const line = this.#history.move(by, this.#line.text);
    if (line !== undefined) this.#change(lineOf(line));
  }

  async #complete(): Promise<void> {
    const folder = this.#atPrompt ? folderOf(this.#line.text.slice(0, this.#line.cursor)) : null;
    if (folder === null) {
      this.#finish([]);
      return;
    }
    this.#held = [];
    const files = await this.#ends.files(folder).catch(() => []);
    this.#finish(files);
    const held = this.#held;
    this.#held = null;
    for (const key of held) this.key(key);
  }

  #finish(files: readonly string[]): void {
    const { text, cursor } = this.#line;
    const lines = [...this.#history.lines, ...this.lesson];
    const { piece, options } = complete(text.slice(0, cursor), { ...this.#ends.known(), lines, files });
    if (piece !== '') this.#change(insert(this.#line, piece));
    else if (options.length > 1) {
      const prompt = this.#tail;
      this.#change({ text, cursor: text.length });
      this.#ends.show(`\r\n${options.join('  ')}\r\n${prompt}`);
      this.#line = { text, cursor };
      this.#ends.show(this.#drawn());
    }
  }

  // --- drawing

  /** Whatever changes is drawn in one go: nobody is to see half of it. */
  #change(line: Line): void {
    this.#ends.show(this.#changed(line));
  }

  #changed(line: Line): string {
    const home = this.#home(this.#line.cursor);
    this.#line = line;
    return home + this.#drawn();
  }

  /** Where the line begins: behind the prompt. */
  get #start(): number {
    return columnsOf(this.#tail) % this.#ends.columns();
  }

  /** From the cursor back to where the line begins, and nothing left of it. */
  #home(cursor: number): string {
    const start = this.#start;
    const rows = Math.floor((start + columnsOf(this.#line.text.slice(0, cursor))) / this.#ends.columns());
    return `${rows > 0 ? `\x1b[${rows}A` : ''}\r${start > 0 ? `\x1b[${start}C` : ''}\x1b[J`;
  }

  /** The line, written from where it begins, with the cursor in its place. */
  #drawn(): string {
    const { text, cursor } = this.#line;
    const columns = this.#ends.columns();
    const start = this.#start;
    const end = start + columnsOf(text);
    const at = start + columnsOf(text.slice(0, cursor));
    // A full last row has not been wrapped yet.
    const wrap = text !== '' && end % columns === 0 ? ' \r' : '';
    const up = Math.floor(end / columns) - Math.floor(at / columns);
    const back =
      at === end ? '' : `${up > 0 ? `\x1b[${up}A` : ''}\r${at % columns > 0 ? `\x1b[${at % columns}C` : ''}`;
    return text + wrap + back;
  }
}

/** Without control characters; a tab becomes a space. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is left out
  return text.replace(/\t/g, ' ').replace(/[\x00-\x1f\x7f]/g, '');
}
