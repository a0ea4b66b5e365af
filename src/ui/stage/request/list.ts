import type { TraceRecord } from '../../../protocol/view.ts';
import type { Translate } from '../../i18n/index.ts';
import type { PageState } from '../../state/index.ts';
import { podAt } from './ends.ts';
import { after, ipOf, isDns, isLoopback, isPacket, noteOf, short } from './packet.ts';
import { serviceOfRule } from './service.ts';
import { type Story, storyAt } from './story.ts';

/** Whose request it is, in a word. */
export function whoAsks({ by, client }: Pick<Story, 'by' | 'client'>, t: Translate): string {
  switch (by) {
    case 'pod':
      return short(client);
    case 'kubelet':
      return t('request.who.kubelet');
    case 'kubectl':
      return t('request.who.you');
    default:
      return client;
  }
}

/** What its outcome is told with. */
export function saysOf({ outcome }: Story): { readonly says: string } {
  return { says: 'says' in outcome ? outcome.says : '' };
}

/** Whom it is for, in a word: a Service, a name, a Pod, or an address. */
export function targetOf(page: Pick<PageState, 'tables'>, story: Story): string {
  const { note, ruled, lookup, names } = story;
  if (names.length > 0) return plainName(names.at(-1)?.name ?? '');
  const rule = ruled?.detail?.rule;
  if (typeof rule === 'string') return short(serviceOfRule(rule));
  const looked = lookup?.names.at(-1);
  if (looked) return plainName(looked.name);
  const ip = ipOf(after(story.hops[0]?.detail?.hostPort) ?? note.destination);
  const pod = isLoopback(ip) ? null : podAt(page, ip);
  return pod === null ? note.destination : short(pod);
}

const plainName = (name: string): string =>
  name.replace(/^\w+ /, '').replace(/(\.default)?\.svc\.cluster\.local$/, '');

/** A request of the run; it begins with the looking up of its name. */
export interface Row {
  /** Where it begins. */
  readonly seq: number;
  readonly story: Story;
}

/** Records after which a story is taken for complete. */
const SETTLED = 400;

/**
 * The requests of a run, but for the probes of kubelets. It follows the trace, which is one array that is cut
 * and appended to, and reads every record once.
 */
export class RequestList {
  rows: readonly Row[] = [];
  #read = 0;
  #last: TraceRecord | undefined;
  readonly #known = new Set<string>();
  readonly #rows: Row[] = [];
  readonly #begun: TraceRecord[] = [];

  /** Brings the list up to date; the same list when nothing has changed. */
  sync(records: readonly TraceRecord[]): readonly Row[] {
    if (this.#read > 0 && (records.length < this.#read || records[this.#read - 1] !== this.#last))
      this.#clear();
    if (records.length === this.#read) return this.rows;
    for (; this.#read < records.length; this.#read++) this.#look(records[this.#read] as TraceRecord);
    this.#last = records[this.#read - 1];
    for (const record of this.#begun.splice(0)) {
      const story = storyAt(records, record.seq);
      if (!story) continue;
      const end = story.hops.at(-1)?.seq ?? record.seq;
      this.#put(story);
      // More of it may come: it is told again next time.
      if (records.length - end < SETTLED) this.#begun.push(record);
    }
    this.rows = [...this.#rows];
    return this.rows;
  }

  #look(record: TraceRecord): void {
    if (record.background || record.detail?.packet === undefined || !isPacket(record)) return;
    const note = noteOf(record);
    if (note?.toward !== 'server' || this.#known.has(note.connection)) return;
    if (note.connection.startsWith('kubelet/')) return;
    this.#known.add(note.connection);
    this.#begun.push(record);
  }

  #put(story: Story): void {
    const seq = story.lookup?.hops[0]?.seq ?? story.hops[0]?.seq ?? 0;
    const at = this.#rows.findIndex((row) => row.story.connection === story.connection);
    if (at !== -1) this.#rows[at] = { seq, story };
    // A look-up that has led somewhere is part of that.
    else this.#rows.push({ seq, story });
    const lookup = story.lookup?.connection;
    const own = this.#rows.findIndex((row) => row.story.connection === lookup && isDns(row.story.note));
    if (own !== -1) this.#rows.splice(own, 1);
  }

  #clear(): void {
    this.#read = 0;
    this.rows = [];
    this.#known.clear();
    this.#rows.length = 0;
    this.#begun.length = 0;
  }
}
