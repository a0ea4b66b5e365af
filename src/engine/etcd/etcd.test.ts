import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../api/index.ts';
import { Driver } from '../testing/driver.ts';
import { type EtcdState, etcd, initialEtcd, valueAt } from './etcd.ts';
import type { EtcdEvent, EtcdReply, EtcdRequest, TxnReply, WriteOp } from './messages.ts';
import { ERR_COMPACTED } from './store.ts';

class Client {
  readonly driver = new Driver().add('etcd', etcd, initialEtcd());

  send(body: EtcdRequest): EtcdReply[] {
    const { inbox } = this.driver;
    const from = inbox.length;
    this.driver.post({ from: 'test', to: 'etcd', verb: body.type, body }).settle();
    return inbox
      .slice(from)
      .flatMap(({ verb, body: answer }) => (verb === 'reply' ? [answer as EtcdReply] : []));
  }

  txn(success: WriteOp, modRevision?: number, tag?: unknown): TxnReply {
    const compare = modRevision === undefined ? [] : [{ key: success.key, modRevision }];
    return this.send({ type: 'txn', compare, success, tag })[0] as TxnReply;
  }

  put(name: string, modRevision?: number): TxnReply {
    return this.txn({ type: 'put', key: `/registry/pods/${name}`, value: pod(name) }, modRevision);
  }

  events(): string[] {
    return this.driver.inbox
      .filter(({ verb }) => verb === 'watch')
      .map(({ body }) => body as EtcdEvent)
      .map(
        (event) =>
          `${event.event} ${event.key} ${event.revision} was ${event.prev?.metadata.resourceVersion ?? 'new'}`,
      );
  }
}

const pod = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, uid: `uid-${name}` },
});

describe('a transaction', () => {
  it('writes, answers with what it wrote, and gives the tag back', () => {
    const client = new Client();
    const reply = client.txn({ type: 'put', key: 'k', value: pod('a') }, 0, { mine: 1 });
    expect(reply).toMatchObject({ succeeded: true, revision: 2, kv: { modRevision: 2 }, tag: { mine: 1 } });
  });

  it('that does not hold writes nothing and answers with what is there', () => {
    const client = new Client();
    client.put('a');
    const reply = client.put('a', 0);
    expect(reply).toMatchObject({ succeeded: false, revision: 2, kv: { modRevision: 2 } });
    expect(client.driver.state<EtcdState>('etcd').store.revision).toBe(2);
  });

  it('puts the change in its record, whose values can be looked up', () => {
    const client = new Client();
    client.put('a');
    client.put('a');
    client.txn({ type: 'delete', key: '/registry/pods/a' });
    const changes = client.driver.records.flatMap((record) => record.change ?? []);
    const object = { kind: 'Pod', namespace: undefined, name: 'a', uid: 'uid-a' };
    const key = '/registry/pods/a';
    expect(changes).toEqual([
      { key, object, before: null, after: 2 },
      { key, object, before: 2, after: 3 },
      { key, object, before: 3, after: null },
    ]);
    expect(valueAt(client.driver.state('etcd'), 3)?.metadata.resourceVersion).toBe('3');
  });
});

describe('a watch', () => {
  it('is told of changes under its prefix, with the value before', () => {
    const client = new Client();
    client.send({ type: 'watch', watchId: 'w', prefix: '/registry/pods/', startRevision: 0 });
    client.put('a');
    client.txn({ type: 'put', key: '/registry/nodes/n', value: pod('n') });
    client.put('a');
    client.txn({ type: 'delete', key: '/registry/pods/a' });
    expect(client.events()).toEqual([
      'PUT /registry/pods/a 2 was new',
      'PUT /registry/pods/a 4 was 2',
      'DELETE /registry/pods/a 5 was 4',
    ]);
  });

  it('from a revision is first told what it missed', () => {
    const client = new Client();
    client.put('a');
    client.put('b');
    client.txn({ type: 'delete', key: '/registry/pods/a' });
    client.send({ type: 'watch', watchId: 'w', prefix: '/registry/', startRevision: 3 });
    client.put('b');
    expect(client.events()).toEqual([
      'PUT /registry/pods/b 3 was new',
      'DELETE /registry/pods/a 4 was 2',
      'PUT /registry/pods/b 5 was 3',
    ]);
  });

  it('from a compacted revision is cancelled', () => {
    const client = new Client();
    client.put('a');
    client.put('a');
    client.send({ type: 'compact', revision: 3 });
    expect(client.send({ type: 'watch', watchId: 'w', prefix: '/', startRevision: 3 })).toEqual([
      { type: 'watch-cancelled', watchId: 'w', compactRevision: 3, reason: ERR_COMPACTED },
    ]);
    client.put('a');
    expect(client.events()).toEqual([]);
  });
});
