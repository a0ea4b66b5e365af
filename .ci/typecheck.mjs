// Checks the types of everything, then of the floors that must compile without a DOM.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { exists, root, run, tools } from './run.mjs';

const projects = [
  '.',
  ...readdirSync(join(root, 'src'))
    .map((folder) => `src/${folder}`)
    .filter((folder) => exists(`${folder}/tsconfig.json`) && hasSources(join(root, folder))),
];

/** tsc calls a project without files an error; a floor that has only tests or nothing yet is not one. */
function hasSources(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some(
    (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !/(^|[\\/])testing[\\/]/.test(file),
  );
}

let failed = false;
for (const project of projects) {
  const code = await run(tools.tsc(), ['--noEmit', '--pretty', 'false', '-p', project]);
  console.log(`${code === 0 ? 'ok    ' : 'failed'} types of ${project === '.' ? 'everything' : project}`);
  failed ||= code !== 0;
}
process.exit(failed ? 1 : 0);
