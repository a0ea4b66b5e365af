import type { ReactNode } from 'react';
import type { BranchInfo } from '../../protocol/view.ts';
import { BranchIcon, ChevronDownIcon } from '../design/icons.tsx';
import { Menu, type MenuItem } from '../design/index.ts';
import { formatTime, useT } from '../i18n/index.ts';
import { useActions, usePage } from '../state/index.ts';
import styles from './BranchMenu.module.css';
import { branchTree } from './branchTree.ts';

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
      <span className={styles.current}>{current ? titleOf(current, t('shell.branch.first')) : ''}</span>
      <ChevronDownIcon size={12} />
    </Menu>
  );
}

function titleOf(branch: BranchInfo, first: string): string {
  return branch.parent === null ? first : branch.title;
}
