import type { BranchInfo } from '../../protocol/view.ts';

/** A branch and how many forks it is away from the first run. */
export interface Twig {
  readonly branch: BranchInfo;
  readonly depth: number;
}

/** The branches with each below the one it left, in the order of their forks. */
export function branchTree(branches: readonly BranchInfo[]): readonly Twig[] {
  const below = (parent: number | null, depth: number): Twig[] =>
    branches
      .filter((branch) => (branch.parent?.branch ?? null) === parent)
      .sort((a, b) => (a.parent?.seq ?? 0) - (b.parent?.seq ?? 0) || a.id - b.id)
      .flatMap((branch) => [{ branch, depth }, ...below(branch.id, depth + 1)]);
  return below(null, 0);
}
