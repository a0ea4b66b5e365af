import { lazy, type ReactNode } from 'react';
import { Tabs } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { useActions, usePage } from '../state/index.ts';
import { Area } from './Area.tsx';
import styles from './Desk.module.css';
import { Kubectl } from './Kubectl.tsx';

const Editor = lazy(async () => ({ default: (await import('../editor/Editor.tsx')).Editor }));

const ClusterSheet = lazy(async () => ({
  default: (await import('../editor/ClusterSheet.tsx')).ClusterSheet,
}));

/** The left side: the manifest, the machines, and the command line. */
export function Desk({ trailing }: { readonly trailing?: ReactNode }): ReactNode {
  const t = useT();
  const { setDesk } = useActions();
  const desk = usePage((page) => page.desk);
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
        { value: 'kubectl', label: t('shell.desk.kubectl'), content: <Kubectl /> },
      ]}
    />
  );
}
