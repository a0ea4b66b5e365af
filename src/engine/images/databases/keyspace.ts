// Models redis@v7.4 src/db.c
// The commands that a learner tries.
// Differs: one database; no scripting, streams, transactions, publish and subscribe, or replication.
import type { Sys } from '../../linux/sys.ts';
import { globExpression } from '../servers/glob.ts';
import { bulk, error, integer, list, nil, ok, type RespValue } from './resp.ts';

export interface Entry {
  readonly value: string | readonly string[] | Readonly<Record<string, string>>;
  readonly type: 'string' | 'list' | 'set' | 'hash';
  readonly untilMs: number | null;
}

/** By key: plain data. */
export type Keyspace = Readonly<Record<string, Entry>>;

const WRONG_TYPE = error('WRONGTYPE Operation against a key holding the wrong kind of value');
const NOT_INTEGER = error('ERR value is not an integer or out of range');

/** How many arguments each command takes with its own name, negative: at least. */
const ARITY: Readonly<Record<string, number>> = {
  echo: 2,
  get: 2,
  set: -3,
  setnx: 3,
  setex: 4,
  getset: 3,
  append: 3,
  strlen: 2,
  del: -2,
  exists: -2,
  incr: 2,
  decr: 2,
  incrby: 3,
  decrby: 3,
  expire: -3,
  ttl: 2,
  persist: 2,
  type: 2,
  keys: 2,
  mget: -2,
  mset: -3,
  lpush: -3,
  rpush: -3,
  lpop: 2,
  rpop: 2,
  llen: 2,
  lrange: 4,
  sadd: -3,
  srem: -3,
  smembers: 2,
  scard: 2,
  sismember: 3,
  hset: -4,
  hget: 3,
  hdel: -3,
  hgetall: 2,
};

export interface Result {
  readonly reply: RespValue;
  readonly keys: Keyspace;
}

/** Carries out a command on the keys; undefined when it is none of these. */
export function command(sys: Sys, before: Keyspace, words: readonly string[]): Result | undefined {
  const name = (words[0] ?? '').toLowerCase();
  const arity = ARITY[name];
  if (arity === undefined) return undefined;
  if (arity > 0 ? words.length !== arity : words.length < -arity) {
    return { reply: error(`ERR wrong number of arguments for '${name}' command`), keys: before };
  }
  const keys: Record<string, Entry> = {};
  for (const [key, entry] of Object.entries(before)) {
    if (entry.untilMs === null || entry.untilMs > sys.nowMs) keys[key] = entry;
  }
  return { reply: carryOut(sys, keys, name, words.slice(1)), keys };
}

function carryOut(sys: Sys, keys: Record<string, Entry>, name: string, args: readonly string[]): RespValue {
  const [key = '', second = '', third = ''] = args;
  const entry = keys[key];
  const put = (value: Entry['value'], type: Entry['type'], untilMs: number | null = null) => {
    keys[key] = { value, type, untilMs };
  };
  const text = typeof entry?.value === 'string' ? entry.value : undefined;
  const items = Array.isArray(entry?.value) ? (entry.value as readonly string[]) : [];
  const hash = entry?.type === 'hash' ? (entry.value as Readonly<Record<string, string>>) : {};
  const needs = WANTS[name];
  if (needs !== undefined && entry !== undefined && entry.type !== needs) return WRONG_TYPE;
  switch (name) {
    case 'echo':
      return bulk(key);
    case 'get':
      return text === undefined ? nil : bulk(text);
    case 'set': {
      const options = args.slice(2).map((word) => word.toUpperCase());
      if (options.includes('NX') && entry !== undefined) return nil;
      if (options.includes('XX') && entry === undefined) return nil;
      const seconds = options.indexOf('EX');
      const millis = options.indexOf('PX');
      const ttlMs =
        seconds >= 0 ? Number(options[seconds + 1]) * 1000 : millis >= 0 ? Number(options[millis + 1]) : null;
      put(second, 'string', ttlMs === null ? null : sys.nowMs + ttlMs);
      return ok;
    }
    case 'setnx':
      if (entry !== undefined) return integer(0);
      put(second, 'string');
      return integer(1);
    case 'setex':
      put(third, 'string', sys.nowMs + Number(second) * 1000);
      return ok;
    case 'getset':
      put(second, 'string');
      return text === undefined ? nil : bulk(text);
    case 'append':
      put((text ?? '') + second, 'string', entry?.untilMs ?? null);
      return integer((text ?? '').length + second.length);
    case 'strlen':
      return integer(text?.length ?? 0);
    case 'del': {
      const found = args.filter((one) => keys[one] !== undefined);
      for (const one of found) delete keys[one];
      return integer(found.length);
    }
    case 'exists':
      return integer(args.filter((one) => keys[one] !== undefined).length);
    case 'incr':
    case 'decr':
    case 'incrby':
    case 'decrby': {
      const by = name.endsWith('by') ? Number(second) : 1;
      const next = Number(text ?? 0) + (name.startsWith('incr') ? by : -by);
      if (!Number.isSafeInteger(next)) return NOT_INTEGER;
      put(String(next), 'string', entry?.untilMs ?? null);
      return integer(next);
    }
    case 'expire':
      if (entry === undefined) return integer(0);
      keys[key] = { ...entry, untilMs: sys.nowMs + Number(second) * 1000 };
      return integer(1);
    case 'persist':
      if (entry?.untilMs == null) return integer(0);
      keys[key] = { ...entry, untilMs: null };
      return integer(1);
    case 'ttl':
      if (entry === undefined) return integer(-2);
      return integer(entry.untilMs === null ? -1 : Math.round((entry.untilMs - sys.nowMs) / 1000));
    case 'type':
      return { type: 'simple', text: entry?.type ?? 'none' };
    case 'keys': {
      const pattern = globExpression(key);
      return list(Object.keys(keys).filter((one) => pattern.test(one)));
    }
    case 'mget':
      return {
        type: 'array',
        items: args.map((one) => {
          const value = keys[one]?.value;
          return typeof value === 'string' ? bulk(value) : nil;
        }),
      };
    case 'mset':
      for (let i = 0; i + 1 < args.length; i += 2) {
        keys[args[i] as string] = { value: args[i + 1] as string, type: 'string', untilMs: null };
      }
      return ok;
    case 'lpush':
    case 'rpush': {
      const added = args.slice(1);
      const next = name === 'lpush' ? [...added.reverse(), ...items] : [...items, ...added];
      put(next, 'list');
      return integer(next.length);
    }
    case 'lpop':
    case 'rpop': {
      const taken = name === 'lpop' ? items[0] : items[items.length - 1];
      if (taken === undefined) return nil;
      const rest = name === 'lpop' ? items.slice(1) : items.slice(0, -1);
      if (rest.length === 0) delete keys[key];
      else put(rest, 'list');
      return bulk(taken);
    }
    case 'llen':
    case 'scard':
      return integer(items.length);
    case 'lrange': {
      const from = Number(second);
      const to = Number(third);
      const at = (index: number) => (index < 0 ? items.length + index : index);
      return list(items.slice(Math.max(0, at(from)), at(to) + 1));
    }
    case 'sadd': {
      const fresh = [...new Set(args.slice(1))].filter((one) => !items.includes(one));
      put([...items, ...fresh], 'set');
      return integer(fresh.length);
    }
    case 'srem': {
      const gone = items.filter((one) => args.includes(one, 1));
      put(
        items.filter((one) => !gone.includes(one)),
        'set',
      );
      return integer(gone.length);
    }
    case 'smembers':
      return list(items);
    case 'sismember':
      return integer(items.includes(second) ? 1 : 0);
    case 'hset': {
      const next: Record<string, string> = { ...hash };
      let fresh = 0;
      for (let i = 1; i + 1 < args.length; i += 2) {
        if (next[args[i] as string] === undefined) fresh++;
        next[args[i] as string] = args[i + 1] as string;
      }
      put(next, 'hash');
      return integer(fresh);
    }
    case 'hget':
      return hash[second] === undefined ? nil : bulk(hash[second]);
    case 'hdel': {
      const next = { ...hash };
      const gone = args.slice(1).filter((field) => next[field] !== undefined);
      for (const field of gone) delete next[field];
      put(next, 'hash');
      return integer(gone.length);
    }
    case 'hgetall':
      return list(Object.entries(hash).flat());
    default:
      return nil;
  }
}

const of = (type: Entry['type'], names: string) => names.split(' ').map((name) => [name, type] as const);

/** The type a command wants its key to be. */
const WANTS: Readonly<Record<string, Entry['type']>> = Object.fromEntries([
  ...of('string', 'get getset append strlen incr decr incrby decrby'),
  ...of('list', 'lpush rpush lpop rpop llen lrange'),
  ...of('set', 'sadd srem smembers scard sismember'),
  ...of('hash', 'hset hget hdel hgetall'),
]);
