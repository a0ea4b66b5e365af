import type { ReactNode } from 'react';
import { ChevronDownIcon, PodIcon } from '../design/icons.tsx';
import { Menu, type MenuItem } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { useActions, usePage, usePods } from '../state/index.ts';
import styles from './FollowMenu.module.css';

const MOST = 200;

/** Which Pod the steps and lanes follow; only shown when there is a choice. */
export function FollowMenu(): ReactNode {
  const t = useT();
  const { watchPod } = useActions();
  const pods = usePods();
  const watched = usePage((page) => page.watched.pod);
  const followed = usePage((page) => page.flow?.pod ?? page.lanes?.pod ?? null);
  if (pods.length < 2 && watched === null) return null;
  const items: MenuItem[] = [
    {
      kind: 'choice',
      id: '#newest',
      label: t('steps.newest'),
      checked: watched === null,
      onSelect: () => void watchPod(null),
    },
    { kind: 'line', id: '#line' },
    ...pods.slice(0, MOST).map((pod): MenuItem => {
      const name = `${pod.metadata.namespace ?? ''}/${pod.metadata.name ?? ''}`;
      return {
        kind: 'choice',
        id: name,
        label: name.replace(/^default\//, ''),
        note: pod.status?.phase,
        checked: watched === name,
        onSelect: () => void watchPod(name),
      };
    }),
  ];
  return (
    <Menu
      look="quiet"
      size="s"
      className={styles.button}
      label={followed ? t('steps.following', { pod: followed }) : t('steps.follow')}
      icon={<PodIcon size={14} />}
      items={items}
    >
      <span className={styles.name}>{(followed ?? '').replace(/^default\//, '')}</span>
      <ChevronDownIcon size={12} />
    </Menu>
  );
}
