import type { inspectorEn } from './messages.en.ts';

export const inspectorZh: Readonly<Record<keyof typeof inspectorEn, string>> = {
  'inspector.title': '检查器',
};
