import type { stageEn } from './messages.en.ts';

export const stageZh: Readonly<Record<keyof typeof stageEn, string>> = {
  'stage.title': '舞台',
};
