// A very small SQL, for the statements of manifests and of first steps.
// Differs: databases, tables of texts, INSERT, SELECT with one condition, COUNT(*), DELETE. Everything else says that
// it is not modelled.

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** By database, by table: plain data. */
export type Databases = Readonly<Record<string, Readonly<Record<string, Table>>>>;

export interface Facts {
  readonly version: string;
  readonly user: string;
  readonly hostname: string;
  readonly now: string;
  readonly dialect: 'mysql' | 'postgres';
}

export type SqlResult =
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly done: string; readonly use?: string }
  | { readonly error: string };

/** Statements of a text, without their semicolons. */
export function statements(text: string): string[] {
  return (text.match(/(?:'[^']*'|"[^"]*"|[^;'"])+/g) ?? [])
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

const NAME = '[`"]?(\\w+)[`"]?';
const QUALIFIED = `(?:${NAME}\\.)?${NAME}`;

export function execute(
  databases: Databases,
  database: string,
  sql: string,
  facts: Facts,
): { readonly result: SqlResult; readonly databases: Databases } {
  let next = databases;
  const is = (pattern: string) => new RegExp(`^\\s*${pattern}\\s*$`, 'is').exec(sql);
  const isMysql = facts.dialect === 'mysql';
  const finish = (result: SqlResult) => ({ result, databases: next });
  const change = (name: string, tables: Databases[string] | null) => {
    const { [name]: _, ...others } = next;
    next = tables === null ? others : { ...others, [name]: tables };
  };
  const noTable = (where: string, table: string) =>
    finish({
      error: isMysql
        ? `ERROR 1146 (42S02) at line 1: Table '${where}.${table}' doesn't exist`
        : `ERROR:  relation "${table}" does not exist`,
    });

  let match = is(`create\\s+(?:database|schema)\\s+(if\\s+not\\s+exists\\s+)?${NAME}(?:\\s.*)?`);
  if (match !== null) {
    const name = match[2] as string;
    if (next[name] !== undefined && match[1] === undefined) {
      return finish({
        error: isMysql
          ? `ERROR 1007 (HY000) at line 1: Can't create database '${name}'; database exists`
          : `ERROR:  database "${name}" already exists`,
      });
    }
    if (next[name] === undefined) change(name, {});
    return finish({ done: isMysql ? '' : 'CREATE DATABASE' });
  }
  match = is(`drop\\s+(?:database|schema)\\s+(?:if\\s+exists\\s+)?${NAME}`);
  if (match !== null) {
    change(match[1] as string, null);
    return finish({ done: isMysql ? '' : 'DROP DATABASE' });
  }
  match = is(`use\\s+${NAME}`);
  if (match !== null) {
    const name = match[1] as string;
    if (next[name] === undefined)
      return finish({ error: `ERROR 1049 (42000) at line 1: Unknown database '${name}'` });
    return finish({ done: '', use: name });
  }
  if (is('show\\s+databases') !== null) {
    const system = ['information_schema', 'mysql', 'performance_schema', 'sys'];
    const names = [...new Set([...Object.keys(next), ...system])].sort();
    return finish({ columns: ['Database'], rows: names.map((name) => [name]) });
  }
  if (is('show\\s+tables') !== null || is('\\\\dt') !== null) {
    const tables = Object.keys(next[database] ?? {}).sort();
    return finish({ columns: [`Tables_in_${database}`], rows: tables.map((name) => [name]) });
  }
  match = is(`create\\s+table\\s+(if\\s+not\\s+exists\\s+)?${QUALIFIED}\\s*\\((.*)\\).*`);
  if (match !== null) {
    const [, ifNot, where = database, table, body] = match as unknown as [
      string,
      string?,
      string?,
      string?,
      string?,
    ];
    if (where === '') return finish({ error: 'ERROR 1046 (3D000) at line 1: No database selected' });
    const tables = next[where] ?? {};
    if (tables[table as string] !== undefined && ifNot === undefined) {
      return finish({
        error: isMysql
          ? `ERROR 1050 (42S01) at line 1: Table '${table}' already exists`
          : `ERROR:  relation "${table}" already exists`,
      });
    }
    const columns = (body ?? '')
      .split(/,(?![^(]*\))/)
      .map((one) => /^\s*[`"]?(\w+)/.exec(one)?.[1] ?? '')
      .filter((name) => !/^(primary|key|unique|constraint|index|foreign)$/i.test(name));
    if (tables[table as string] === undefined)
      change(where, { ...tables, [table as string]: { columns, rows: [] } });
    return finish({ done: isMysql ? '' : 'CREATE TABLE' });
  }
  match = is(`insert\\s+into\\s+${QUALIFIED}\\s*(?:\\(([^)]*)\\))?\\s*values\\s*(.*)`);
  if (match !== null) {
    const [, where = database, table, names, values] = match as unknown as [
      string,
      string?,
      string?,
      string?,
      string?,
    ];
    const old = next[where]?.[table as string];
    if (old === undefined) return noTable(where, table as string);
    const columns =
      names === undefined ? old.columns : names.split(',').map((name) => name.trim().replace(/[`"]/g, ''));
    const rows = [...(values ?? '').matchAll(/\(((?:'[^']*'|[^)'])*)\)/g)].map(([, inner]) => {
      const given = ((inner as string).match(/'[^']*'|[^,\s][^,]*/g) ?? []).map((one) => literal(one.trim()));
      return old.columns.map((column) => given[columns.indexOf(column)] ?? null);
    });
    change(where, { ...next[where], [table as string]: { ...old, rows: [...old.rows, ...rows] } });
    return finish({ done: isMysql ? '' : `INSERT 0 ${rows.length}` });
  }
  match = is(`delete\\s+from\\s+${QUALIFIED}(?:\\s+where\\s+(.*))?`);
  if (match !== null) {
    const [, where = database, table, condition] = match as unknown as [string, string?, string?, string?];
    const old = next[where]?.[table as string];
    if (old === undefined) return noTable(where, table as string);
    const rows = condition === undefined ? [] : old.rows.filter((row) => !holds(condition, old.columns, row));
    change(where, { ...next[where], [table as string]: { ...old, rows } });
    return finish({ done: isMysql ? '' : `DELETE ${old.rows.length - rows.length}` });
  }
  match = is(`select\\s+(.*?)\\s+from\\s+${QUALIFIED}(?:\\s+where\\s+(.*?))?(?:\\s+(?:order|limit)\\s.*)?`);
  if (match !== null) {
    const [, list, where = database, name, condition] = match as unknown as [
      string,
      string,
      string?,
      string?,
      string?,
    ];
    const table = next[where]?.[name as string];
    if (table === undefined) return noTable(where, name as string);
    const rows =
      condition === undefined ? table.rows : table.rows.filter((row) => holds(condition, table.columns, row));
    if (/^count\(.*\)$/i.test(list)) {
      return finish({ columns: [isMysql ? list : 'count'], rows: [[String(rows.length)]] });
    }
    const wanted = list === '*' ? table.columns : list.split(',').map((one) => one.trim());
    const indexes = wanted.map((column) => table.columns.indexOf(column));
    const unknown = wanted[indexes.indexOf(-1)];
    if (unknown !== undefined) {
      return finish({
        error: isMysql
          ? `ERROR 1054 (42S22) at line 1: Unknown column '${unknown}' in 'field list'`
          : `ERROR:  column "${unknown}" does not exist`,
      });
    }
    return finish({ columns: wanted, rows: rows.map((row) => indexes.map((index) => row[index] ?? null)) });
  }
  match = is('select\\s+(.+)');
  if (match !== null) {
    const parts = (match[1] as string).split(/,(?![^(]*\))/).map((one) => one.trim());
    const values = parts.map((part) => evaluate(part, database, facts));
    const unknown = parts[values.indexOf(undefined)];
    if (unknown === undefined) {
      const columns = parts.map((part) => (isMysql ? part.replace(/^'(.*)'$/, '$1') : columnOf(part)));
      return finish({ columns, rows: [values as string[]] });
    }
  }
  if (is('(?:set|flush|grant|alter|create\\s+user|begin|commit|start|stop|change)\\b.*') !== null) {
    return finish({ done: isMysql ? '' : (sql.split(/\s/)[0] as string).toUpperCase() });
  }
  const near = sql.split(/\s+/)[0] ?? '';
  if (!/^(select|update|insert|create|drop|alter|show|with|explain|delete)$/i.test(near)) {
    return finish({
      error: isMysql
        ? `ERROR 1064 (42000) at line 1: You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${sql}' at line 1`
        : `ERROR:  syntax error at or near "${near}"`,
    });
  }
  return finish({
    error: `${isMysql ? 'ERROR 1235 (42000) at line 1' : 'ERROR'}:  Podscope does not model this statement: ${sql}`,
  });
}

function literal(text: string): string | null {
  if (/^null$/i.test(text)) return null;
  return /^'.*'$/s.test(text) ? text.slice(1, -1) : text;
}

function holds(condition: string, columns: readonly string[], row: readonly (string | null)[]): boolean {
  const match = /^\s*[`"]?(\w+)[`"]?\s*(=|<>|!=)\s*('[^']*'|\S+)\s*$/.exec(condition);
  if (match === null) return true;
  const same = row[columns.indexOf(match[1] as string)] === literal(match[3] as string);
  return match[2] === '=' ? same : !same;
}

function evaluate(part: string, database: string, facts: Facts): string | undefined {
  if (/^-?\d+(\.\d+)?$/.test(part)) return part;
  if (/^'[^']*'$/.test(part)) return part.slice(1, -1);
  const sum = /^(\d+)\s*([+*-])\s*(\d+)$/.exec(part);
  if (sum !== null) {
    const [a, b] = [Number(sum[1]), Number(sum[3])];
    return String(sum[2] === '+' ? a + b : sum[2] === '-' ? a - b : a * b);
  }
  switch (part.toLowerCase()) {
    case 'version()':
    case '@@version':
      return facts.dialect === 'mysql' ? facts.version : `PostgreSQL ${facts.version} on x86_64-pc-linux-gnu`;
    case 'now()':
    case 'current_timestamp':
      return facts.now;
    case 'user()':
    case 'current_user()':
    case 'current_user':
      return facts.dialect === 'mysql' ? `${facts.user}@localhost` : facts.user;
    case 'database()':
    case 'current_database()':
      return database;
    case '@@hostname':
      return facts.hostname;
    case '@@server_id':
      return '1';
    default:
      return undefined;
  }
}

function columnOf(part: string): string {
  return /^(\w+)\(/.exec(part)?.[1]?.toLowerCase() ?? '?column?';
}

/** As the mysql client prints to a pipe (tabs) or a terminal (a box). */
export function showTabs(columns: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  return [columns, ...rows].map((row) => `${row.map((cell) => cell ?? 'NULL').join('\t')}\n`).join('');
}

export function showBox(columns: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  const cells = [columns, ...rows].map((row) => row.map((cell) => cell ?? 'NULL'));
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => (row[index] as string).length)));
  const line = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`;
  const [head, ...body] = cells.map(
    (row) => `|${row.map((cell, index) => ` ${cell.padEnd(widths[index] as number)} `).join('|')}|\n`,
  );
  return `${line}${head}${line}${body.join('')}${line}`;
}

/** As psql prints. */
export function showAligned(
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): string {
  const cells = rows.map((row) => row.map((cell) => cell ?? ''));
  const widths = columns.map((name, index) =>
    Math.max(name.length, ...cells.map((row) => (row[index] as string).length)),
  );
  const centred = columns.map((name, index) => {
    const space = (widths[index] as number) - name.length;
    return ` ${' '.repeat(space >> 1)}${name}${' '.repeat(space - (space >> 1))} `;
  });
  const isNumber = columns.map(
    (_, index) => cells.length > 0 && cells.every((row) => /^-?\d+(\.\d+)?$/.test(row[index] as string)),
  );
  const body = cells.map((row) =>
    row
      .map((cell, index) => {
        const width = widths[index] as number;
        return ` ${isNumber[index] === true ? cell.padStart(width) : cell.padEnd(width)} `;
      })
      .join('|')
      .replace(/ +$/, ''),
  );
  const count = `(${rows.length} row${rows.length === 1 ? '' : 's'})`;
  return `${centred.join('|')}\n${widths.map((width) => '-'.repeat(width + 2)).join('+')}\n${body.map((line) => `${line}\n`).join('')}${count}\n\n`;
}
