import type { Address, TraceRecord } from '../../../protocol/view.ts';
import type { Translate } from '../../i18n/dictionary.ts';
import { nodeOf, roleOf } from '../../state/address.ts';
import { codeOf, eventOf, shortName } from '../model/message.ts';
import { decisionOf } from '../model/trace.ts';

/** What the record alone does not say. */
export interface NarrationContext {
  /** The step of the flow the record belongs to, as the documents number it. */
  readonly step?: string | undefined;
  /** For a binding: the node the scheduler chose. */
  readonly node?: string | undefined;
  /** The record that led to this one. */
  readonly cause?: TraceRecord | null | undefined;
  /** For the writing of an Event: its reason. */
  readonly reason?: string | undefined;
}

/** One sentence for what a record is about, with `code` and **strong** marks. */
export function narrate(record: TraceRecord, t: Translate, context: NarrationContext = {}): string {
  const sentence = finish(sentenceOf(record, t, context), t);
  return context.step === undefined ? sentence : t('stage.say.step', { step: context.step, sentence });
}

/** The sentence without its marks, for a voice. */
export function plain(sentence: string): string {
  return sentence.replaceAll('**', '').replaceAll('`', '');
}

/** Who an address is, in a sentence; on `near`, its node need not be named again. */
export function whoIs(address: Address, t: Translate, near = ''): string {
  const role = roleOf(address);
  const node = nodeOf(address);
  const who = t.maybe(`stage.who.${role}`, { node }) ?? role;
  return node === '' || node === near || role === 'machine' ? who : t('stage.who.on', { who, node });
}

/** Programs are written as they write themselves, at the head of a sentence too. */
const OWN_SPELLING = /^(etcd|kubectl|containerd|runc|cAdvisor)\b/;

/** What filled blanks leave to mend: the capital of an English sentence, the gaps between Chinese words. */
export function finish(text: string, t: Translate): string {
  if (t.locale === 'zh-CN') return text.replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '');
  return OWN_SPELLING.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

type Detail = Readonly<Record<string, unknown>>;

function sentenceOf(record: TraceRecord, t: Translate, context: NarrationContext): string {
  const { verb, detail = {} } = record;
  const to = roleOf(record.to);
  const params = {
    from: whoIs(record.from, t),
    to: whoIs(record.to, t, nodeOf(record.from)),
    self: whoIs(record.to, t),
    object: nameOf(record, t),
    verb,
    node: context.node ?? '',
    reason: context.reason ?? '',
    line: text(detail.line).replace(/^kubectl /, ''),
    image: text(detail.image),
    container: text(detail.container) || (record.object?.name.split('/').at(-1) ?? ''),
    ip: text(detail.ip),
    message: text(detail.message) || text(context.cause?.detail?.message),
    error: text(detail.error),
    exitCode: text(detail.exitCode),
    target: text(detail.accepted),
  };
  const say = (key: string): string | null => t.maybe(`stage.say.${key}`, params);
  const known = () => {
    if (verb === 'schedule') return scheduling(record, t, params);
    if (verb === 'bind') return say(context.node ? 'bind' : 'bind.somewhere');
    if (to === 'apiserver' && verb !== 'reply' && roleOf(record.from) !== 'etcd') {
      return say(callKey(record, context));
    }
    return say(keyOf(record, context, params));
  };
  return (
    known() ??
    say(record.from === record.to ? 'other.self' : record.object ? 'other.object' : 'other') ??
    verb
  );
}

/** Which sentence a message gets, by its verb and what is known of it. */
function keyOf(
  record: TraceRecord,
  context: NarrationContext,
  params: {
    readonly image: string;
    readonly exitCode: string;
    readonly line: string;
    readonly error: string;
  },
): string {
  const { verb, detail = {}, object } = record;
  switch (verb) {
    case 'run':
      return params.line === '' ? 'run' : 'run.line';
    case 'watch':
      return watchKey(record, context.cause ?? null);
    case 'reply':
      return replyKey(record, context.cause ?? null, params.error);
    case 'txn':
      return txnKey(record);
    case 'match-volume':
      return matchKey(detail);
    case 'admit':
      return detail.admitted === false ? 'admit.no' : detail.admitted === true ? 'admit.yes' : 'admit';
    case 'start':
      return object?.kind === 'Sandbox' ? 'start.sandbox' : object ? 'start' : 'other';
    case 'exit':
    case 'exited':
    case 'ended':
      if (object?.kind === 'Sandbox') return 'exit.sandbox';
      return params.exitCode === '' ? 'exit' : 'exit.code';
    case 'sync':
      return roleOf(record.from) === 'kube-proxy' ? 'rules' : verb;
    case 'open':
      return text(detail.accepted) === '' ? verb : 'open.to';
    case 'kill':
      return object?.kind === 'Sandbox' ? 'kill.sandbox' : 'kill';
    case 'PullImage':
    case 'ImageStatus':
      return params.image === '' ? `${verb}.any` : verb;
    case 'event':
      return params.exitCode === '' ? 'event' : 'event.exit';
    default:
      return verb;
  }
}

/** The object as a reader names it: a Pod by its name, anything else with its kind. */
function nameOf({ object }: TraceRecord, t: Translate): string {
  if (!object) return '';
  if (object.kind === 'Pod') return `**${object.name}**`;
  if (object.kind === 'Event') return t('stage.say.eventOf', { name: shortName(object) });
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
  const values = {
    ...params,
    node: decision.selected,
    feasible: decision.feasible.length,
    count: decision.nodeCount,
    total: decision.totals[decision.feasible.indexOf(decision.selected)] ?? 0,
    ties: decision.ties,
  };
  // The tables of a very large decision are not kept: the numbers are unknown then.
  if (decision.nodes.length === 0) return t('stage.say.schedule.large', values);
  if (decision.feasible.length === 1) return t('stage.say.schedule.only', values);
  return t(decision.ties > 1 ? 'stage.say.schedule.tie' : 'stage.say.schedule.best', values);
}

function matchKey(detail: Detail): string {
  if (text(detail.chosen) !== '') return 'match.found';
  return detail.provisioning ? 'match.provision' : 'match.none';
}

/** From etcd or the API server a watch is news; to them it is the wish to hear some. */
function watchKey(record: TraceRecord, cause: TraceRecord | null): string {
  const from = roleOf(record.from);
  const to = roleOf(record.to);
  if (to === 'cadvisor') return 'watch.cadvisor';
  if (to === 'etcd') return 'watch.begin';
  if (from !== 'etcd' && from !== 'apiserver') return record.object ? 'watch.begin.object' : 'watch.begin';
  const event = eventOf(record, cause);
  if (to === 'kubelet' && record.object?.kind === 'Pod' && event === 'ADDED') return 'watch.yours';
  return event === 'ADDED' || event === 'MODIFIED' || event === 'DELETED' ? `watch.${event}` : 'watch.news';
}

function replyKey(record: TraceRecord, cause: TraceRecord | null, error: string): string {
  const { detail = {}, object } = record;
  const from = roleOf(record.from);
  if (error !== '') return 'reply.error';
  if (from === 'cni' && text(detail.ip) !== '') return 'reply.ip';
  if (from === 'cri' && text(detail.ip) !== '') return 'reply.sandbox';
  if (from === 'cri' && text(detail.image) !== '') return 'reply.image';
  if (from === 'volumes') return cause?.verb === 'unmount' ? 'reply.unmounted' : 'reply.volumes';
  if (from === 'runtime' && object) return object.kind === 'Sandbox' ? 'reply.pause' : 'reply.started';
  if (from === 'etcd') {
    if (detail.succeeded === false || detail.conflict === true) return 'reply.conflict';
    return cause?.change?.after === null ? 'reply.removed' : 'reply.stored';
  }
  const code = codeOf(record, cause);
  if (code === 404 && object) return 'reply.notFound';
  if (code !== null && code >= 400) return 'reply.refused';
  if (code !== null && object) return 'reply.done';
  return object ? 'reply.object' : 'reply';
}

function txnKey({ change }: TraceRecord): string {
  if (!change) return 'txn.lost';
  if (change.before === null) return 'txn.new';
  return change.after === null ? 'txn.delete' : 'txn.change';
}

const CALLS = new Set(['get', 'list', 'create', 'update', 'patch', 'delete', 'evict']);

/** What goes through the API server to a Pod and back. */
const STREAMS = new Set(['attach', 'close', 'exec', 'log', 'portforward', 'stdin', 'stream']);

/** A call to the API server, told by who calls and what for. */
function callKey(record: TraceRecord, context: NarrationContext): string {
  const { verb, object, detail = {} } = record;
  const from = roleOf(record.from);
  if (detail.subresource === 'token') return 'call.token';
  if (STREAMS.has(verb)) return verb;
  if (verb === 'watch') return object ? 'watch.begin.object' : 'watch.begin';
  if (verb === 'unwatch') return object ? 'unwatch' : 'unwatch.all';
  if (object?.kind === 'Event') return context.reason ? 'call.event.reason' : 'call.event';
  if (object?.kind === 'Lease') return 'call.lease';
  if (from === 'kubelet' && object?.kind === 'Node' && verb === 'create') return 'call.register';
  if (from === 'kubelet' && object?.kind === 'Node' && verb === 'patch') return 'call.nodeStatus';
  if (from === 'kubelet' && object?.kind === 'Pod' && verb === 'patch') return 'call.status';
  if (from === 'scheduler' && object?.kind === 'Pod' && verb === 'patch') return 'call.unschedulable';
  return object && CALLS.has(verb) ? `call.${verb}` : 'other';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
