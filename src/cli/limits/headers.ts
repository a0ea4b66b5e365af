/** What a source file says about its model in its first lines. */
export interface ModelHeader {
  /** From the root of the repository, such as `src/engine/etcd/etcd.ts`. */
  readonly file: string;
  /** Upstream's tag and path each. */
  readonly models: readonly string[];
  /** In what it differs; empty when it does not say. */
  readonly differs: string;
}

/** Reads `// Models …` and `// Differs: …`; null for a file that models nothing. */
export function readHeader(file: string, text: string): ModelHeader | null {
  const models: string[] = [];
  let differs = '';
  let isDiffers = false;
  for (const line of text.split('\n')) {
    if (!line.startsWith('//')) break;
    const words = line.replace(/^\/\/\s?/, '').trim();
    if (words.startsWith('Models ')) {
      models.push(...words.slice('Models '.length).split(/,\s+(?=\S+\/)/));
      isDiffers = false;
    } else if (words.startsWith('Differs:')) {
      differs = words.slice('Differs:'.length).trim();
      isDiffers = true;
    } else if (isDiffers) differs = `${differs} ${words}`.trim();
  }
  return models.length === 0 ? null : { file, models, differs };
}
