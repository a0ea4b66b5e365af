import { type ReactNode, useCallback, useState } from 'react';
import type { Diagnostic, Node } from '../../api/index.ts';
import { Button } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { useActions, useNodes } from '../state/index.ts';
import { clusterYaml, withWorker } from './clusterYaml.ts';
import styles from './Editor.module.css';
import { Problems } from './Problems.tsx';
import { TextPane } from './TextPane.tsx';
import { useWords } from './words.ts';

/** The machines as Node documents: what stands here after a change is what the cluster becomes. */
export function ClusterSheet(): ReactNode {
  const t = useT();
  const words = useWords();
  const actions = useActions();
  const nodes = useNodes();
  const [edited, setEdited] = useState<string | null>(null);
  const [diagnostics, setDiagnostics] = useState<readonly Diagnostic[]>([]);
  const [goTo, setGoTo] = useState<{ line: number; column: number } | null>(null);
  const text = edited ?? clusterYaml(nodes);

  const change = useCallback((next: string) => {
    setEdited(next);
    setDiagnostics([]);
  }, []);

  const apply = useCallback(async () => {
    const { readCluster } = await import('./readCluster.ts');
    const read = readCluster(text);
    setDiagnostics(read.diagnostics);
    const first = read.diagnostics.find((each) => each.severity === 'error');
    if (first) {
      setGoTo({ line: first.line, column: first.column });
      return;
    }
    if (!(await actions.command({ type: 'cluster', nodes: read.nodes as readonly Node[] }))) return;
    setEdited(null);
    await actions.play();
  }, [actions, text]);

  return (
    <div className={styles.editor}>
      <p className={styles.note}>{t('editor.cluster.note')}</p>
      <TextPane
        label={t('editor.cluster.label')}
        value={text}
        onChange={change}
        onSubmit={apply}
        diagnostics={diagnostics}
        highlight={null}
        goTo={goTo}
        placeholder={t('editor.cluster.placeholder')}
        message={words.message}
        fixTitle={words.fixTitle}
      />
      <Problems
        diagnostics={diagnostics}
        onGo={(each) => setGoTo({ line: each.line, column: each.column })}
        onFix={() => undefined}
      />
      <div className={styles.foot}>
        <Button look="quiet" onClick={() => change(withWorker(text))}>
          {t('editor.cluster.add')}
        </Button>
        <span className={styles.grow} />
        {edited !== null && (
          <Button
            look="quiet"
            onClick={() => {
              setEdited(null);
              setDiagnostics([]);
            }}
          >
            {t('editor.cluster.reset')}
          </Button>
        )}
        <Button look="primary" disabled={edited === null} onClick={() => void apply()}>
          {t('editor.cluster.apply')}
        </Button>
      </div>
    </div>
  );
}
