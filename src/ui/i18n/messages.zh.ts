import { editorZh } from '../editor/messages.zh.ts';
import { examplesZh } from '../examples/messages.zh.ts';
import { inspectorZh } from '../inspector/messages.zh.ts';
import { shellZh } from '../shell/messages.zh.ts';
import { stageZh } from '../stage/messages.zh.ts';
import { requestZh } from '../stage/request/messages.zh.ts';
import { stepsZh } from '../steps/messages.zh.ts';
import { timelineZh } from '../timeline/messages.zh.ts';
import { xrayZh } from '../xray/messages.zh.ts';
import type { Dictionary } from './messages.ts';

/** Loaded only when the reader wants Chinese. */
export const zh: Dictionary = {
  ...shellZh,
  ...examplesZh,
  ...stepsZh,
  ...timelineZh,
  ...stageZh,
  ...editorZh,
  ...inspectorZh,
  ...requestZh,
  ...xrayZh,
};
