import { type Branch, lastComputedSeq, newBranch } from './branch.ts';
import { TimelineError } from './options.ts';
import { later } from './position.ts';
import { commandTitle } from './title.ts';
import type { BranchInfo, Position, RunInput, SavedBranch, SavedRun } from './types.ts';

export function findBranch<World>(branches: readonly Branch<World>[], id: number): Branch<World> {
  const branch = branches.find((other) => other.id === id);
  if (branch === undefined) throw new TimelineError('noBranch', `there is no branch ${id}`);
  return branch;
}

/** The branches of a saved run, not computed yet, as the engine that wrote it will compute them. */
export function loadBranches<World>(run: SavedRun): Branch<World>[] {
  const branches: Branch<World>[] = [];
  for (const saved of run.branches) {
    const parent =
      saved.parent === null
        ? null
        : { branch: findBranch(branches, saved.parent.branch), at: pick(saved.parent) };
    const branch = newBranch<World>(saved.id, parent, saved.inputs);
    for (const input of saved.inputs) {
      if (input.afterSeq === undefined) continue;
      branch.seen = later(branch.seen, { seq: input.afterSeq, timeMs: input.atMs });
    }
    if (parent !== null) parent.branch.seen = later(parent.branch.seen, parent.at);
    branches.push(branch);
  }
  const shown = findBranch(branches, run.moment.branch);
  shown.seen = later(shown.seen, pick(run.moment));
  return branches;
}

/**
 * Another version of the engine may send other messages, so then the numbers of records mean nothing:
 * only the future that was shown is kept, with its inputs at their times.
 */
export function loadByTime<World>(run: SavedRun): Branch<World>[] {
  const inputs: RunInput[] = [];
  let untilMs = Number.POSITIVE_INFINITY;
  for (let id: number | undefined = run.moment.branch; id !== undefined; ) {
    const branch = run.branches.find((other) => other.id === id);
    const own = (branch?.inputs ?? []).filter((input) => input.atMs <= untilMs);
    inputs.unshift(...own.map(({ atMs, command }) => ({ atMs, command })));
    untilMs = branch?.parent?.timeMs ?? untilMs;
    id = branch?.parent?.branch;
  }
  return [newBranch<World>(run.moment.branch, null, inputs)];
}

export function saveBranch<World>({ id, parent, inputs }: Branch<World>): SavedBranch {
  return { id, parent: forkOf(parent), inputs };
}

export function branchInfo<World>(branch: Branch<World>): BranchInfo {
  const [first] = branch.inputs;
  return {
    id: branch.id,
    parent: forkOf(branch.parent),
    title: first === undefined ? '' : commandTitle(first.command),
    headSeq: lastComputedSeq(branch),
    headMs: branch.reachedMs,
  };
}

function forkOf<World>(parent: Branch<World>['parent']): SavedBranch['parent'] {
  return parent === null ? null : { branch: parent.branch.id, ...parent.at };
}

function pick({ seq, timeMs }: Position): Position {
  return { seq, timeMs };
}
