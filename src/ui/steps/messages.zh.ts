import type { stepsEn } from './messages.en.ts';

export const stepsZh: Readonly<Record<keyof typeof stepsEn, string>> = {
  'steps.title': '步骤',
};
