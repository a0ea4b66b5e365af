import type { KubeObject, ManifestDocument, Node } from '../api/index.ts';
import type { Command, Fault, LoggedCommand } from '../engine/command.ts';
import { parseDuration } from './duration.ts';
import { type Finding, InputError } from './source.ts';

export const SCENARIO = { apiVersion: 'podscope.dev/v1alpha1', kind: 'Scenario' } as const;

/** What a Scenario document says. */
export interface Scenario {
  /** Null: the default cluster. */
  readonly cluster: readonly Node[] | null;
  readonly untilMs: number | null;
  readonly seed: number | null;
  readonly inputs: readonly LoggedCommand[];
}

type Path = readonly (string | number)[];

export function isScenario(document: ManifestDocument): boolean {
  return document.kind === SCENARIO.kind && document.apiVersion.startsWith('podscope.dev/');
}

/** Reads a Scenario; throws `InputError` with everything that is wrong about it. */
export function readScenario(document: ManifestDocument, file: string): Scenario {
  const reader = new Reader(document, file);
  if (document.apiVersion !== SCENARIO.apiVersion) {
    reader.report(['apiVersion'], `apiVersion must be ${SCENARIO.apiVersion}`);
  }
  const root = reader.fields(document.value, [], ['apiVersion', 'kind', 'metadata', 'spec']);
  const spec = reader.fields(root.spec, ['spec'], ['cluster', 'until', 'seed', 'steps']);
  const scenario: Scenario = {
    cluster:
      spec.cluster === undefined
        ? null
        : (reader.objects(spec.cluster, ['spec', 'cluster'], 'Node') as readonly Node[]),
    untilMs: spec.until === undefined ? null : reader.duration(spec.until, ['spec', 'until']),
    seed: spec.seed === undefined ? null : reader.whole(spec.seed, ['spec', 'seed']),
    inputs: reader.steps(spec.steps ?? []),
  };
  if (reader.findings.length > 0) throw new InputError(reader.findings);
  return scenario;
}

class Reader {
  readonly findings: Finding[] = [];
  private readonly document: ManifestDocument;
  private readonly file: string;

  constructor(document: ManifestDocument, file: string) {
    this.document = document;
    this.file = file;
  }

  report(path: Path, message: string): void {
    const { line, column } = this.document.locate(path);
    this.findings.push({ file: this.file, line, column, severity: 'error', message });
  }

  /** A mapping with only these members; anything else is reported and taken for empty. */
  fields(value: unknown, path: Path, known: readonly string[]): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.report(path, `${nameOf(path)} must be a mapping`);
      return {};
    }
    for (const name of Object.keys(value)) {
      if (!known.includes(name)) {
        this.report([...path, name], `unknown field ${JSON.stringify(nameOf([...path, name]))}`);
      }
    }
    return value as Record<string, unknown>;
  }

  list(value: unknown, path: Path): readonly unknown[] {
    if (Array.isArray(value)) return value;
    this.report(path, `${nameOf(path)} must be a list`);
    return [];
  }

  duration(value: unknown, path: Path): number {
    const durationMs = typeof value === 'string' ? parseDuration(value) : value === 0 ? 0 : null;
    if (durationMs !== null) return durationMs;
    this.report(path, `${nameOf(path)} must be a duration such as 10s or 1m30s`);
    return 0;
  }

  whole(value: unknown, path: Path): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    this.report(path, `${nameOf(path)} must be a whole number`);
    return 0;
  }

  text(value: unknown, path: Path): string {
    if (typeof value === 'string' && value !== '') return value;
    this.report(path, `${nameOf(path)} must be text`);
    return '';
  }

  /** API objects; what they say is for the API server to judge. */
  objects(value: unknown, path: Path, kind?: string): readonly KubeObject[] {
    return this.list(value, path).flatMap((item, index) => {
      const at = [...path, index];
      const object = item as Partial<KubeObject> | null;
      if (typeof object?.kind !== 'string' || typeof object.apiVersion !== 'string') {
        this.report(at, `${nameOf(at)} must be an object with apiVersion and kind`);
        return [];
      }
      if (typeof object.metadata !== 'object' || object.metadata === null) {
        this.report(at, `${nameOf(at)} must have metadata`);
        return [];
      }
      if (kind !== undefined && object.kind !== kind) {
        this.report([...at, 'kind'], `${nameOf(at)} must be a ${kind}`);
        return [];
      }
      if (kind !== undefined && typeof object.metadata.name !== 'string') {
        this.report([...at, 'metadata'], `${nameOf(at)} must have a name`);
        return [];
      }
      return [object as KubeObject];
    });
  }

  steps(value: unknown): LoggedCommand[] {
    const inputs = this.list(value, ['spec', 'steps']).map((item, index): LoggedCommand => {
      const path = ['spec', 'steps', index];
      const step = this.fields(item, path, ['at', 'apply', 'kubectl', 'files', 'stdin', 'fault']);
      const atMs = step.at === undefined ? 0 : this.duration(step.at, [...path, 'at']);
      return { atMs, command: this.command(step, path) };
    });
    return inputs.sort((a, b) => a.atMs - b.atMs);
  }

  private command(step: Readonly<Record<string, unknown>>, path: Path): Command {
    const given = ['apply', 'kubectl', 'fault'].filter((name) => step[name] !== undefined);
    if (given.length !== 1) {
      this.report(path, `${nameOf(path)} must have exactly one of apply, kubectl and fault`);
    }
    for (const name of ['files', 'stdin']) {
      if (step[name] === undefined || step.kubectl !== undefined) continue;
      this.report(
        [...path, name],
        `${nameOf([...path, name])} belong${name === 'files' ? '' : 's'} to kubectl`,
      );
    }
    if (step.kubectl !== undefined) {
      const line = this.text(step.kubectl, [...path, 'kubectl']);
      if (step.stdin !== undefined && typeof step.stdin !== 'string') {
        this.report([...path, 'stdin'], `${nameOf([...path, 'stdin'])} must be text`);
      }
      const command = {
        type: 'kubectl',
        line: line.replace(/^kubectl\s+/, ''),
        ...(typeof step.stdin === 'string' && { stdin: step.stdin }),
      } as const;
      return step.files === undefined
        ? command
        : { ...command, files: this.files(step.files, [...path, 'files']) };
    }
    if (step.fault !== undefined) return { type: 'fault', fault: this.fault(step.fault, [...path, 'fault']) };
    return { type: 'apply', objects: this.objects(step.apply ?? [], [...path, 'apply']) };
  }

  /** Texts by path. */
  private files(value: unknown, path: Path): Readonly<Record<string, string>> {
    const files: Record<string, string> = {};
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.report(path, `${nameOf(path)} must be a mapping`);
      return files;
    }
    for (const [name, text] of Object.entries(value)) {
      if (typeof text === 'string') files[name] = text;
      else this.report([...path, name], `${nameOf(path)}[${name}] must be text`);
    }
    return files;
  }

  private fault(value: unknown, path: Path): Fault {
    const fault = this.fields(value, path, ['kind', 'node', 'namespace', 'pod', 'container', 'exitCode']);
    switch (fault.kind) {
      case 'NodeDown':
      case 'NodeUp':
        return { kind: fault.kind, node: this.text(fault.node, [...path, 'node']) };
      case 'ContainerExit':
        return {
          kind: 'ContainerExit',
          namespace:
            fault.namespace === undefined ? 'default' : this.text(fault.namespace, [...path, 'namespace']),
          pod: this.text(fault.pod, [...path, 'pod']),
          container: this.text(fault.container, [...path, 'container']),
          exitCode: fault.exitCode === undefined ? 1 : this.whole(fault.exitCode, [...path, 'exitCode']),
        };
      default:
        this.report(
          [...path, 'kind'],
          `${nameOf([...path, 'kind'])} must be NodeDown, NodeUp or ContainerExit`,
        );
        return { kind: 'NodeUp', node: '' };
    }
  }
}

/** `spec.steps[0].at`. */
function nameOf(path: Path): string {
  const text = path.map((each) => (typeof each === 'number' ? `[${each}]` : `.${each}`)).join('');
  return text === '' ? 'the document' : text.replace(/^\./, '');
}
