import type { Lookup } from '../../linux/net/dns.ts';
import type { HttpState } from '../servers/http.ts';
import type { Config } from './config.ts';

export interface Options {
  readonly file: string;
  readonly globals: string;
}

export type Addresses = Readonly<Record<string, readonly string[]>>;

/** A configuration that is read, and whose names are being looked up. */
export interface Loading {
  readonly config: Config;
  readonly addresses: Addresses;
  readonly lookup: Lookup | null;
}

export interface Listening {
  readonly ip: string;
  readonly port: number;
  readonly fd: number;
}

export interface Master {
  readonly role: 'master';
  readonly options: Options;
  /** `test` ends after looking at the configuration. */
  readonly mode: 'serve' | 'test';
  readonly loading: Loading | null;
  readonly config: Config | null;
  readonly addresses: Addresses;
  readonly listeners: readonly Listening[];
  readonly logs: Readonly<Record<string, number>>;
  readonly workers: readonly number[];
  /** Of earlier configurations; they end by themselves. */
  readonly leaving: readonly number[];
  /** How often binding has failed, and when it is tried again. */
  readonly tries: number;
  readonly retryMs: number;
  readonly stopping: boolean;
}

export interface WorkerState {
  readonly role: 'worker';
  readonly isReady: boolean;
  readonly config: Config;
  readonly addresses: Addresses;
  readonly logs: Readonly<Record<string, number>>;
  readonly http: HttpState;
  readonly turns: Readonly<Record<string, number>>;
  readonly leaving: boolean;
}
