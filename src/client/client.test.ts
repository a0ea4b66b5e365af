import { describe, expect, it } from 'vitest';
import type { Ask, FromWorker, ToWorker } from '../protocol/messages.ts';
import type { Frame } from '../protocol/view.ts';
import { createLocalClient } from './local.ts';

function connected() {
  const sent: ToWorker[] = [];
  let post: (message: FromWorker) => void = () => {};
  let closed = false;
  const client = createLocalClient((deliver) => {
    post = deliver;
    return {
      receive: (message) => sent.push(message),
      close: () => {
        closed = true;
      },
    };
  });
  const asked = () => sent.filter((message): message is Ask => 'request' in message);
  return { client, sent, asked, post: (message: FromWorker) => post(message), isClosed: () => closed };
}

const frame = (branch: number): FromWorker => ({
  type: 'frame',
  frame: { moment: { branch, seq: 0, timeMs: 0 } } as Frame,
  branch,
});

const none = { changed: [], removed: [] };

describe('a client', () => {
  it('matches answers to requests by id, in any order', async () => {
    const { client, asked, post } = connected();
    const first = client.request({ type: 'save' });
    const second = client.request({ type: 'record', seq: 3 });
    expect(new Set(asked().map(({ id }) => id)).size).toBe(2);
    post({ type: 'reply', id: asked()[1]?.id ?? 0, value: null });
    post({ type: 'reply', id: asked()[0]?.id ?? 0, value: 'saved' });
    expect(await second).toBeNull();
    expect(await first).toBe('saved');
  });

  it('speaks of the branch the page was shown last', () => {
    const { client, asked, post } = connected();
    void client.request({ type: 'pause' });
    post(frame(4));
    void client.request({ type: 'pause' });
    expect(asked().map(({ branch }) => branch)).toEqual([0, 4]);
  });

  it('speaks of the branch a command led to, though no frame has shown it', () => {
    const { client, asked, post } = connected();
    void client.request({ type: 'command', command: { type: 'kubectl', line: 'run a' } });
    post({ type: 'reply', id: asked()[0]?.id ?? 0, value: null, branch: 2 });
    void client.request({ type: 'pause' });
    post({ type: 'reply', id: asked()[1]?.id ?? 0, value: null });
    void client.request({ type: 'pause' });
    expect(asked().map(({ branch }) => branch)).toEqual([0, 2, 2]);
  });

  it('asks for more after each part and each frame', () => {
    const { sent, post } = connected();
    post({ type: 'part', part: { first: true, records: [], objects: none, hosts: none, queues: none } });
    post(frame(0));
    expect(sent).toEqual([{ taken: true }, { taken: true }]);
  });

  it('rejects what is refused with its code', async () => {
    const { client, asked: sent, post } = connected();
    const asked = client.request({ type: 'pause' });
    post({ type: 'refused', id: sent()[0]?.id ?? 0, code: 'stale', message: 'branch 1' });
    await expect(asked).rejects.toMatchObject({ name: 'EngineRefusal', code: 'stale' });
  });

  it('tells listeners until they leave', () => {
    const { client, post } = connected();
    const seen: number[] = [];
    const leave = client.onFrame(({ moment }) => seen.push(moment.branch));
    post(frame(1));
    leave();
    post(frame(2));
    expect(seen).toEqual([1]);
  });

  it('rejects everything once it is closed, and closes the other end', async () => {
    const { client, isClosed } = connected();
    const asked = client.request({ type: 'save' });
    client.close();
    await expect(asked).rejects.toMatchObject({ code: 'closed' });
    await expect(client.request({ type: 'save' })).rejects.toMatchObject({ code: 'closed' });
    expect(isClosed()).toBe(true);
  });
});
