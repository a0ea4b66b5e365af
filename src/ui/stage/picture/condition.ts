import type { Node } from '../../../api/index.ts';
import type { Translate } from '../../i18n/index.ts';

export interface ConditionWord {
  readonly word: string;
  readonly tone: 'ready' | 'broken' | 'waiting';
}

/** How the node is: powered, registered, Ready, and whether it takes new Pods. */
export function conditionOf(node: Node | null, poweredOn: boolean, t: Translate): ConditionWord {
  if (!poweredOn) return { word: t('stage.node.off'), tone: 'broken' };
  if (!node) return { word: t('stage.node.booting'), tone: 'waiting' };
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status === 'Unknown') return { word: t('stage.node.unknown'), tone: 'broken' };
  if (ready?.status !== 'True') return { word: t('stage.node.notReady'), tone: 'broken' };
  if (node.spec?.unschedulable) return { word: t('stage.node.cordoned'), tone: 'waiting' };
  return { word: t('stage.node.ready'), tone: 'ready' };
}
