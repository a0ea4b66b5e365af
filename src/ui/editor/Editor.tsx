import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Diagnostic } from '../../api/index.ts';
import { applyFix } from '../../api/manifest/diagnostic.ts';
import { Button } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { useActions, usePage } from '../state/index.ts';
import type { FieldRef, LineRange } from '../state/page.ts';
import styles from './Editor.module.css';
import { Problems } from './Problems.tsx';
import { Status } from './Status.tsx';
import { TextPane } from './TextPane.tsx';
import { useWords } from './words.ts';

/** How long typing must rest before the engine is asked what it thinks of the text. */
const REST_MS = 250;

/** The manifest: its text, what is wrong with it and what may be done about it, and Apply. */
export function Editor(): ReactNode {
  const t = useT();
  const words = useWords();
  const actions = useActions();
  const manifest = usePage((page) => page.manifest);
  const checkedText = usePage((page) => page.checkedText);
  const diagnostics = usePage((page) => page.diagnostics);
  const applying = usePage((page) => page.applying);
  const appliedText = usePage((page) => page.appliedText);
  const ready = usePage((page) => page.ready);
  const reveal = usePage((page) => page.reveal);
  const [goTo, setGoTo] = useState<{ line: number; column: number } | null>(null);
  const locate = useLocator();
  const current = checkedText === manifest ? diagnostics : NONE;

  useEffect(() => {
    if (!ready || manifest === checkedText) return;
    const id = setTimeout(() => void actions.check(), REST_MS);
    return () => clearTimeout(id);
  }, [actions, manifest, checkedText, ready]);

  const highlight = useMemo(() => (reveal ? locate(reveal.field) : null), [reveal, locate]);
  useEffect(() => {
    if (reveal && highlight) setGoTo({ line: highlight.from, column: 1 });
  }, [reveal, highlight]);

  const apply = useCallback(async () => {
    if (await actions.apply()) return;
    const first = firstError(diagnosticsNow.current);
    if (first) setGoTo({ line: first.line, column: first.column });
  }, [actions]);
  const diagnosticsNow = useRef(diagnostics);
  diagnosticsNow.current = diagnostics;

  const empty = manifest.trim() === '';
  return (
    <div className={styles.editor}>
      <TextPane
        label={t('editor.label')}
        value={manifest}
        onChange={actions.setManifest}
        onSubmit={apply}
        diagnostics={current}
        highlight={highlight}
        goTo={goTo}
        placeholder={t('editor.placeholder')}
        message={words.message}
        fixTitle={words.fixTitle}
      />
      <Problems
        diagnostics={current}
        onGo={(each) => setGoTo({ line: each.line, column: each.column })}
        onFix={(each) => each.fix && actions.setManifest(applyFix(manifest, each.fix))}
      />
      <div className={styles.foot}>
        <Status />
        <Button
          look={manifest === appliedText ? 'plain' : 'primary'}
          onClick={apply}
          disabled={empty || applying || !ready}
          aria-keyshortcuts="Control+Enter"
        >
          {t(applying ? 'editor.applying' : 'editor.apply')}
          <span className={styles.keys}>{t('editor.applyKeys')}</span>
        </Button>
      </div>
    </div>
  );
}

const NONE: readonly Diagnostic[] = [];

function firstError(diagnostics: readonly Diagnostic[]): Diagnostic | undefined {
  return diagnostics.find((each) => each.severity === 'error');
}

/** Finds fields in the manifest. The reader of YAML comes when first needed. */
function useLocator(): (field: FieldRef) => LineRange | null {
  const manifest = usePage((page) => page.manifest);
  const [reader, setReader] = useState<typeof import('./locate.ts') | null>(null);
  useEffect(() => {
    let wanted = true;
    void import('./locate.ts').then((module) => wanted && setReader(module));
    return () => {
      wanted = false;
    };
  }, []);
  return useCallback((field: FieldRef) => reader?.locateField(manifest, field) ?? null, [reader, manifest]);
}
