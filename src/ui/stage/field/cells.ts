import type { Node, Pod } from '../../../api/index.ts';
import type { Translate } from '../../i18n/index.ts';
import type { PageState } from '../../state/index.ts';
import type { Card } from '../layout/types.ts';
import { assumedOn, placementOf, type ShownDecision } from '../model/hooks.ts';
import { podTone } from '../model/pod.ts';
import { loadOf } from '../model/resources.ts';
import { verdictOn } from '../model/verdict.ts';
import { conditionOf } from '../picture/condition.ts';
import type { Cell } from './paintCell.ts';

/** What a cell was painted from; a cell is painted again when one of them is another. */
export interface CellSource {
  readonly node: Node | null;
  readonly poweredOn: boolean;
  readonly bound: readonly Pod[];
  readonly assumed: readonly Pod[];
}

export function sourceOf(page: PageState, card: Card): CellSource {
  const key = page.tables.keyOf({ kind: 'Node', name: card.name });
  return {
    node: key === undefined ? null : ((page.tables.objects.get(key) as Node | undefined) ?? null),
    poweredOn: page.tables.hosts.get(card.name)?.poweredOn ?? true,
    bound: placementOf(page).on(card.name),
    assumed: assumedOn(page, card.name),
  };
}

export function sameSource(a: CellSource | undefined, b: CellSource): boolean {
  return (
    a !== undefined &&
    a.node === b.node &&
    a.poweredOn === b.poweredOn &&
    a.bound === b.bound &&
    a.assumed === b.assumed
  );
}

export function cellOf(
  card: Card,
  source: CellSource,
  shown: ShownDecision | null,
  followed: Pod | null,
  t: Translate,
): Cell {
  const { node, poweredOn, bound, assumed } = source;
  const here = followed && (bound.includes(followed) || assumed.includes(followed)) ? followed : null;
  return {
    name: card.name,
    rect: card.rect,
    condition: conditionOf(node, poweredOn, t).tone,
    load: loadOf(node, [...bound, ...assumed], here),
    verdict: shown ? verdictOn(shown.decision, card.name) : null,
    chosen: shown?.decision.selected === card.name,
    tones: [...bound.map(podTone), ...assumed.map(() => 'assumed' as const)],
  };
}
