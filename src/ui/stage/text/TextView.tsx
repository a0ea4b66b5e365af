import '../request/words.ts';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { type Node, type Pod, taintToString } from '../../../api/index.ts';
import { Rich, useT } from '../../i18n/index.ts';
import { useByRef, useHost, useNodes, usePage, usePageHandle, useRecords } from '../../state/index.ts';
import type { ControlRole } from '../layout/types.ts';
import { useDecision, usePodCount, usePodsOn, useUnplaced } from '../model/hooks.ts';
import { naturalOrder } from '../model/naturalOrder.ts';
import { podId, podModel } from '../model/pod.ts';
import { formatCPU, formatGi, loadOf } from '../model/resources.ts';
import { verdictOn } from '../model/verdict.ts';
import { useNarration } from '../narrate/useNarration.ts';
import { conditionOf } from '../picture/condition.ts';
import { summarize } from '../picture/DecisionNode.tsx';
import { waitingFor } from '../picture/TrayNode.tsx';
import { wordsOf } from '../picture/VerdictBox.tsx';
import { containerState } from '../pod/containerState.ts';
import { countTones } from '../pod/PodSquares.tsx';
import { RequestList, saysOf, targetOf, whoAsks } from '../request/list.ts';
import styles from './TextView.module.css';

const ROLES: readonly (ControlRole | 'coredns')[] = [
  'kubectl',
  'apiserver',
  'etcd',
  'controller-manager',
  'scheduler',
  'coredns',
];
const LAST_REQUESTS = 20;
/** Above this many Pods a node opens only when asked. */
const MANY = 60;

/** The stage as nested lists: for screen readers always, for eyes on demand. */
export function TextView({ shown }: { readonly shown: boolean }): ReactNode {
  const t = useT();
  const visible = useRest(shown);
  return (
    <section
      className={shown ? styles.text : 'visually-hidden'}
      aria-label={t('stage.text.title')}
      // What scrolls must be reachable by those who scroll with keys.
      tabIndex={shown ? 0 : undefined}
    >
      {visible && <Content />}
    </section>
  );
}

/** While messages fly past unseen, the hidden text waits until it is quiet. */
function useRest(shown: boolean): boolean {
  const playing = usePage((page) => page.play.playing);
  const [rests, setRests] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setRests(!playing), playing ? 0 : 400);
    return () => clearTimeout(timer);
  }, [playing]);
  return shown || rests;
}

function Content(): ReactNode {
  const t = useT();
  const sentence = useNarration();
  const nodes = useNodes();
  const decision = useDecision();
  const many = usePodCount() > MANY;
  const names = nodes.map(({ metadata }) => metadata.name ?? '').sort(naturalOrder);
  return (
    <>
      {sentence !== '' && (
        <p>
          <strong>{t('stage.text.now')}</strong> <Rich text={sentence} />
        </p>
      )}
      <h2>{t('stage.text.controlPlane')}</h2>
      <ul>
        {ROLES.map((role) => (
          <li key={role}>
            {t(`stage.name.${role}`)}
            {role === 'scheduler' && <Queues />}
          </li>
        ))}
      </ul>
      {decision && (
        <>
          <h2>{t('stage.text.decision')}</h2>
          <p>
            <Rich
              text={[decision.decision.pod, ...summarize(decision.decision, t)].filter(Boolean).join('; ')}
            />
          </p>
        </>
      )}
      <Requests />
      <Unplaced />
      <h2>{t('stage.nodes')}</h2>
      <ul>
        {names.map((name) => (
          <NodeItem key={name} name={name} folded={many} />
        ))}
      </ul>
    </>
  );
}

/** Those that had begun by now, the last ones. */
function Requests(): ReactNode {
  const t = useT();
  const { records, version } = useRecords();
  const { store } = usePageHandle();
  const seq = usePage((page) => page.moment.seq);
  const [list] = useState(() => new RequestList());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the trace is changed in place, its version tells
  const rows = useMemo(() => list.sync(records), [list, records, version]);
  const begun = rows.filter((row) => row.seq <= seq).slice(-LAST_REQUESTS);
  if (begun.length === 0) return null;
  return (
    <>
      <h2>{t('request.list')}</h2>
      <ul>
        {begun.map(({ story }) => (
          <li key={story.connection}>
            {t('request.from', { client: whoAsks(story, t), target: targetOf(store.getState(), story) })}
            {story.note.says && ` ${story.note.says}`}: {t(`request.${story.outcome.kind}`, saysOf(story))}
          </li>
        ))}
      </ul>
    </>
  );
}

function Queues(): ReactNode {
  const t = useT();
  const { activeQ, backoffQ, unschedulablePods } = usePage((page) => page.scheduler);
  return (
    <>
      {': '}
      {t('stage.queue.full', {
        active: activeQ.length,
        backoff: backoffQ.length,
        stuck: unschedulablePods.length,
      })}
    </>
  );
}

function Unplaced(): ReactNode {
  const t = useT();
  const pods = useUnplaced();
  const { store } = usePageHandle();
  if (pods.length === 0) return null;
  const page = store.getState();
  return (
    <>
      <h2>{t('stage.tray')}</h2>
      <ul>
        {pods.slice(0, MANY).map((pod) => (
          <li key={podId(pod)}>
            {pod.metadata.name}: {waitingFor(page, podId(pod), pod, t)}
          </li>
        ))}
        {pods.length > MANY && <li>{t('stage.more', { count: pods.length - MANY })}</li>}
      </ul>
    </>
  );
}

function NodeItem({ name, folded }: { readonly name: string; readonly folded: boolean }): ReactNode {
  const t = useT();
  const found = useByRef({ kind: 'Node', name }) as Node | null;
  const host = useHost(name);
  const pods = useDeferredValue(usePodsOn(name));
  const decision = useDecision();
  const verdict = decision && verdictOn(decision.decision, name);
  const { allocatable, requested } = loadOf(found, pods, null);
  const taints = found?.spec?.taints ?? [];
  const [open, setOpen] = useState(false);
  const details = useRef<HTMLDetailsElement>(null);
  const condition = conditionOf(found, host?.poweredOn ?? true, t);
  const list = (
    <ul>
      {pods.map((pod) => (
        <PodItem key={pod.metadata.uid ?? podId(pod)} pod={pod} node={name} />
      ))}
    </ul>
  );
  return (
    <li>
      {t('stage.node.label', { name, condition: condition.word })}
      <ul>
        <li>
          {t('stage.text.requested', {
            cpu: formatCPU(requested.milliCPU),
            cpuTotal: formatCPU(allocatable.milliCPU),
            memory: formatGi(requested.memoryBytes),
            memoryTotal: formatGi(allocatable.memoryBytes),
          })}
        </li>
        {taints.length > 0 && (
          <li>{t('stage.text.taints', { taints: taints.map(taintToString).join(', ') })}</li>
        )}
        {verdict && decision && (
          <li>
            <Rich
              text={t('stage.verdict.label', {
                pod: decision.decision.pod.split('/').at(-1) ?? '',
                verdict: wordsOf(verdict, t),
              })}
            />
          </li>
        )}
        <li>
          {pods.length === 0 ? (
            t('stage.node.empty')
          ) : folded ? (
            <details ref={details} onToggle={() => setOpen(details.current?.open ?? false)}>
              <summary>{t('stage.text.summary', { count: pods.length, phases: countTones(pods) })}</summary>
              {open && list}
            </details>
          ) : (
            <>
              {t('stage.text.pods')}
              {list}
            </>
          )}
        </li>
      </ul>
    </li>
  );
}

function PodItem({ pod, node }: { readonly pod: Pod; readonly node: string }): ReactNode {
  const t = useT();
  const host = useHost(node);
  const model = podModel(pod, host);
  return (
    <li>
      {t('stage.pod.label', { name: model.name, phase: model.phase, status: model.status })}
      {model.ip !== '' && `, ${model.ip}`}
      <ul>
        {model.sandbox && (
          <li>
            {t('stage.text.sandbox', {
              state: t(`stage.state.sandbox.${model.sandbox.state}`),
              namespaces: model.shared.join(', '),
            })}
          </li>
        )}
        {model.containers.map((container) => (
          <li key={container.name}>
            {t('stage.container.label', {
              kind: t(`stage.container.kind.${container.kind}`),
              name: container.name,
              state: containerState(container, t),
            })}
            {container.ready !== null &&
              `, ${t(container.ready ? 'stage.container.ready' : 'stage.container.notReady')}`}
            {container.restarts > 0 && `, ${t('stage.container.restarts', { count: container.restarts })}`}
            {container.mounts
              .map(({ volume, path }) => `, ${t('stage.container.mounts', { volume, path })}`)
              .join('')}
          </li>
        ))}
        {model.volumes.map(({ name, type, source, state }) => (
          <li key={name}>
            {t('stage.volume.label', {
              name,
              type,
              source,
              state: state === '' ? '' : t(`stage.state.volume.${state}`),
            })}
          </li>
        ))}
      </ul>
    </li>
  );
}
