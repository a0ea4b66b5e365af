import { editorEn } from '../editor/messages.en.ts';
import { examplesEn } from '../examples/messages.en.ts';
import type { inspectorEn } from '../inspector/messages.en.ts';
import { shellEn } from '../shell/messages.en.ts';
import { stageEn } from '../stage/messages.en.ts';
import type { requestEn } from '../stage/request/messages.en.ts';
import { stepsEn } from '../steps/messages.en.ts';
import { timelineEn } from '../timeline/messages.en.ts';
import type { xrayEn } from '../xray/messages.en.ts';

/**
 * Each area keeps its words in `messages.en.ts` and `messages.zh.ts` beside its components; keys begin with
 * the area's name (`stage.…`). Here they become one dictionary, but for those of areas that are fetched when
 * they are wanted: they bring their English words themselves (`bringWords`).
 */
export const en = {
  ...shellEn,
  ...examplesEn,
  ...stepsEn,
  ...timelineEn,
  ...stageEn,
  ...editorEn,
} as const;

export type MessageKey =
  | keyof typeof en
  | keyof typeof inspectorEn
  | keyof typeof requestEn
  | keyof typeof xrayEn;
export type Dictionary = Readonly<Record<MessageKey, string>>;
