// What the launchers share: where the repository is and how to run one of its tools.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** Path of the program an installed package offers under `name`. */
function toolPath(packageName, name) {
  const manifest = require.resolve(`${packageName}/package.json`);
  const { bin } = require(manifest);
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[name]);
}

/** The tools by the name a person would type. Run through node, so no shell and no PATH are involved. */
export const tools = {
  biome: () => toolPath('@biomejs/biome', 'biome'),
  playwright: () => toolPath('@playwright/test', 'playwright'),
  tsc: () => toolPath('typescript', 'tsc'),
  vite: () => toolPath('vite', 'vite'),
  vitest: () => toolPath('vitest', 'vitest'),
};

/**
 * Runs a node program with its output passed through. Resolves to its exit code; a program that outlives
 * `limitMinutes` is ended with everything it started and counts as failed.
 */
export function run(program, args = [], { env = {}, limitMinutes = 30 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: process.platform !== 'win32',
    });
    const end = (signal) => {
      try {
        if (process.platform === 'win32') child.kill(signal);
        else process.kill(-child.pid, signal);
      } catch {
        // It ended by itself in the meantime.
      }
    };
    const limit = setTimeout(() => {
      console.error(`${program} took longer than ${limitMinutes} minutes and was ended`);
      end('SIGKILL');
    }, limitMinutes * 60_000);
    const forward = () => {
      end('SIGTERM');
      process.exit(130);
    };
    process.once('SIGINT', forward);
    process.once('SIGTERM', forward);
    const done = (code) => {
      clearTimeout(limit);
      process.off('SIGINT', forward);
      process.off('SIGTERM', forward);
      resolve(code);
    };
    child.once('error', (error) => {
      console.error(error.message);
      done(1);
    });
    child.once('exit', (code) => done(code ?? 1));
  });
}

export const exists = (relative) => existsSync(join(root, relative));
