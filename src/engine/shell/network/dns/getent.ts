// Models glibc@v2.41 nss/getent.c
// Differs: of the databases hosts, ahosts, ahostsv4, passwd and group.
import { isErrno } from '../../../linux/errno.ts';
import { type Lookup, parseHosts, resumeLookup, reverseName, startLookup } from '../../../linux/net/dns.ts';
import { isIp } from '../../../linux/net/ip.ts';
import type { Call } from '../../commands/program.ts';
import { type Turn, turns } from '../turns.ts';

interface State {
  readonly database: string;
  readonly names: readonly string[];
  readonly lookup: Lookup | null;
  readonly code: number;
}

export const getent = turns<State>(
  (call) => {
    const [database, ...names] = call.args;
    if (database === undefined) return call.usage('getent [OPTION...] database [key ...]', undefined, 1);
    switch (database) {
      case 'passwd':
      case 'group':
        return entriesOf(call, `/etc/${database}`, names);
      case 'hosts':
        if (names.length === 0) return allHosts(call);
        return { database, names, lookup: null, code: 0 };
      case 'ahosts':
      case 'ahostsv4':
        return { database, names, lookup: null, code: 0 };
      default:
        call.flush();
        call.sys.write(
          2,
          `Unknown database: ${database}\nTry \`getent --help' or \`getent --usage' for more information.\n`,
        );
        return 1;
    }
  },
  (call, state): Turn<State> => {
    const [name, ...names] = state.names;
    if (name === undefined) return { exit: state.code };
    const isAddress = isIp(name) && state.database === 'hosts';
    const step =
      state.lookup === null
        ? isAddress
          ? startLookup(call.sys, reverseName(name), { type: 'PTR', absolute: true })
          : startLookup(call.sys, name)
        : resumeLookup(call.sys, state.lookup);
    if (!('done' in step)) return { state: { ...state, lookup: step.lookup }, wait: step.wait };
    const { done } = step;
    const found = isAddress ? done.records.length > 0 : done.addresses.length > 0;
    if (done.error !== null || !found) return { state: { ...state, names, lookup: null, code: 2 } };
    if (isAddress) call.out(`${name.padEnd(15)} ${done.records.map(({ data }) => data).join(' ')}\n`);
    else if (state.database === 'hosts') {
      const shown = done.found === name ? name : `${done.found}${done.server === '' ? ` ${name}` : ''}`;
      for (const ip of done.addresses) call.out(`${ip.padEnd(15)} ${shown}\n`);
    } else {
      for (const ip of done.addresses) {
        call.out(
          `${ip.padEnd(15)} STREAM ${done.found}\n${ip.padEnd(15)} DGRAM  \n${ip.padEnd(15)} RAW    \n`,
        );
      }
    }
    return { state: { ...state, names, lookup: null } };
  },
);

function entriesOf(call: Call, file: string, keys: readonly string[]): number {
  const text = call.sys.readFile(file);
  const lines = isErrno(text) ? [] : text.split('\n').filter((line) => line !== '');
  if (keys.length === 0) {
    for (const line of lines) call.out(`${line}\n`);
    return 0;
  }
  let code = 0;
  for (const key of keys) {
    const line = lines.find((one) => {
      const [name, , number] = one.split(':');
      return name === key || number === key;
    });
    if (line === undefined) code = 2;
    else call.out(`${line}\n`);
  }
  return code;
}

function allHosts(call: Call): number {
  const text = call.sys.readFile('/etc/hosts');
  for (const { ip, names } of isErrno(text) ? [] : parseHosts(text)) {
    call.out(`${ip.padEnd(15)} ${names.join(' ')}\n`);
  }
  return 0;
}
