import { describe, expect, test } from 'vitest';
import { columnsOf } from './columns.ts';
import { complete, folderOf } from './complete.ts';
import { EMPTY, edit, History, insert, lineOf } from './lineEditor.ts';
import { Shell } from './shell.ts';

describe('a line', () => {
  test.each([
    ['Backspace', 'abc', 3, '\x7f', 'ab|'],
    ['Backspace at the start', 'abc', 0, '\x7f', '|abc'],
    ['Backspace takes a whole sign', 'a😀', 3, '\x7f', 'a|'],
    ['Delete', 'abc', 1, '\x1b[3~', 'a|c'],
    ['Left', 'abc', 2, '\x1b[D', 'a|bc'],
    ['Left over a whole sign', 'a😀', 3, '\x1b[D', 'a|😀'],
    ['Right', 'abc', 1, '\x1b[C', 'ab|c'],
    ['Right at the end', 'abc', 3, '\x1b[C', 'abc|'],
    ['Home', 'abc', 2, '\x1b[H', '|abc'],
    ['End', 'abc', 1, '\x05', 'abc|'],
    ['to the word before', 'ab cd', 5, '\x1bb', 'ab |cd'],
    ['to the word after', 'ab cd', 0, '\x1bf', 'ab| cd'],
    ['Ctrl-U', 'abc', 2, '\x15', '|c'],
    ['Ctrl-K', 'abc', 1, '\x0b', 'a|'],
    ['Ctrl-W', 'ab cd ', 6, '\x17', 'ab |'],
  ])('%s', (_, text, cursor, key, expected) => {
    const after = edit({ text, cursor }, key);
    expect(after && insert(after, '|').text).toBe(expected);
  });

  test('other keys are not its business', () => {
    expect(edit(lineOf('a'), 'b')).toBeUndefined();
  });
});

test('history goes back, and forth to what was being typed', () => {
  const history = new History();
  for (const line of ['one', 'two', 'two', ' ']) history.add(line);
  expect(history.lines).toEqual(['one', 'two']);
  expect(history.move(-1, 'thr')).toBe('two');
  expect(history.move(-1, '')).toBe('one');
  expect(history.move(-1, '')).toBeUndefined();
  expect(history.move(1, '')).toBe('two');
  expect(history.move(1, '')).toBe('thr');
  expect(history.move(1, '')).toBeUndefined();
});

describe('completion', () => {
  const known = {
    containers: ['pause', 'nginx'],
    lines: ['cat nginx.conf'],
    files: ['.profile', 'notes', 'rootfs/'],
  };
  test.each([
    ['a command', 'uns', 'hare '],
    ['a command behind a pipe', 'ps | gr', 'ep '],
    ['a command of docker', 'docker ins', 'pect '],
    ['a container', 'docker exec pa', 'use '],
    ['a container to join', 'docker run --net=container:p', 'ause '],
    ['a flag that goes on', 'docker run --ipc=c', 'ontainer:'],
    ['a flag', 'unshare --ut', 's '],
    ['as far as it is sure', 'unshare --m', 'ount'],
    ['an image', 'docker run -d busy', 'box '],
    ['a word that was typed before', 'ls nginx.', 'conf '],
    ['a file', 'cat no', 'tes '],
    ['a folder, which goes on', 'chroot root', 'fs/'],
    ['a file rather than a word that was typed before', 'cat n', 'otes '],
    ['a file of a folder', 'cat rootfs/no', 'tes '],
    ['a hidden file that is asked for', 'cat .pr', 'ofile '],
    ['no file where a flag is typed', 'unshare --no', ''],
    ['nothing', 'ls zzz', ''],
  ])('%s', (_, text, piece) => {
    expect(complete(text, known).piece).toBe(piece);
  });

  test('tells what it may go on with', () => {
    expect(complete('docker r', known).options).toEqual(['rm', 'run']);
    expect(complete('ls ', known).options).toEqual(['notes', 'rootfs/']);
  });

  test.each([
    ['cat', null],
    ['./x', './'],
    ['cat no', ''],
    ['ls | cat /etc/no', '/etc/'],
    ['unshare --no', null],
    ['docker run no', null],
  ])('of %j asks for the files of %j', (text, folder) => {
    expect(folderOf(text)).toBe(folder);
  });
});

test.each([
  ['abc', 3],
  ['容器', 4],
  ['a容', 3],
  ['😀', 2],
])('%s takes %i columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

/** A shell on a screen that understands what a session draws: rows of a width. */
class Tube {
  readonly sent: string[] = [];
  readonly shell: Shell;
  signals = 0;
  ends = 0;
  #rows: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns = 80) {
    this.shell = new Shell({
      show: (text) => this.#show(text, columns),
      clear: () => {
        this.#rows = [''];
        this.#row = 0;
        this.#column = 0;
      },
      columns: () => columns,
      send: (line) => this.sent.push(line),
      signal: () => {
        this.signals += 1;
      },
      end: () => {
        this.ends += 1;
      },
      known: () => ({ containers: [] }),
      files: async (folder) => (folder === '/etc/' ? ['hosts', 'hostname'] : ['notes']),
    });
  }

  keys(...keys: readonly string[]): this {
    for (const key of keys) this.shell.key(key);
    return this;
  }

  /** What is to be seen, with the cursor as `|`. */
  get screen(): string {
    return this.#rows
      .map((row, index) =>
        index === this.#row
          ? `${row.slice(0, this.#column).padEnd(this.#column)}|${row.slice(this.#column)}`
          : row,
      )
      .map((row) => row.trimEnd())
      .join('\n');
  }

  #show(text: string, columns: number): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is controlled with
    for (const [piece] of text.matchAll(/\x1b\[(\d*)([A-Z])|[\s\S]/g)) this.#piece(piece, columns);
  }

  #piece(piece: string, columns: number): void {
    const count = Number(piece.slice(2, -1) || 1);
    if (piece === '\r') this.#column = 0;
    else if (piece === '\n') {
      this.#row += 1;
      this.#column = 0;
      this.#rows[this.#row] ??= '';
    } else if (piece.endsWith('A') && piece.length > 1) this.#row -= count;
    else if (piece.endsWith('C') && piece.length > 1) this.#column += count;
    else if (piece === '\x1b[J') {
      this.#rows.length = this.#row + 1;
      this.#rows[this.#row] = (this.#rows[this.#row] ?? '').slice(0, this.#column);
    } else {
      if (this.#column === columns) this.#piece('\n', columns);
      const row = (this.#rows[this.#row] ?? '').padEnd(this.#column);
      this.#rows[this.#row] = row.slice(0, this.#column) + piece + row.slice(this.#column + 1);
      this.#column += 1;
    }
  }
}

describe('a session', () => {
  test('shows what is typed and hands over whole lines', () => {
    const tube = new Tube();
    tube.shell.output('$ ');
    tube.keys('l', 's');
    expect(tube.screen).toBe('$ ls|');
    expect(tube.sent).toEqual([]);
    tube.keys('\r');
    expect(tube.sent).toEqual(['ls']);
    tube.shell.output('a b\n$ ');
    expect(tube.screen).toBe('$ ls\na b\n$ |');
  });

  test('a line longer than the screen is edited in place', () => {
    const tube = new Tube(8);
    tube.shell.output('$ ');
    tube.keys('abcdefgh', '\x01', 'X');
    expect(tube.screen).toBe('$ X|abcde\nfgh');
    tube.keys('\x05', '\x7f');
    expect(tube.screen).toBe('$ Xabcde\nfg|');
    tube.keys('\x15');
    expect(tube.screen).toBe('$ |');
  });

  test('a line that ends with the row goes on in the next', () => {
    const tube = new Tube(8);
    tube.shell.output('$ ');
    tube.keys('abcdef');
    expect(tube.screen).toBe('$ abcdef\n|');
    tube.keys('\x7f');
    expect(tube.screen).toBe('$ abcde|');
  });

  test('output that comes while one types goes before the line', () => {
    const tube = new Tube();
    tube.shell.output('$ ');
    tube.keys('abc', '\x1b[D');
    tube.shell.output('[1] done\n$ ');
    expect(tube.screen).toBe('$ [1] done\n$ ab|c');
  });

  test('several lines are sent each at its prompt', () => {
    const tube = new Tube();
    tube.shell.output('$ ');
    tube.keys('one\ntwo\nthr');
    expect(tube.sent).toEqual(['one']);
    tube.shell.output('1\n');
    expect(tube.sent).toEqual(['one']);
    tube.shell.output('$ ');
    expect(tube.sent).toEqual(['one', 'two']);
    tube.shell.output('2\n$ ');
    expect(tube.sent).toEqual(['one', 'two']);
    expect(tube.screen).toBe('$ one\n1\n$ two\n2\n$ thr|');
  });

  test('whoever reads the terminal gets them all', () => {
    const tube = new Tube();
    tube.shell.output('$ ');
    tube.keys('cat', '\r', 'one\rtwo\r');
    expect(tube.sent).toEqual(['cat', 'one', 'two']);
  });

  test('Ctrl-C gives an idle shell a new line, and a busy one a signal', () => {
    const tube = new Tube();
    tube.shell.output('$ ');
    tube.keys('abc', '\x03');
    expect(tube.screen).toBe('$ abc^C\n$ |');
    expect(tube.signals).toBe(0);
    tube.keys('sleep 9\r'.slice(0, -1), '\r', '\x03');
    expect(tube.signals).toBe(1);
  });

  test('Ctrl-C forgets the lines that wait', () => {
    const tube = new Tube();
    tube.shell.output('$ ');
    tube.keys('one\ntwo\n', '\x03');
    tube.shell.output('$ ');
    expect(tube.sent).toEqual(['one']);
  });

  test('Ctrl-D leaves a shell and ends the input of anything else', () => {
    const tube = new Tube();
    tube.shell.output('$ ');
    tube.keys('\x04');
    expect(tube.sent).toEqual(['exit']);
    tube.keys('\x04');
    expect(tube.ends).toBe(1);
  });

  test('Tab lists what there is to choose from', () => {
    const tube = new Tube();
    tube.shell.output('$ ');
    tube.keys('docker r', '\t');
    expect(tube.screen).toBe('$ docker r\nrm  run\n$ docker r|');
  });

  test('Tab asks the machine for names, and keys that are pressed meanwhile come after', async () => {
    const tube = new Tube();
    tube.shell.output('$ ');
    tube.keys('cat no', '\t', '/', '\x7f', '\r');
    expect(tube.screen).toBe('$ cat no|');
    await Promise.resolve();
    await Promise.resolve();
    expect(tube.sent).toEqual(['cat notes ']);
    tube.shell.output('$ ');
    tube.keys('cat /etc/h', '\t');
    await Promise.resolve();
    await Promise.resolve();
    expect(tube.screen).toBe('$ cat notes\n$ cat /etc/host|');
  });

  test('control characters that are pasted do nothing', () => {
    const tube = new Tube();
    tube.shell.output('$ ');
    tube.keys('a\x07b\tc');
    expect(tube.screen).toBe('$ ab c|');
    expect(EMPTY.text).toBe('');
  });
});
