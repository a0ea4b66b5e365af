import type { shellEn } from './messages.en.ts';

export const shellZh: Readonly<Record<keyof typeof shellEn, string>> = {
  'shell.title': 'Podscope',
  'shell.notice.refused': '无法完成:{message}',
};
