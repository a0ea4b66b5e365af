import '@xterm/xterm/css/xterm.css';
import { Terminal as Xterm } from '@xterm/xterm';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { prefersReducedMotion } from '../../design/index.ts';
import styles from './Terminal.module.css';

/** What may be done with the terminal from outside. */
export interface Screen {
  write(text: string): void;
  clear(): void;
  reset(): void;
  focus(): void;
  readonly columns: number;
  readonly rows: number;
}

export interface TerminalProps {
  readonly label: string;
  readonly screen: RefObject<Screen | null>;
  readonly onKey: (data: string) => void;
  /** Whether the line that is being typed is empty: then Tab leaves the terminal. */
  readonly isEmpty: () => boolean;
}

const MIN_COLUMNS = 32;
const FONT_PX = 13;

/** A terminal's screen and keyboard. */
export function Terminal({ label, screen, onKey, isEmpty }: TerminalProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const hands = useRef({ onKey, isEmpty });
  hands.current = { onKey, isEmpty };

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const tokens = getComputedStyle(document.documentElement);
    const xterm = new Xterm({
      convertEol: true,
      cursorBlink: !prefersReducedMotion(),
      cursorStyle: 'bar',
      cursorInactiveStyle: 'outline',
      fontFamily: tokens.getPropertyValue('--mono'),
      fontSize: FONT_PX,
      lineHeight: 1.3,
      minimumContrastRatio: 4.5,
      screenReaderMode: true,
      scrollback: 5000,
      theme: themeOf(),
    });
    xterm.open(element);
    xterm.textarea?.setAttribute('aria-label', label);
    xterm.attachCustomKeyEventHandler((event) => {
      if (event.key === 'Tab' && (event.shiftKey || hands.current.isEmpty())) return false;
      // What is selected is copied, not interrupted.
      if (event.key === 'c' && event.ctrlKey && xterm.hasSelection()) return false;
      if ((event.key === 'v' || event.key === 'V') && event.ctrlKey) return false;
      return true;
    });
    xterm.onData((data) => hands.current.onKey(data));
    const adapt = () => {
      const cells = element.querySelector<HTMLElement>('.xterm-screen');
      if (cells === null || cells.clientWidth === 0 || element.clientWidth === 0) return;
      const width = cells.clientWidth / xterm.cols;
      const height = cells.clientHeight / xterm.rows;
      const columns = Math.max(MIN_COLUMNS, Math.floor((element.clientWidth - 14) / width));
      const rows = Math.max(4, Math.floor(element.clientHeight / height));
      if (columns !== xterm.cols || rows !== xterm.rows) xterm.resize(columns, rows);
    };
    adapt();
    const sizes = new ResizeObserver(adapt);
    sizes.observe(element);
    // Cells are as wide as those of the font that was there first: measured again once the right one has come.
    const font = `${FONT_PX}px ${xterm.options.fontFamily}`;
    void document.fonts.load(font).then(() => {
      if (screen.current === null) return;
      const { fontFamily } = xterm.options;
      xterm.options.fontFamily = 'monospace';
      xterm.options.fontFamily = fontFamily;
      adapt();
    });
    const themes = new MutationObserver(() => {
      xterm.options.theme = themeOf();
    });
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    screen.current = {
      write: (text) => xterm.write(text),
      clear: () => xterm.write('\x1b[2J\x1b[3J\x1b[H'),
      reset: () => xterm.reset(),
      focus: () => xterm.focus(),
      get columns() {
        return xterm.cols;
      },
      get rows() {
        return xterm.rows;
      },
    };
    return () => {
      screen.current = null;
      sizes.disconnect();
      themes.disconnect();
      xterm.dispose();
    };
  }, [label, screen]);

  return <div ref={place} className={styles.terminal} />;
}

function themeOf() {
  const tokens = getComputedStyle(document.documentElement);
  const colour = (name: string) => tokens.getPropertyValue(name).trim();
  return {
    background: colour('--sunken'),
    foreground: colour('--ink'),
    cursor: colour('--accent'),
    cursorAccent: colour('--sunken'),
    selectionBackground: colour('--accent-line'),
  };
}
