import { describe, expect, test } from 'vitest';
import type { MachineView, NamespaceName, ProcessView } from '../../protocol/machine.ts';
import { picture, shares } from './model.ts';

const HOST: Record<NamespaceName, number> = { cgroup: 1, user: 2, uts: 3, ipc: 4, pid: 5, net: 6, mnt: 7 };

const process = (pid: number, fields: Partial<ProcessView> = {}): ProcessView => ({
  pid,
  ppid: 1,
  pids: [pid],
  argv: [`p${pid}`],
  uid: 0,
  state: 'S',
  rssBytes: 0,
  cpuMs: 0,
  namespaces: HOST,
  container: '',
  ...fields,
});

/** A Pod of pause and two containers that share all but mounts and, unless `shared`, PIDs. */
function pod(shared: boolean): MachineView {
  const sandbox = { ...HOST, net: 20, ipc: 21, uts: 22 };
  const inside = (id: string, pid: number, n: number) =>
    process(pid, {
      container: id,
      pids: [pid, shared ? n : 1],
      namespaces: { ...sandbox, mnt: 30 + n, pid: shared ? 40 : 40 + n },
    });
  const container = (id: string, pid: number, type: 'pause' | 'container') =>
    ({ id, name: id, image: '', type, pid, pod: 'default/p', mounts: [] }) as const;
  const namespace = (id: number, kind: NamespaceName, owner: number, first = false) => ({
    id,
    kind,
    first,
    pinned: false,
    owner,
  });
  return {
    node: 'node-1',
    hostname: 'node-1',
    timeMs: 0,
    processes: [inside('pause', 10, 1), inside('a', 11, 2), inside('b', 12, 3)],
    namespaces: [
      ...Object.entries(HOST).map(([kind, id]) => namespace(id, kind as NamespaceName, 1, true)),
      namespace(20, 'net', 10),
      namespace(21, 'ipc', 10),
      namespace(22, 'uts', 10),
    ],
    networks: [
      {
        id: 20,
        interfaces: [
          { name: 'lo', address: '127.0.0.1/8', up: true },
          { name: 'eth0', address: '10.244.1.2/24', up: true },
        ],
        sockets: [{ protocol: 'tcp', state: 'listen', local: '0.0.0.0:80', remote: '', pid: 11 }],
      },
    ],
    segments: [],
    cgroups: [],
    containers: [
      container('pause', 10, 'pause'),
      container('a', 11, 'container'),
      container('b', 12, 'container'),
    ],
    terminals: [],
  };
}

describe('the picture', () => {
  test('a Pod is one border, held by pause', () => {
    const [group, ...others] = picture(pod(false));
    expect(others).toEqual([]);
    expect(group).toMatchObject({ owner: 'pause', isHost: false, addresses: ['eth0 10.244.1.2/24'] });
    expect(group?.cells.map(({ name }) => name)).toEqual(['pause', 'a', 'b']);
    expect(group?.sockets.map(({ local }) => local)).toEqual(['0.0.0.0:80']);
  });

  test('children stand below their parents', () => {
    const view = pod(false);
    const child = process(13, {
      ppid: 11,
      container: 'a',
      namespaces: view.processes[1]?.namespaces ?? HOST,
    });
    const [group] = picture({ ...view, processes: [...view.processes, child] });
    expect(group?.cells[1]?.rows.map(({ depth, process: { pid } }) => [pid, depth])).toEqual([
      [11, 0],
      [13, 1],
    ]);
  });

  test('processes of the machine that share everything stand together', () => {
    const view = { ...pod(false), processes: [process(1), process(2)], containers: [] };
    expect(picture(view).map(({ isHost, cells }) => [isHost, cells.length])).toEqual([[true, 1]]);
  });
});

describe('who shares what', () => {
  test.each([
    ['each its own PIDs', false, ['A', 'B', 'C']],
    ['one PID namespace', true, ['A', 'A', 'A']],
  ])('%s', (_, shared, pids) => {
    const rows = shares(pod(shared));
    expect(rows.map(({ letters }) => letters.pid)).toEqual(pids);
    expect(rows.map(({ letters }) => letters.net)).toEqual(['A', 'A', 'A']);
    expect(rows.map(({ letters }) => letters.mnt)).toEqual(['A', 'B', 'C']);
  });
});
