import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../api/index.ts';
import type { TraceRecord, ViewDiff } from '../../protocol/view.ts';
import { createPage } from './store.ts';
import { fakeClient, frame } from './testing/fakeClient.ts';

const record = (seq: number, verb = 'watch'): TraceRecord => ({
  seq,
  timeMs: seq,
  sentMs: seq,
  from: 'etcd',
  to: 'apiserver',
  verb,
  object: null,
  cause: null,
  background: false,
});

const pod = (name: string, phase = 'Pending') =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', name },
    status: { phase },
  }) as KubeObject;

const view = (change: Partial<ViewDiff['objects']>, reset = false): ViewDiff => ({
  reset,
  objects: { changed: [], removed: [], ...change },
  hosts: { changed: [], removed: [] },
  queues: { changed: [], removed: [] },
  revision: 7,
});

describe('frames', () => {
  test('records are appended, and cut where another branch left', () => {
    const client = fakeClient();
    const { store } = createPage(client);
    client.show(frame({ records: { from: 0, added: [record(1), record(2), record(3)] } }));
    client.show(frame({ records: { from: 2, added: [record(3, 'bind')] } }));
    expect(store.getState().records.map(({ verb }) => verb)).toEqual(['watch', 'watch', 'bind']);
    expect(store.getState().recordsVersion).toBe(2);
  });

  test('another run has nothing of the trace before it, even while it has none of its own', () => {
    const client = fakeClient();
    const { store } = createPage(client);
    client.show(frame({ records: { from: 0, added: [record(1), record(2)] } }));
    client.show(frame({ view: view({}, true) }));
    expect(store.getState().records).toEqual([]);
    expect(store.getState().recordsVersion).toBe(2);
    client.show(frame({ records: { from: 0, added: [record(1)] }, view: view({}, true) }));
    expect(store.getState().records.map(({ seq }) => seq)).toEqual([1]);
  });

  test('what a frame leaves out stays', () => {
    const client = fakeClient();
    const { store } = createPage(client);
    const branches = [{ id: 0, parent: null, title: '', headSeq: 1, headMs: 1 }];
    client.show(frame({ branches, view: view({ changed: [['/registry/pods/default/web', pod('web')]] }) }));
    client.show(frame());
    expect(store.getState().branches).toBe(branches);
    expect(store.getState().tables.objects.size).toBe(1);
  });

  test('a null flow is told from an absent one', () => {
    const client = fakeClient();
    const { store } = createPage(client);
    const flow = { pod: 'default/web', uid: 'u', reading: 'classic', steps: [] } as const;
    client.show(frame({ flow }));
    client.show(frame());
    expect(store.getState().flow).toBe(flow);
    client.show(frame({ flow: null }));
    expect(store.getState().flow).toBeNull();
  });

  test('objects are found by kind and by reference, and are gone when removed', () => {
    const client = fakeClient();
    const { store } = createPage(client);
    const key = '/registry/pods/default/web';
    client.show(frame({ view: view({ changed: [[key, pod('web')]] }) }));
    const { tables } = store.getState();
    expect(tables.keyOf({ kind: 'Pod', namespace: 'default', name: 'web' })).toBe(key);
    expect([...tables.ofKind('Pod').keys()]).toEqual([key]);
    client.show(frame({ view: view({ removed: [key] }) }));
    expect(tables.keyOf({ kind: 'Pod', namespace: 'default', name: 'web' })).toBeUndefined();
    expect(tables.ofKind('Pod').size).toBe(0);
  });

  test('the version of a kind grows with its objects only', () => {
    const client = fakeClient();
    const { store } = createPage(client);
    client.show(frame({ view: view({ changed: [['/registry/pods/default/a', pod('a')]] }) }));
    const before = store.getState().tables.version('Pod');
    client.show(frame({ view: view({ changed: [['/registry/minions/n', { ...pod('n'), kind: 'Node' }]] }) }));
    expect(store.getState().tables.version('Pod')).toBe(before);
    client.show(frame({ view: view({ changed: [['/registry/pods/default/a', pod('a', 'Running')]] }) }));
    expect(store.getState().tables.version('Pod')).toBeGreaterThan(before);
  });

  test('a reset forgets what was there', () => {
    const client = fakeClient();
    const { store } = createPage(client);
    client.show(frame({ view: view({ changed: [['/registry/pods/default/a', pod('a')]] }) }));
    client.show(frame({ view: view({ changed: [['/registry/pods/default/b', pod('b')]] }, true) }));
    expect([...store.getState().tables.objects.keys()]).toEqual(['/registry/pods/default/b']);
    expect(store.getState().tables.keyOf({ kind: 'Pod', namespace: 'default', name: 'a' })).toBeUndefined();
  });
});

describe('what the reader does', () => {
  test('who goes elsewhere is on the way until a frame shows the place', async () => {
    const there = { branch: 0, seq: 7, timeMs: 20 };
    const client = fakeClient({ seek: there, stepBy: { ...there, seq: 6 }, play: null });
    const { store, actions } = createPage(client);
    await actions.seek({ seq: 7 });
    client.show(frame());
    expect(store.getState().heading).toEqual(there);
    await actions.stepBy('message', -1);
    client.show(frame({ moment: { ...there, seq: 6 } }));
    expect(store.getState().heading).toBeNull();
    client.show(frame({ moment: there }));
    await actions.seek({ seq: 7 });
    expect(store.getState().heading).toBeNull();
    await actions.stepBy('message', -1);
    await actions.play();
    expect(store.getState().heading).toBeNull();
  });

  test('a manifest with errors is explained, and nothing plays', async () => {
    const diagnostics = [{ severity: 'error', message: 'bad', line: 1 }] as never;
    const client = fakeClient({ apply: { applied: false, diagnostics } });
    const { store, actions } = createPage(client, { manifest: 'kind: Pod' });
    expect(await actions.apply()).toBe(false);
    expect(store.getState().diagnostics).toBe(diagnostics);
    expect(client.asked.map(({ type }) => type)).toEqual(['apply']);
  });

  test('a good manifest is applied, followed and played', async () => {
    const client = fakeClient({ apply: { applied: true, diagnostics: [] } });
    const { store, actions } = createPage(client, {
      manifest: 'kind: Pod',
      watched: { pod: 'default/old', reading: 'today' },
    });
    expect(await actions.apply()).toBe(true);
    expect(store.getState().appliedText).toBe('kind: Pod');
    expect(client.asked.slice(1)).toEqual([
      { type: 'watch', watched: { pod: null, reading: 'today' } },
      { type: 'play', pace: { kind: 'guided', factor: 1 } },
    ]);
  });

  test('an answer about an older text is dropped', async () => {
    const client = fakeClient({ check: [] });
    const { store, actions } = createPage(client, { manifest: 'old' });
    const checked = actions.check();
    actions.setManifest('new');
    await checked;
    expect(store.getState().checkedText).toBeNull();
  });

  test.each([
    { code: 'stale', keys: [] },
    { code: 'notComputed', keys: ['shell.refused.notComputed'] },
    { code: 'unheardOf', keys: ['shell.refused.other'] },
  ])('a refusal of code $code becomes $keys', async ({ code, keys }) => {
    const client = fakeClient({
      seek: () => {
        throw Object.assign(new Error('no'), { code });
      },
    });
    const { store, actions } = createPage(client);
    await actions.seek({ seq: 1 });
    expect(store.getState().notices.map(({ key }) => key)).toEqual(keys);
  });

  test('a thing to inspect turns to the inspector', () => {
    const { store, actions } = createPage(fakeClient(), { rightOpen: false });
    actions.select({ kind: 'record', seq: 3 });
    const { side, pane, rightOpen } = store.getState();
    expect({ side, pane, rightOpen }).toEqual({ side: 'inspect', pane: 'inspect', rightOpen: true });
  });

  test('a crash is kept for the reader', () => {
    const client = fakeClient();
    const { store } = createPage(client);
    client.crash({ message: 'm', stack: '', engineVersion: '1', run: null, lastGood: null });
    expect(store.getState().crash?.message).toBe('m');
  });
});
