import './words.ts';
import { type ReactNode, useMemo } from 'react';
import type { Endpoint, Service } from '../../../api/index.ts';
import type { TraceRecord } from '../../../protocol/view.ts';
import { classes } from '../../design/index.ts';
import { formatTime, Rich, type Translate, useT } from '../../i18n/index.ts';
import { useActions, usePage, usePageHandle, useRecords } from '../../state/index.ts';
import { podAt } from './ends.ts';
import { saysOf, targetOf, whoAsks } from './list.ts';
import { ipOf, portOf, short } from './packet.ts';
import styles from './RequestView.module.css';
import { reasonText } from './reason.ts';
import { endpointOf, sayPacket } from './say.ts';
import { type ServiceThen, serviceAt, serviceOfRule, useServiceThen } from './service.ts';
import { FAILURES, isFailure, type Story, storyAt } from './story.ts';

/** The request a message belongs to: what became of it and why, and every hop it took. */
export function RequestView({ seq }: { readonly seq: number }): ReactNode {
  const t = useT();
  const { store } = usePageHandle();
  const { records, version } = useRecords();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the trace is changed in place, its version tells
  const story = useMemo(() => storyAt(records, seq), [records, seq, version]);
  const serviceName = useServiceName(story);
  const then = useServiceThen(serviceName, story?.hops[0]?.seq ?? 0);
  if (!story) return null;
  const { outcome } = story;
  const failed = FAILURES.has(outcome.kind);
  const page = store.getState();
  const context: Context = { t, page, story, serviceName, then };
  const why = failed ? whyOf(context) : [];
  const checks = failed ? checksOf(context) : [];
  return (
    <section className={styles.request} aria-label={t('request.title')}>
      <h3 className={styles.title}>
        {t('request.from', { client: whoAsks(story, t), target: targetOf(page, story) })}{' '}
        <span>{story.names.length > 0 ? 'DNS' : story.note.says}</span>
      </h3>
      <p className={classes(styles.outcome, failed && styles.failed)} data-outcome={outcome.kind}>
        {t(`request.${outcome.kind}`, saysOf(story))}
      </p>
      {why.length > 0 && (
        <Part title={t('request.why')}>
          {why.map((sentence) => (
            <p key={sentence}>
              <Rich text={sentence} />
            </p>
          ))}
        </Part>
      )}
      {checks.length > 0 && (
        <Part title={t('request.check')}>
          <ul className={styles.checks}>
            {checks.map((check) => (
              <li key={check}>
                <Rich text={check} />
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Names story={story} />
      {serviceName !== null && <ServicePart name={serviceName} then={then} story={story} />}
      <Part title={t('request.path')}>
        <ol className={styles.hops}>
          {story.hops.map((hop) => (
            <Hop key={hop.seq} hop={hop} current={hop.seq === seq} first={story.hops[0] as TraceRecord} />
          ))}
        </ol>
      </Part>
    </section>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className={styles.part}>
      <h4>{title}</h4>
      {children}
    </div>
  );
}

/** The Service whose address was asked for, whether or not a rule of it matched. */
function useServiceName(story: Story | null): string | null {
  return usePage((page) => {
    if (!story) return null;
    const rule = story.ruled?.detail?.rule;
    if (typeof rule === 'string') return serviceOfRule(rule);
    return serviceAt(page.tables.ofKind('Service').values(), ipOf(story.note.destination));
  });
}

/** What the name was looked up as, and what was found. */
function Names({ story }: { readonly story: Story }): ReactNode {
  const t = useT();
  const actions = useActions();
  const names = story.names.length > 0 ? story.names : (story.lookup?.names ?? []);
  if (names.length === 0) return null;
  return (
    <Part title={t('request.lookup')}>
      <ul className={styles.list}>
        {names.map(({ seq, name, answer, reason }) => (
          <li key={seq}>
            <button
              type="button"
              className={styles.seq}
              aria-label={t('request.go', { seq })}
              onClick={() => void actions.seek({ seq })}
            >
              #{seq}
            </button>
            <span>
              <code>{name.replace(/^A /, '')}</code> → <b>{answer || t('request.lookup.open')}</b>
              {reason !== '' && <small>{reasonText(reason, t)}</small>}
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

interface ServicePartProps {
  readonly name: string;
  readonly then: ServiceThen | null;
  readonly story: Story;
}

/** The rule that matched, and who could have been chosen. */
function ServicePart({ name, then, story }: ServicePartProps): ReactNode {
  const t = useT();
  const actions = useActions();
  const [namespace = '', own = ''] = name.split('/');
  const change = story.ruled?.detail?.dnat;
  const chosen = typeof change === 'string' ? ipOf(change.split(' → ')[1] ?? '') : '';
  return (
    <Part title={t('request.service')}>
      <p>
        <button
          type="button"
          className={styles.link}
          onClick={() => actions.select({ kind: 'object', ref: { kind: 'Service', namespace, name: own } })}
        >
          Service {short(name)}
        </button>{' '}
        {then?.service && portsOf(then.service)}
      </p>
      {typeof change === 'string' && (
        <p>
          {t('request.service.to')} <code>{change}</code>
        </p>
      )}
      <p>
        {t(then && then.endpoints.length === 0 ? 'request.service.noEndpoints' : 'request.service.endpoints')}
      </p>
      {then && then.endpoints.length > 0 && (
        <ul className={styles.list}>
          {then.endpoints.map((endpoint) => (
            <li key={endpoint.addresses[0]} data-chosen={endpoint.addresses[0] === chosen || undefined}>
              <span>
                <code>{endpoint.addresses[0]}</code> {endpoint.targetRef?.name}{' '}
                {endpoint.nodeName && <small>{endpoint.nodeName}</small>}
              </span>
              <b data-ready={endpoint.conditions?.ready !== false}>{readiness(endpoint, t)}</b>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

function readiness({ conditions }: Endpoint, t: Translate): string {
  if (conditions?.ready !== false) return t('request.service.ready');
  return t(conditions.terminating === true ? 'request.service.ending' : 'request.service.notReady');
}

function portsOf({ spec }: Service): string {
  return (spec.ports ?? [])
    .map(
      ({ port, targetPort, protocol = 'TCP' }) =>
        `${port}${targetPort ? ` → ${targetPort}` : ''}/${protocol}`,
    )
    .join(', ');
}

interface HopProps {
  readonly hop: TraceRecord;
  readonly first: TraceRecord;
  readonly current: boolean;
}

function Hop({ hop, first, current }: HopProps): ReactNode {
  const t = useT();
  const actions = useActions();
  const { store } = usePageHandle();
  const failed = isFailure(hop);
  return (
    <li aria-current={current ? 'true' : undefined} data-failed={failed || undefined}>
      <button
        type="button"
        className={styles.seq}
        aria-label={t('request.go', { seq: hop.seq })}
        onClick={() => void actions.seek({ seq: hop.seq })}
      >
        #{hop.seq}
      </button>
      <span>
        <Rich text={sayPacket(store.getState(), hop, t) ?? hop.verb} />
        {hop.timeMs > first.timeMs && <small>+{formatTime(hop.timeMs - first.timeMs)}</small>}
      </span>
    </li>
  );
}

interface Context {
  readonly t: Translate;
  readonly page: Parameters<typeof podAt>[0];
  readonly story: Story;
  readonly serviceName: string | null;
  readonly then: ServiceThen | null;
}

const podsOf = ({ endpoints }: ServiceThen): readonly string[] =>
  endpoints.flatMap(({ targetRef }) => (targetRef?.name === undefined ? [] : [targetRef.name]));

/** The reason in plain words; the numbers and names are those of the records and of the objects at that time. */
function whyOf({ t, page, story, serviceName, then }: Context): string[] {
  const { outcome, note } = story;
  const service = short(serviceName ?? '');
  switch (outcome.kind) {
    case 'noEndpoints': {
      if (!then?.service) return [t('request.why.noEndpoints', { service })];
      const { selector } = then.service.spec;
      const pods = podsOf(then);
      if (then.endpoints.length > 0) {
        return [t('request.why.notReady', { service, count: then.endpoints.length, pods: pods.join(', ') })];
      }
      if (!selector || Object.keys(selector).length === 0) return [t('request.why.noSelector', { service })];
      const words = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
      return [t('request.why.selector', { service, selector: words.join(',') })];
    }
    case 'refused': {
      const port = portOf(outcome.at);
      const sentences = [t('request.why.refused', { endpoint: endpointOf(page, outcome.at), port })];
      const { listening } = outcome;
      if (listening === null) return sentences;
      if (listening.length === 0) return [...sentences, t('request.why.deaf')];
      if (listening.some((one) => one.startsWith('127.') && portOf(one) === port)) {
        return [...sentences, t('request.why.loopback', { port })];
      }
      return [...sentences, t('request.why.listening', { ports: listening.join(', ') })];
    }
    case 'unknownName':
      return [t('request.why.unknownName', { count: outcome.names.length })];
    case 'dropped': {
      const reason = reasonText(outcome.reason, t);
      if (!serviceName || !then?.service || story.ruled) return [t('request.why.dropped', { reason })];
      const port = portOf(note.destination);
      return [t('request.why.port', { service, port, ports: portsOf(then.service) }), t('request.why.waits')];
    }
    case 'unreachable':
      return [t('request.why.unreachable', { reason: reasonText(outcome.reason, t) })];
    case 'status':
      return [t('request.why.status', { says: outcome.says })];
    default:
      return [];
  }
}

function checksOf({ t, page, story, serviceName, then }: Context): string[] {
  const { outcome } = story;
  switch (outcome.kind) {
    case 'noEndpoints': {
      const pods = then ? podsOf(then) : [];
      if (pods.length > 0) {
        return [t('request.check.notReady', { pod: pods[0] ?? '' }), t('request.check.endpoints')];
      }
      return [t('request.check.selector'), t('request.check.endpoints')];
    }
    case 'refused':
      return [t(serviceName === null ? 'request.check.port' : 'request.check.targetPort')];
    case 'unknownName':
      return [t('request.check.name')];
    case 'dropped':
      return [t(serviceName === null ? 'request.check.there' : 'request.check.servicePort')];
    case 'unreachable':
      return [t('request.check.there')];
    case 'status': {
      const answered = story.hops.find(({ detail }) => detail?.accepted !== undefined);
      const pod =
        typeof answered?.detail?.accepted === 'string' ? podAt(page, ipOf(answered.detail.accepted)) : null;
      return [t('request.check.logs', { pod: short(pod ?? '') })];
    }
    default:
      return [];
  }
}
