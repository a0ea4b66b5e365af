import type { EndpointSlice, Service } from '../../../api/index.ts';
import { emptyTable, type Table } from '../../kernel/table.ts';

export interface CoreDnsState {
  /** By `namespace/name`. */
  readonly services: Table<Service>;
  readonly slices: Table<EndpointSlice>;
  /** By Service: the keys of its slices, sorted. */
  readonly slicesOf: Table<readonly string[]>;
  /** Service by cluster IP. */
  readonly byIp: Table<string>;
  readonly namespaces: Table<true>;
}

export function initialCoreDns(): CoreDnsState {
  return {
    services: emptyTable(),
    slices: emptyTable(),
    slicesOf: emptyTable(),
    byIp: emptyTable(),
    namespaces: emptyTable(),
  };
}
