// Makes what the sources need and the repository does not hold: the Kubernetes schema and types, generated
// from their published packages, and the command line program. Runs after every install.
//   node .ci/prepare.mjs [schema|cli]
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { exists, root, run, tools } from './run.mjs';

const parts = {
  async schema() {
    const generator = 'src/api/schema/generate.mjs';
    return exists(generator) ? run(join(root, generator)) : 0;
  },
  async cli() {
    if (!exists('src/cli/main.ts')) return 0;
    const code = await run(tools.vite(), ['build', '--mode', 'cli', '--logLevel', 'warn']);
    if (code === 0 && process.platform !== 'win32') chmodSync(join(root, 'dist/cli/podscope.js'), 0o755);
    return code;
  },
};

const wanted = process.argv.slice(2);
for (const [name, make] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const code = await make();
  if (code !== 0) {
    console.error(`preparing ${name} failed`);
    process.exit(code);
  }
}
