/** English words of editor; keys begin with `editor.`. */
export const editorEn = {
  'editor.title': 'YAML',
} as const;
