/** English words of inspector; keys begin with `inspector.`. */
export const inspectorEn = {
  'inspector.title': 'Inspector',
} as const;
