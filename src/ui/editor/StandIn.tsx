import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { classes } from '../design/index.ts';
import { offsetOf } from './offset.ts';
import styles from './StandIn.module.css';
import type { PaneProps } from './TextPane.tsx';

/** Height of one line in pixels, the same in the gutter, the text and the stylesheet. */
const LINE = 20;

/** The text area that stands in for Monaco: same text, same line numbers, same marks. */
export function StandIn({
  label,
  value,
  onChange,
  onSubmit,
  diagnostics,
  highlight,
  goTo,
  placeholder,
  carry,
}: PaneProps): ReactNode {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const marks = useRef<HTMLDivElement>(null);
  const lines = value.split('\n');
  const worst = new Map<number, Severity>();
  for (const each of diagnostics) {
    const known = worst.get(each.line);
    if (known === undefined || RANK[each.severity] > RANK[known]) worst.set(each.line, each.severity);
  }

  useEffect(() => {
    const box = area.current;
    if (!box || !goTo) return;
    const at = offsetOf(box.value.split('\n'), goTo.line, goTo.column);
    box.focus();
    box.setSelectionRange(at, at);
    box.scrollTop = Math.max(0, (goTo.line - 4) * LINE);
  }, [goTo]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onSubmit();
  }

  function remember(focused: boolean): void {
    const box = area.current;
    if (!box) return;
    carry.current = { focused, from: box.selectionStart, to: box.selectionEnd, scrollTop: box.scrollTop };
  }

  function onScroll(): void {
    remember(carry.current.focused);
    const top = `translateY(${-(area.current?.scrollTop ?? 0)}px)`;
    if (gutter.current) gutter.current.style.transform = top;
    if (marks.current) marks.current.style.transform = top;
  }

  return (
    <div className={classes(styles.pane, 'nokey')}>
      <div className={styles.gutter} aria-hidden="true">
        <div ref={gutter}>
          {lines.map((_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line number is its index
            <div key={index} className={classes(styles.number, styles[worst.get(index + 1) ?? 'none'])}>
              {index + 1}
            </div>
          ))}
        </div>
      </div>
      <div className={styles.body}>
        <div className={styles.marks} aria-hidden="true">
          <div ref={marks}>
            {highlight && (
              <div
                className={styles.highlight}
                style={{
                  top: 8 + (highlight.from - 1) * LINE,
                  height: (highlight.to - highlight.from + 1) * LINE,
                }}
              />
            )}
            {[...worst].map(([line, severity]) => (
              <div
                key={line}
                className={classes(styles.mark, styles[severity])}
                style={{ top: 8 + (line - 1) * LINE }}
              />
            ))}
          </div>
        </div>
        <textarea
          ref={area}
          className={styles.text}
          aria-label={label}
          value={value}
          placeholder={placeholder}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          data-editor="plain"
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={onKeyDown}
          onScroll={onScroll}
          onSelect={() => remember(true)}
          onFocus={() => remember(true)}
          onBlur={() => remember(false)}
        />
      </div>
    </div>
  );
}

type Severity = 'error' | 'warning' | 'info';
const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };
