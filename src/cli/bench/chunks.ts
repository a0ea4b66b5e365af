import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'fflate';

export interface ChunkResult {
  readonly file: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** Every script and style sheet of the built page, largest first; null when it is not built. */
export function measureChunks(folder: string): ChunkResult[] | null {
  let files: string[];
  try {
    files = readdirSync(join(folder, 'assets'));
  } catch {
    return null;
  }
  return files
    .filter((file) => /\.(m?js|css)$/.test(file))
    .map((file) => {
      const bytes = readFileSync(join(folder, 'assets', file));
      return { file, bytes: bytes.length, gzipBytes: gzipSync(bytes, { level: 9 }).length };
    })
    .sort((a, b) => b.gzipBytes - a.gzipBytes);
}
