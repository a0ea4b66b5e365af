import { type ReactNode, useEffect, useRef } from 'react';
import type { Diagnostic } from '../../../api/index.ts';
import { classes } from '../../design/index.ts';
import { usePage } from '../../state/index.ts';
import type { PaneProps } from '../TextPane.tsx';
import styles from './MonacoPane.module.css';
import { monaco } from './monaco.ts';
import { setKnown } from './providers.ts';
import { applyTheme } from './theme.ts';

const SEVERITY: Readonly<Record<Diagnostic['severity'], monaco.MarkerSeverity>> = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  info: monaco.MarkerSeverity.Info,
};

/** Monaco around one text. The text lives in the page's state; Monaco follows it and reports edits. */
export function MonacoPane(props: PaneProps): ReactNode {
  const { label, value, diagnostics, highlight, goTo, placeholder, carry, message, fixTitle } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(null);
  const marks = useRef<monaco.editor.IEditorDecorationsCollection>(null);
  const latest = useRef(props);
  latest.current = props;
  const theme = usePage((page) => page.theme);

  // biome-ignore lint/correctness/useExhaustiveDependencies: one editor for the life of the pane
  useEffect(() => {
    applyTheme();
    const model = monaco.editor.createModel(value, 'yaml');
    const created = monaco.editor.create(host.current as HTMLElement, {
      model,
      ariaLabel: label,
      automaticLayout: true,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      fontSize: 12.5,
      lineHeight: 20,
      fontLigatures: false,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      lineNumbersMinChars: 3,
      lineDecorationsWidth: 8,
      glyphMargin: false,
      folding: true,
      padding: { top: 8, bottom: 8 },
      renderLineHighlight: 'line',
      renderLineHighlightOnlyWhenFocus: true,
      // Otherwise the number of an empty last line is dimmed below what can be read.
      renderFinalNewline: 'on',
      overviewRulerLanes: 0,
      tabSize: 2,
      insertSpaces: true,
      detectIndentation: false,
      quickSuggestions: { other: true, comments: false, strings: true },
      wordBasedSuggestions: 'off',
      suggest: { showWords: false, showStatusBar: false },
      fixedOverflowWidgets: true,
      contextmenu: true,
      placeholder,
      unicodeHighlight: { ambiguousCharacters: false },
      stickyScroll: { enabled: false },
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    });
    editor.current = created;
    marks.current = created.createDecorationsCollection();
    created.onDidChangeModelContent(() => {
      const text = model.getValue();
      if (text !== latest.current.value) latest.current.onChange(text);
    });
    created.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => latest.current.onSubmit());

    const { focused, from, to, scrollTop } = carry.current;
    const start = model.getPositionAt(from);
    created.setSelection(monaco.Range.fromPositions(start, model.getPositionAt(to)));
    created.setScrollTop(scrollTop);
    if (focused) created.focus();
    const stopPassing = letTabPass(created);
    return () => {
      stopPassing();
      setKnown(model.uri, null);
      created.dispose();
      model.dispose();
    };
  }, []);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model || model.getValue() === value) return;
    // As an edit, so that an example that was opened can be undone.
    editor.current?.pushUndoStop();
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text: value }], () => null);
    editor.current?.pushUndoStop();
  }, [value]);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model) return;
    setKnown(model.uri, { diagnostics, fixTitle });
    monaco.editor.setModelMarkers(
      model,
      'podscope',
      diagnostics.map((each) => ({
        severity: SEVERITY[each.severity],
        message: message(each),
        startLineNumber: each.line,
        startColumn: each.column,
        endLineNumber: each.endLine,
        endColumn: Math.max(each.endColumn, each.column + 1),
      })),
    );
  }, [diagnostics, message, fixTitle]);

  useEffect(() => {
    marks.current?.set(
      highlight
        ? [
            {
              range: new monaco.Range(highlight.from, 1, highlight.to, 1),
              options: { isWholeLine: true, className: styles.highlight ?? null },
            },
          ]
        : [],
    );
  }, [highlight]);

  useEffect(() => {
    if (!goTo || !editor.current) return;
    const position = { lineNumber: goTo.line, column: goTo.column };
    editor.current.setPosition(position);
    editor.current.revealPositionInCenterIfOutsideViewport(position);
    editor.current.focus();
  }, [goTo]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the document
  useEffect(() => {
    // The attribute on the document is set in the same commit: read it in the next frame.
    const id = requestAnimationFrame(applyTheme);
    const system = matchMedia('(prefers-color-scheme: dark)');
    const later = () => requestAnimationFrame(applyTheme);
    system.addEventListener('change', later);
    return () => {
      cancelAnimationFrame(id);
      system.removeEventListener('change', later);
    };
  }, [theme]);

  // React Flow must not see the keys that are typed here.
  return <div ref={host} className={classes(styles.host, 'nokey')} data-editor="monaco" />;
}

/** Keys that only move, or belong to a combination: with them nobody has begun to write. */
const NO_WRITING = /^(Tab|Shift|Control|Alt|Meta|CapsLock|F\d+)$/;

/**
 * Whoever comes to the editor with Tab and goes on with Tab only passes by: it must not hold them, nor write for
 * them. Once they press any other key in it, Tab indents, and Ctrl+M lets it go.
 */
function letTabPass(editor: monaco.editor.IStandaloneCodeEditor): () => void {
  let byTab = false;
  const onKey = ({ key }: KeyboardEvent) => {
    byTab = key === 'Tab';
  };
  const onPointer = () => {
    byTab = false;
  };
  document.addEventListener('keydown', onKey, true);
  document.addEventListener('pointerdown', onPointer, true);
  editor.onDidFocusEditorText(() => editor.updateOptions({ tabFocusMode: byTab }));
  editor.onMouseDown(() => editor.updateOptions({ tabFocusMode: false }));
  editor.onKeyDown(({ browserEvent: { key, ctrlKey, metaKey } }) => {
    if (!NO_WRITING.test(key) && !ctrlKey && !metaKey) editor.updateOptions({ tabFocusMode: false });
  });
  return () => {
    document.removeEventListener('keydown', onKey, true);
    document.removeEventListener('pointerdown', onPointer, true);
  };
}
