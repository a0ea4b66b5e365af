import { writeSync } from 'node:fs';
import { runCli } from './program.ts';
import { listFolder, readText } from './source.ts';

const STDOUT = 1;
const STDERR = 2;

/** Writes everything, also to a pipe that is full for the moment; a reader that has gone away ends the program. */
function write(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN') throw error;
    }
  }
}

process.exitCode = runCli(process.argv.slice(2), {
  read: readText,
  list: listFolder,
  out: (text) => write(STDOUT, text),
  error: (text) => write(STDERR, text),
});
