import type { editorEn } from './messages.en.ts';

export const editorZh: Readonly<Record<keyof typeof editorEn, string>> = {
  'editor.title': 'YAML',
};
