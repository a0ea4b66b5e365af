import type { ReactNode } from 'react';
import type { BranchInfo } from '../../protocol/view.ts';
import { BranchIcon, ChevronDownIcon } from '../design/icons.tsx';
import { Menu, type MenuItem } from '../design/index.ts';
import { formatShortTime, formatTime, useT } from '../i18n/index.ts';
import { useActions, usePage } from '../state/index.ts';
import styles from './BranchMenu.module.css';

interface Twig {
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

/** The futures of this run, once there is more than one. */
export function BranchMenu(): ReactNode {
  const t = useT();
  const branches = usePage((page) => page.branches);
  const shown = usePage((page) => page.moment.branch);
  const { selectBranch } = useActions();
  if (branches.length < 2) return null;
  const items: MenuItem[] = [
    { kind: 'heading', id: 'heading', label: t('shell.branch.heading') },
    ...branchTree(branches).map(
      ({ branch, depth }): MenuItem => ({
        kind: 'choice',
        id: String(branch.id),
        checked: branch.id === shown,
        label: (
          <span className={styles.twig} style={{ paddingInlineStart: depth * 14 }}>
            {depth > 0 && <span className={styles.elbow} aria-hidden="true" />}
            {titleOf(branch, t('shell.branch.first'))}
          </span>
        ),
        note: (
          <span style={{ paddingInlineStart: depth * 14 }}>
            {branch.parent
              ? t('shell.branch.fork', { time: formatTime(branch.parent.timeMs), seq: branch.parent.seq })
              : t('shell.branch.until', { time: formatTime(branch.headMs) })}
          </span>
        ),
        onSelect: () => void selectBranch(branch.id),
      }),
    ),
  ];
  const current = branches.find((branch) => branch.id === shown);
  return (
    <Menu
      label={t('shell.branch.label', {
        title: current ? titleOf(current, t('shell.branch.first')) : '',
        count: branches.length,
      })}
      icon={<BranchIcon />}
      items={items}
      size="s"
    >
      <span className={styles.current}>
        {current?.parent ? formatShortTime(current.parent.timeMs) : t('shell.branch.first')}
      </span>
      <ChevronDownIcon size={12} />
    </Menu>
  );
}

function titleOf(branch: BranchInfo, first: string): string {
  return branch.parent === null ? first : branch.title;
}
