import { lazy, type ReactNode, useEffect } from 'react';
import { Tabs } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { useActions, usePage } from '../state/index.ts';
import { Area } from './Area.tsx';
import styles from './Desk.module.css';

const Editor = lazy(async () => ({ default: (await import('../editor/Editor.tsx')).Editor }));

const ClusterSheet = lazy(async () => ({
  default: (await import('../editor/ClusterSheet.tsx')).ClusterSheet,
}));

const loadKubectl = () => import('./Kubectl.tsx');
const Kubectl = lazy(async () => ({ default: (await loadKubectl()).Kubectl }));

/** The left side: the manifest, the machines, and the command line. */
export function Desk({ trailing }: { readonly trailing?: ReactNode }): ReactNode {
  const t = useT();
  const { setDesk } = useActions();
  const desk = usePage((page) => page.desk);
  // Not needed for the first paint, but there when its key is pressed.
  useEffect(() => {
    const timer = setTimeout(() => void loadKubectl(), 1000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Tabs
      label={t('shell.pane.yaml')}
      className={styles.desk}
      value={desk}
      onChange={setDesk}
      trailing={trailing}
      tabs={[
        {
          value: 'manifest',
          label: t('shell.desk.manifest'),
          content: (
            <Area name={t('shell.desk.manifest')}>
              <Editor />
            </Area>
          ),
        },
        {
          value: 'cluster',
          label: t('shell.desk.cluster'),
          content: (
            <Area name={t('shell.desk.cluster')}>
              <ClusterSheet />
            </Area>
          ),
        },
        {
          value: 'kubectl',
          label: t('shell.desk.kubectl'),
          content: (
            <Area name={t('shell.desk.kubectl')}>
              <Kubectl />
            </Area>
          ),
        },
      ]}
    />
  );
}
