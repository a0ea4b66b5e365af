import type { Address, TraceRecord } from '../../../protocol/view.ts';
import { type PageState, usePage } from '../../state/index.ts';

export function currentRecord(page: PageState): TraceRecord | null {
  return page.records[page.moment.seq - 1] ?? null;
}

/** The record that led to the one of the moment. */
export function currentCause(page: PageState): TraceRecord | null {
  const cause = currentRecord(page)?.cause ?? null;
  return cause === null ? null : (page.records[cause - 1] ?? null);
}

const PACKET = /^(open|accept|data|close|reset|datagram|echo|echo-reply|unreachable)$/;

/** How a part takes part in the current message. */
export type Role = 'sends' | 'receives' | 'works';

export function roleIn(record: TraceRecord | null, address: Address): Role | null {
  if (!record || record.background) return null;
  // runc starts processes; what travels between them passes it by.
  if (address.startsWith('runtime/') && PACKET.test(record.verb)) return null;
  if (record.from === address) return record.to === address ? 'works' : 'sends';
  return record.to === address ? 'receives' : null;
}

export function useRoleIn(address: Address): Role | null {
  return usePage((page) => roleIn(currentRecord(page), address));
}

/** True when the page is moving too fast for single messages to be seen. */
export function isHurried({ play }: Pick<PageState, 'play'>): boolean {
  if (!play.playing) return false;
  return play.pace.kind === 'max' || (play.pace.kind === 'clock' && play.pace.rate >= 10);
}
