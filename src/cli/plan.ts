import { dirname } from 'node:path';
import type { KubeObject, Node } from '../api/index.ts';
import type { LoggedCommand } from '../engine/command.ts';
import { DEFAULT_CLUSTER } from '../timeline/index.ts';
import type { RunOptions } from './args.ts';
import { readNamedFiles } from './disk.ts';
import type { Plan } from './result.ts';
import { isScenario, readScenario, type Scenario } from './scenario.ts';
import {
  type Finding,
  InputError,
  type ListFolder,
  openSource,
  type ReadText,
  type SourceFile,
} from './source.ts';
import { checkSource } from './validate.ts';

const DEFAULT_SEED = 1;

/** What the files and options ask for. Throws `InputError` when a manifest has errors. */
export function readPlan(
  options: RunOptions,
  disk: { readonly read: ReadText; readonly list: ListFolder },
): { plan: Plan; warnings: readonly Finding[] } {
  const { read } = disk;
  const sources = options.files.map((file) => openSource(file, read));
  const warnings: Finding[] = [];
  const scenario = scenarioOf(sources);
  const inputs = withFiles(scenario?.inputs, sources, disk) ?? manifestInputs(sources, warnings);
  const cluster = options.cluster === null ? null : readCluster(openSource(options.cluster, read), warnings);
  return {
    plan: {
      seed: options.seed ?? scenario?.seed ?? DEFAULT_SEED,
      cluster: cluster ?? scenario?.cluster ?? DEFAULT_CLUSTER,
      inputs,
      untilMs: options.untilMs ?? scenario?.untilMs ?? null,
    },
    warnings,
  };
}

function scenarioOf(sources: readonly SourceFile[]): Scenario | null {
  for (const { name, manifest } of sources) {
    const document = manifest.documents.find(isScenario);
    if (document === undefined) continue;
    if (sources.length > 1 || manifest.documents.length > 1) {
      const { line, column } = document.locate([]);
      const message = 'a Scenario must be alone: put what it needs into its steps';
      throw new InputError([{ file: name, line, column, severity: 'error', message }]);
    }
    return readScenario(document, name);
  }
  return null;
}

/** kubectl lines get the files they name from the folder of the Scenario, unless a step brings its own. */
function withFiles(
  inputs: readonly LoggedCommand[] | undefined,
  [source]: readonly SourceFile[],
  { read, list }: { readonly read: ReadText; readonly list: ListFolder },
): readonly LoggedCommand[] | undefined {
  const folder = source === undefined ? '' : dirname(source.name);
  return inputs?.map((input) => {
    const { command } = input;
    if (command.type !== 'kubectl') return input;
    const files = { ...readNamedFiles(command.line, folder, read, list), ...command.files };
    return Object.keys(files).length === 0 ? input : { ...input, command: { ...command, files } };
  });
}

/** Each file is applied at time 0, in order. */
function manifestInputs(sources: readonly SourceFile[], warnings: Finding[]): LoggedCommand[] {
  const inputs: LoggedCommand[] = [];
  const errors: Finding[] = [];
  for (const source of sources) {
    const { objects, findings } = checkSource(source, null);
    errors.push(...findings.filter(({ severity }) => severity === 'error'));
    warnings.push(...findings.filter(({ severity }) => severity !== 'error'));
    if (objects.length > 0) inputs.push({ atMs: 0, command: { type: 'apply', objects } });
    else if (findings.length === 0) warnings.push(nothing(source.name));
  }
  if (errors.length > 0) throw new InputError([...errors, ...warnings]);
  return inputs;
}

function nothing(file: string): Finding {
  return { file, line: 1, column: 1, severity: 'warning', message: 'no objects in this file' };
}

function readCluster(source: SourceFile, warnings: Finding[]): readonly Node[] {
  const { objects, findings } = checkSource(source, null);
  const errors = findings.filter(({ severity }) => severity === 'error');
  warnings.push(...findings.filter(({ severity }) => severity !== 'error'));
  const other = objects.find((object: KubeObject) => object.kind !== 'Node');
  const at = { file: source.name, line: 1, column: 1, severity: 'error' as const };
  if (other !== undefined)
    errors.push({ ...at, message: `a cluster is made of Nodes, not of ${other.kind}s` });
  if (objects.length === 0 && errors.length === 0) errors.push({ ...at, message: 'the cluster has no Node' });
  const names = new Set<string>();
  for (const { metadata } of objects) {
    const name = metadata.name ?? '';
    if (names.has(name)) errors.push({ ...at, message: `two Nodes are called ${name}` });
    names.add(name);
  }
  if (errors.length > 0) throw new InputError(errors);
  return objects as readonly Node[];
}
