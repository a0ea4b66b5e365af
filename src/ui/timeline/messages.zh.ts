import type { timelineEn } from './messages.en.ts';

export const timelineZh: Readonly<Record<keyof typeof timelineEn, string>> = {
  'timeline.title': '时间线',
};
