import type { SavedRun } from './types.ts';

/** Thrown for a saved run that cannot be opened. */
export class RunError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RunError';
  }
}

export const RUN_FORMAT_VERSION = 1;

const LIMITS = { nodes: 5000, branches: 200, inputs: 10_000, seq: 1_000_000, timeMs: 366 * 86_400_000 };

type Fields = Readonly<Record<string, unknown>>;

/**
 * Throws `RunError` unless the value has the shape of a saved run and asks for no more than an engine
 * can bear. It may come from a link that anyone wrote. What the manifests in it say is for the API
 * server to judge.
 */
export function checkSavedRun(value: unknown): asserts value is SavedRun {
  const run = fields(value, 'the run');
  if (run.formatVersion !== RUN_FORMAT_VERSION) {
    throw new RunError(`the run has format version ${String(run.formatVersion)}, not ${RUN_FORMAT_VERSION}`);
  }
  if (typeof run.engineVersion !== 'string') throw new RunError('engineVersion must be a string');
  number(run.seed, 'seed', Number.MAX_SAFE_INTEGER);
  list(run.cluster, 'cluster', LIMITS.nodes).forEach((node, index) => {
    const { kind, metadata } = fields(node, `cluster[${index}]`);
    if (kind !== 'Node') throw new RunError(`cluster[${index}] is not a Node`);
    if (typeof fields(metadata, `cluster[${index}].metadata`).name !== 'string') {
      throw new RunError(`cluster[${index}] has no name`);
    }
  });
  const known = new Set<number>();
  for (const [index, each] of list(run.branches, 'branches', LIMITS.branches).entries()) {
    const at = `branches[${index}]`;
    const branch = fields(each, at);
    const id = number(branch.id, `${at}.id`, LIMITS.branches * 10);
    if (known.has(id)) throw new RunError(`${at} has the id of another branch`);
    if (branch.parent === null) {
      if (index > 0) throw new RunError(`${at} has no parent`);
    } else {
      if (index === 0) throw new RunError('the first branch has a parent');
      const parent = fields(branch.parent, `${at}.parent`);
      position(parent, `${at}.parent`);
      if (!known.has(parent.branch as number)) throw new RunError(`${at} comes before its parent`);
    }
    known.add(id);
    list(branch.inputs, `${at}.inputs`, LIMITS.inputs).forEach((input, inputIndex) => {
      checkInput(input, `${at}.inputs[${inputIndex}]`);
    });
  }
  if (known.size === 0) throw new RunError('the run has no branch');
  const moment = fields(run.moment, 'moment');
  position(moment, 'moment');
  if (!known.has(moment.branch as number)) throw new RunError('the moment is on a branch that is not there');
  if (run.manifest !== undefined && typeof run.manifest !== 'string') {
    throw new RunError('manifest must be a string');
  }
}

function checkInput(value: unknown, at: string): void {
  const input = fields(value, at);
  number(input.atMs, `${at}.atMs`, LIMITS.timeMs);
  if (input.afterSeq !== undefined) number(input.afterSeq, `${at}.afterSeq`, LIMITS.seq);
  const command = fields(input.command, `${at}.command`);
  switch (command.type) {
    case 'apply':
      list(command.objects, `${at}.command.objects`, LIMITS.inputs).forEach((object, index) => {
        fields(
          fields(object, `${at}.command.objects[${index}]`).metadata,
          `${at}.command.objects[${index}].metadata`,
        );
      });
      return;
    case 'kubectl':
      if (typeof command.line !== 'string') throw new RunError(`${at}.command.line must be a string`);
      if (command.stdin !== undefined && typeof command.stdin !== 'string') {
        throw new RunError(`${at}.command.stdin must be a string`);
      }
      if (command.files === undefined) return;
      for (const [name, text] of Object.entries(fields(command.files, `${at}.command.files`))) {
        if (typeof text !== 'string') throw new RunError(`${at}.command.files[${name}] must be a string`);
      }
      return;
    case 'terminal':
      for (const name of ['node', 'terminal'] as const) {
        if (typeof command[name] !== 'string') throw new RunError(`${at}.command.${name} must be a string`);
      }
      if (command.text !== undefined && typeof command.text !== 'string') {
        throw new RunError(`${at}.command.text must be a string`);
      }
      return;
    case 'type':
      number(command.id, `${at}.command.id`, LIMITS.seq);
      if (command.text !== undefined && typeof command.text !== 'string') {
        throw new RunError(`${at}.command.text must be a string`);
      }
      return;
    case 'interrupt':
      number(command.id, `${at}.command.id`, LIMITS.seq);
      return;
    case 'cluster':
      list(command.nodes, `${at}.command.nodes`, LIMITS.nodes).forEach((node, index) => {
        fields(
          fields(node, `${at}.command.nodes[${index}]`).metadata,
          `${at}.command.nodes[${index}].metadata`,
        );
      });
      return;
    case 'fault':
      fields(command.fault, `${at}.command.fault`);
      return;
    default:
      throw new RunError(`${at}.command has the unknown type ${String(command.type)}`);
  }
}

function position(value: Fields, at: string): void {
  number(value.branch, `${at}.branch`, LIMITS.branches * 10);
  number(value.seq, `${at}.seq`, LIMITS.seq);
  number(value.timeMs, `${at}.timeMs`, LIMITS.timeMs);
}

function fields(value: unknown, at: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RunError(`${at} must be an object`);
  }
  return value as Fields;
}

function list(value: unknown, at: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new RunError(`${at} must be a list`);
  if (value.length > most) throw new RunError(`${at} has more than ${most} entries`);
  return value;
}

function number(value: unknown, at: string, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most) {
    throw new RunError(`${at} must be a whole number from 0 to ${most}`);
  }
  return value;
}
