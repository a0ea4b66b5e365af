import type { Diagnostic } from '../api/index.ts';
import { CLUSTER_ADDONS } from '../engine/addons.ts';
import { createWorld, type World } from '../engine/step.ts';
import { DEFAULT_CLUSTER } from '../timeline/index.ts';
import { checkText } from '../worker/check.ts';
import { isScenario, readScenario } from './scenario.ts';
import { type Finding, InputError, openSource, type ReadText, type SourceFile } from './source.ts';

/** What the API server of a fresh default cluster would say to the files. Throws for a file that cannot be read. */
export function validateFiles(files: readonly string[], read: ReadText): Finding[] {
  const sources = files.map((file) => openSource(file, read));
  const world = createWorld({ seed: 1, nodes: DEFAULT_CLUSTER, addons: CLUSTER_ADDONS });
  return sources.flatMap((source) => validateSource(source, world));
}

function validateSource(source: SourceFile, world: World): Finding[] {
  const scenario = source.manifest.documents.find(isScenario);
  if (scenario === undefined) return checkSource(source, world).findings;
  try {
    readScenario(scenario, source.name);
    return [];
  } catch (error) {
    if (error instanceof InputError) return [...error.findings];
    throw error;
  }
}

/** The objects of a manifest file and what is to be said about them. */
export function checkSource(source: SourceFile, world: World | null) {
  const { objects, diagnostics } = checkText(source.text, world, source.name);
  return { objects, findings: diagnostics.map((diagnostic) => findingOf(diagnostic, source.name)) };
}

function findingOf({ line, column, severity, message }: Diagnostic, file: string): Finding {
  return { file, line, column, severity, message };
}
