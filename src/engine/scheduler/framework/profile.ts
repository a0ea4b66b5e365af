// Models kubernetes@v1.36.0 pkg/scheduler/framework/runtime/framework.go (NewFramework)
import { type ClusterEvent, type EventResource, isWildCard, type RegisteredEvent } from './clusterEvent.ts';
import type {
  BindPlugin,
  FilterPlugin,
  PermitPlugin,
  Plugin,
  PostFilterPlugin,
  PreBindPlugin,
  PreEnqueuePlugin,
  PreFilterPlugin,
  PreScorePlugin,
  QueueSortPlugin,
  ReservePlugin,
  ScorePlugin,
} from './interface.ts';

export interface WeightedPlugin {
  readonly plugin: ScorePlugin;
  readonly weight: number;
}

/** The plugins of one scheduler, sorted to the extension points they implement. */
export interface Profile {
  readonly preEnqueue: readonly PreEnqueuePlugin[];
  readonly queueSort: QueueSortPlugin;
  readonly preFilter: readonly PreFilterPlugin[];
  readonly filter: readonly FilterPlugin[];
  readonly postFilter: readonly PostFilterPlugin[];
  readonly preScore: readonly PreScorePlugin[];
  readonly score: readonly WeightedPlugin[];
  readonly reserve: readonly ReservePlugin[];
  readonly permit: readonly PermitPlugin[];
  readonly preBind: readonly PreBindPlugin[];
  readonly bind: readonly BindPlugin[];
  /** What each plugin wants to hear of, by its name. */
  readonly events: Readonly<Record<string, readonly RegisteredEvent[]>>;
  /** All actions that any plugin wants to hear of, by resource. */
  readonly interest: Readonly<Partial<Record<EventResource, number>>>;
}

/** Whether any plugin wants to hear of such an event. */
export function isOfInterest(profile: Profile, event: ClusterEvent): boolean {
  return isWildCard(event) || ((profile.interest[event.resource] ?? 0) & event.actions) !== 0;
}

export function profileOf(enabled: readonly { readonly plugin: Plugin; readonly weight: number }[]): Profile {
  const having = <P extends Plugin>(method: string): P[] =>
    enabled.filter(({ plugin }) => method in plugin).map(({ plugin }) => plugin as P);
  const [queueSort, ...others] = having<QueueSortPlugin>('sortKey');
  if (queueSort === undefined || others.length > 0)
    throw new Error('a profile needs exactly one QueueSort plugin');
  return {
    preEnqueue: having('preEnqueue'),
    queueSort,
    preFilter: having('preFilter'),
    filter: having('filter'),
    postFilter: having('postFilter'),
    preScore: having('preScore'),
    score: enabled
      .filter(({ plugin }) => 'score' in plugin)
      .map(({ plugin, weight }) => ({ plugin: plugin as ScorePlugin, weight })),
    reserve: having('reserve'),
    permit: having('permit'),
    preBind: having('preBind'),
    bind: having('bind'),
    events: Object.fromEntries(enabled.map(({ plugin }) => [plugin.name, plugin.events ?? []])),
    interest: interestOf(enabled.flatMap(({ plugin }) => plugin.events ?? [])),
  };
}

function interestOf(events: readonly RegisteredEvent[]): Profile['interest'] {
  const interest: Partial<Record<EventResource, number>> = {};
  for (const { resource, actions } of events) interest[resource] = (interest[resource] ?? 0) | actions;
  return interest;
}
