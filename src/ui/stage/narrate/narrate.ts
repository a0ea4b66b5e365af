import type { Address, TraceRecord } from '../../../protocol/view.ts';
import type { Translate } from '../../i18n/dictionary.ts';
import { nodeOf, roleOf } from '../../state/address.ts';
import { decisionOf } from '../model/trace.ts';

/** What the record alone does not say. */
export interface NarrationContext {
  /** The step of the flow the record belongs to, as the documents number it. */
  readonly step?: string | undefined;
  /** For a binding: the node the scheduler chose. */
  readonly node?: string | undefined;
}

/** One sentence for what a record is about, with `code` and **strong** marks. */
export function narrate(record: TraceRecord, t: Translate, context: NarrationContext = {}): string {
  const sentence = capital(sentenceOf(record, t, context));
  return context.step === undefined ? sentence : t('stage.say.step', { step: context.step, sentence });
}

/** Who an address is, in a sentence. */
export function whoIs(address: Address, t: Translate): string {
  const role = roleOf(address);
  const node = nodeOf(address);
  const who = t.maybe(`stage.who.${role}`) ?? role;
  return node === '' || role === 'machine' ? fillNode(who, node) : t('stage.who.on', { who, node });
}

const fillNode = (who: string, node: string) => who.replace('{node}', node);
/** Programs are written as they write themselves, at the head of a sentence too. */
const OWN_SPELLING = /^(etcd|kubectl|containerd|runc|cAdvisor)\b/;
const capital = (text: string) =>
  OWN_SPELLING.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);

function sentenceOf(record: TraceRecord, t: Translate, context: NarrationContext): string {
  const { verb, detail = {} } = record;
  const from = roleOf(record.from);
  const to = roleOf(record.to);
  const params = {
    from: whoIs(record.from, t),
    to: whoIs(record.to, t),
    object: nameOf(record, t),
    verb,
    node: context.node ?? nodeOf(record.to) ?? '',
    image: text(detail.image),
    container: text(detail.container) || (record.object?.name.split('/').at(-1) ?? ''),
    ip: text(detail.ip),
    message: text(detail.message),
    exitCode: text(detail.exitCode),
  };
  const say = (key: string): string | null => t.maybe(`stage.say.${key}`, params);
  const fallback = () =>
    say(record.from === record.to ? 'other.self' : record.object ? 'other.object' : 'other') ?? verb;

  if (verb === 'schedule') return scheduling(record, t, params) ?? fallback();
  if (verb === 'match-volume') return say(matchKey(detail)) ?? fallback();
  if (verb === 'watch') return say(watchKey(record, from, to)) ?? fallback();
  if (verb === 'reply') return say(replyKey(record, from, to)) ?? fallback();
  if (verb === 'txn') return say(txnKey(record)) ?? fallback();
  if (verb === 'bind') return say(context.node ? 'bind' : 'bind.somewhere') ?? fallback();
  if (to === 'apiserver') return say(callKey(record, from)) ?? fallback();
  if (verb === 'start' && record.object?.kind === 'Sandbox') return say('start.sandbox') ?? fallback();
  if (verb === 'exit') return say(params.exitCode === '' ? 'exit' : 'exit.code') ?? fallback();
  if (verb === 'PullImage' && params.image === '') return say('PullImage.any') ?? fallback();
  return say(verb) ?? fallback();
}

/** The object as a reader names it: a Pod by its name, anything else with its kind. */
function nameOf({ object }: TraceRecord, t: Translate): string {
  if (!object) return '';
  if (object.kind === 'Pod') return `**${object.name}**`;
  if (object.kind === 'Sandbox') return `**${object.name.split('/')[0]}**`;
  if (object.kind === 'Container') {
    const [pod = '', container = ''] = object.name.split('/');
    return container === '' ? `**${pod}**` : t('stage.say.containerOf', { container, pod });
  }
  return `${object.kind} **${object.name}**`;
}

function scheduling(record: TraceRecord, t: Translate, params: { readonly object: string }): string | null {
  const decision = decisionOf(record);
  if (!decision) return null;
  if (decision.selected === null) {
    return t('stage.say.schedule.none', { ...params, message: decision.message });
  }
  const chosen = decision.feasible.indexOf(decision.selected);
  const values = {
    ...params,
    node: decision.selected,
    feasible: decision.feasible.length,
    count: decision.nodeCount,
    total: decision.totals[chosen] ?? 0,
    ties: decision.ties,
  };
  // The tables of a very large decision are not kept: the numbers are unknown then.
  if (decision.nodes.length === 0) return t('stage.say.schedule.large', values);
  if (decision.feasible.length === 1) return t('stage.say.schedule.only', values);
  if (decision.ties > 1) return t('stage.say.schedule.tie', values);
  return t('stage.say.schedule.best', values);
}

function matchKey(detail: Readonly<Record<string, unknown>>): string {
  if (text(detail.chosen) !== '') return 'match.found';
  if (detail.provisioning) return 'match.provision';
  return 'match.none';
}

/** From etcd or the API server a watch is news; to them it is the wish to hear some. */
function watchKey(record: TraceRecord, from: string, to: string): string {
  if (to === 'cadvisor') return 'watch.cadvisor';
  if (from !== 'etcd' && from !== 'apiserver') return record.object ? 'watch.begin.object' : 'watch.begin';
  if (from === 'apiserver' && to === 'etcd') return 'watch.begin';
  const event = text(record.detail?.event);
  if (to === 'kubelet' && record.object?.kind === 'Pod' && event === 'ADDED') return 'watch.yours';
  return event === 'ADDED' || event === 'MODIFIED' || event === 'DELETED' ? `watch.${event}` : 'watch.news';
}

function replyKey(record: TraceRecord, from: string, to: string): string {
  const { detail = {} } = record;
  if (from === 'cni' && text(detail.ip) !== '') return 'reply.ip';
  if (from === 'etcd')
    return detail.succeeded === false || detail.conflict === true ? 'reply.conflict' : 'reply.stored';
  if (from === 'volumes') return 'reply.volumes';
  const code = detail.code;
  if (from === 'apiserver' && code === 404) return 'reply.notFound';
  if (from === 'apiserver' && typeof code === 'number' && code >= 400) return 'reply.refused';
  if (from === 'cri' && to === 'kubelet') return record.object ? 'reply.object' : 'reply';
  return record.object ? 'reply.object' : 'reply';
}

function txnKey({ change }: TraceRecord): string {
  if (!change) return 'txn.lost';
  if (change.before === null) return 'txn.new';
  return change.after === null ? 'txn.delete' : 'txn.change';
}

/** A call to the API server, told by who calls and what for. */
function callKey(record: TraceRecord, from: string): string {
  const { verb, object } = record;
  const kind = object?.kind ?? '';
  if (from === 'user') return 'other';
  if (kind === 'Event') return 'call.event';
  if (kind === 'Lease') return 'call.lease';
  if (kind === 'Node' && verb === 'create' && from === 'kubelet') return 'call.register';
  if (kind === 'Node' && verb === 'patch' && from === 'kubelet') return 'call.nodeStatus';
  if (kind === 'Pod' && verb === 'patch' && from === 'kubelet') return 'call.status';
  if (kind === 'Pod' && verb === 'patch' && from === 'scheduler') return 'call.unschedulable';
  const known = ['get', 'list', 'create', 'update', 'patch', 'delete', 'evict'];
  return known.includes(verb) ? (object ? `call.${verb}` : 'other') : 'other';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** The sentence without its marks, for a voice. */
export function plain(sentence: string): string {
  return sentence.replaceAll('**', '').replaceAll('`', '');
}
