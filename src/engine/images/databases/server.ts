// What MySQL, MariaDB and PostgreSQL have in common here: databases in one file of the data directory, and a protocol
// of one JSON text on a line for each question and answer.
import { isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import type { Sys } from '../../linux/sys.ts';
import { dashDate } from '../servers/dates.ts';
import { readJson } from '../servers/json.ts';
import { askServer, type CallError, talkServer } from '../servers/talk.ts';
import { versionOf } from '../servers/version.ts';
import { type Databases, execute, type SqlResult, statements } from './sql.ts';

/** What the data directory keeps. */
export interface Stored {
  /** By user; null: anything goes. */
  readonly passwords: Readonly<Record<string, string | null>>;
  readonly databases: Databases;
}

export interface Question {
  readonly user: string;
  readonly password: string | null;
  readonly database: string;
  readonly sql: string;
}

export interface Reply {
  readonly results: readonly SqlResult[];
  /** The connection was not let in. */
  readonly denied?: string;
}

export interface Engine {
  readonly dialect: 'mysql' | 'postgres';
  readonly port: number;
  readonly alsoPorts?: readonly number[];
  dataFile(sys: Sys): string;
  log(sys: Sys, message: string): void;
  startingLines(sys: Sys): readonly string[];
  readyLine(sys: Sys): string;
  stoppingLines(sys: Sys): readonly string[];
  readonly startupMs: number;
  readonly stopMs: number;
  readonly rssBytes: number;
}

export function readStored(sys: Sys, path: string): Stored | undefined {
  const text = sys.readFile(path);
  if (isErrno(text)) return undefined;
  return readJson<Stored>(text, { passwords: {}, databases: {} });
}

export function databaseServer(engine: Engine): Program {
  return talkServer({
    port: () => engine.port,
    ...(engine.alsoPorts === undefined ? {} : { alsoPorts: engine.alsoPorts }),
    rssBytes: engine.rssBytes,
    stopMs: engine.stopMs,
    starting(sys, vars) {
      for (const line of engine.startingLines(sys)) engine.log(sys, line);
      vars.stored = readStored(sys, engine.dataFile(sys)) ?? { passwords: {}, databases: {} };
      return engine.startupMs;
    },
    ready: (sys) => engine.log(sys, engine.readyLine(sys)),
    stopping: (sys) => {
      for (const line of engine.stoppingLines(sys)) engine.log(sys, line);
    },
    inUse: (sys, port) => engine.log(sys, `could not bind to port ${port}: Address already in use`),
    hear(sys, buffer, _, vars) {
      const newline = buffer.indexOf('\n');
      if (newline < 0) return null;
      const rest = buffer.slice(newline + 1);
      const question = readJson<Partial<Question>>(buffer.slice(0, newline), {});
      if (typeof question.sql !== 'string') return { says: 'protocol error\n', rest, close: true };
      const reply = answer(sys, engine, question as Question, vars);
      return { says: `${JSON.stringify(reply)}\n`, rest };
    },
  });
}

function answer(sys: Sys, engine: Engine, question: Question, vars: Record<string, unknown>): Reply {
  const stored = vars.stored as Stored;
  const { user, password } = question;
  const expected = stored.passwords[user];
  if (expected === undefined || (expected !== null && expected !== password)) {
    const using = password === null ? 'NO' : 'YES';
    const denied =
      engine.dialect === 'mysql'
        ? `ERROR 1045 (28000): Access denied for user '${user}'@'localhost' (using password: ${using})`
        : `FATAL:  password authentication failed for user "${user}"`;
    return { results: [], denied };
  }
  let { databases } = stored;
  let { database } = question;
  if (database !== '' && databases[database] === undefined && database !== 'mysql') {
    const denied =
      engine.dialect === 'mysql'
        ? `ERROR 1049 (42000): Unknown database '${database}'`
        : `FATAL:  database "${database}" does not exist`;
    return { results: [], denied };
  }
  const results: SqlResult[] = [];
  const facts = {
    version: versionOf(sys),
    user,
    hostname: sys.hostname(),
    now: dashDate(sys.nowMs),
    dialect: engine.dialect,
  };
  for (const sql of statements(question.sql)) {
    const step = execute(databases, database, sql, facts);
    results.push(step.result);
    databases = step.databases;
    if ('error' in step.result) break;
    if ('use' in step.result && step.result.use !== undefined) database = step.result.use;
  }
  if (databases !== stored.databases) {
    vars.stored = { ...stored, databases };
    sys.writeFile(engine.dataFile(sys), JSON.stringify(vars.stored));
  }
  return { results };
}

export interface ClientSpec {
  readonly host: string;
  readonly port: number;
  readonly question: Question;
  done(sys: Sys, reply: Reply): void;
  failed(sys: Sys, error: CallError): void;
}

/** A client's whole life: one question, one answer. */
export function askDatabase(sys: Sys, { host, port, question, done, failed }: ClientSpec): void {
  askServer(sys, {
    host,
    port,
    says: `${JSON.stringify(question)}\n`,
    timeoutMs: 20_000,
    isDone: (heard) => heard.includes('\n'),
    done: (_, heard) =>
      done(
        sys,
        readJson<Reply>(heard, { results: [], denied: 'ERROR 2013 (HY000): Lost connection to server' }),
      ),
    failed,
  });
}
