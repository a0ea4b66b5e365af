import { monaco } from './monaco.ts';

/** Monaco wants literal colours: they are read from the tokens of the page each time the theme changes. */
export function applyTheme(): void {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => hex(style.getPropertyValue(name));
  const dark = style.colorScheme === 'dark';
  const bare = (name: string): string => token(name).slice(1);
  monaco.editor.defineTheme('podscope', {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: '', foreground: bare('--ink') },
      { token: 'type', foreground: bare('--accent') },
      // Plain values are the ink; only what is quoted, numbers and words of YAML stand out.
      { token: 'string.yaml', foreground: bare('--ink') },
      { token: 'string', foreground: bare('--part-node') },
      { token: 'number', foreground: bare('--part-store') },
      { token: 'keyword', foreground: bare('--part-store') },
      { token: 'comment', foreground: bare('--faint') },
      { token: 'operators', foreground: bare('--soft') },
      { token: 'delimiter', foreground: bare('--soft') },
    ],
    colors: {
      'editor.background': token('--panel'),
      'editor.foreground': token('--ink'),
      'editorLineNumber.foreground': token('--faint'),
      'editorLineNumber.activeForeground': token('--ink'),
      'editor.lineHighlightBackground': token('--panel'),
      'editor.lineHighlightBorder': token('--hair'),
      'editorCursor.foreground': token('--accent'),
      'editor.selectionBackground': token('--accent-line'),
      'editorIndentGuide.background1': token('--hair'),
      'editorIndentGuide.activeBackground1': token('--line'),
      'editorError.foreground': token('--error'),
      'editorWarning.foreground': token('--warning'),
      'editorInfo.foreground': token('--accent'),
      'editorWidget.background': token('--raised'),
      'editorWidget.border': token('--line'),
      'editorSuggestWidget.background': token('--raised'),
      'editorSuggestWidget.border': token('--line'),
      'editorSuggestWidget.foreground': token('--ink'),
      'editorSuggestWidget.selectedBackground': token('--accent-soft'),
      'editorSuggestWidget.selectedForeground': token('--ink'),
      'editorSuggestWidget.highlightForeground': token('--accent'),
      'editorHoverWidget.background': token('--raised'),
      'editorHoverWidget.border': token('--line'),
      'scrollbarSlider.background': `${token('--faint')}40`,
      focusBorder: token('--accent'),
    },
  });
  monaco.editor.setTheme('podscope');
}

/** `#rrggbb` of a colour written as `#rgb` or `#rrggbb`. */
function hex(text: string): string {
  const value = text.trim();
  if (/^#[0-9a-f]{3}$/i.test(value)) return `#${[...value.slice(1)].map((digit) => digit + digit).join('')}`;
  return value.slice(0, 7);
}
