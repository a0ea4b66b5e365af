import type { LabWords } from './messages.en.ts';

/** 实验室的中文。 */
export const labZh: LabWords = {
  title: '命名空间实验室',
  back: '← 回到舞台',
  skip: '跳到终端',
  tracks: '课程',
  steps: '步骤',
  terminal: '实验机的终端',
  terminalHint: 'root@lab：↑ ↓ 翻历史，Tab 补全，Shift+Tab 离开终端',
  sides: '终端上方显示什么',
  pictureShort: '机器',
  picture: '实验机上运行着什么',
  shares: '谁与谁共享',
  typeIt: '替我输入',
  typeLook: '看一看',
  look: '看看结果',
  see: '看什么',
  done: '已完成',
  next: '下一步',
  progress: '{done} / {all}',
  startOver: '重新开始',
  startOverNote: '换一台全新的机器',
  finished: '在 Kubernetes 里做同样的事',
  openExample: '在舞台上打开',
  starting: '实验机正在启动……',
  loggedOut: 'shell 已经结束，这是一个新的。',
};
