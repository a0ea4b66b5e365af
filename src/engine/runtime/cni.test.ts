import { expect, test } from 'vitest';
import type { Context } from '../kernel/component.ts';
import type { Envelope } from '../kernel/message.ts';
import { type CniReply, type CniState, cni, initialCni } from './cni.ts';

/** One call; the reply and the state after it. */
function call(state: CniState, verb: 'ADD' | 'DEL', sandboxId: string): { state: CniState; reply: CniReply } {
  let reply: CniReply | undefined;
  const context = {
    send: ({ body }: { body?: unknown }) => {
      reply = body as CniReply;
    },
    note: () => undefined,
  } as unknown as Context;
  const envelope: Envelope = {
    from: 'cri/n',
    to: 'cni/n',
    verb,
    body: { sandboxId, portMappings: [] },
    dueMs: 0,
    sentMs: 0,
    cause: null,
  };
  const next = cni.receive(state, envelope, context);
  return { state: next, reply: reply as CniReply };
}

test('addresses are handed out in turn, and a freed one only after the others', () => {
  let state = initialCni('10.244.1.0/24');
  const add = (id: string) => {
    const result = call(state, 'ADD', id);
    state = result.state;
    return result.reply.ip;
  };
  expect([add('a'), add('b')]).toEqual(['10.244.1.2', '10.244.1.3']);
  state = call(state, 'DEL', 'a').state;
  expect(add('c')).toBe('10.244.1.4');
});

test('a full range refuses, until an address comes back', () => {
  let state = initialCni('10.0.0.0/29');
  const ips: string[] = [];
  for (let i = 0; i < 5; i++) {
    const result = call(state, 'ADD', `s${i}`);
    state = result.state;
    ips.push(result.reply.ip);
  }
  expect(ips).toEqual(['10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6']);
  const refused = call(state, 'ADD', 'more');
  expect(refused.reply.error).toBe(
    'failed to allocate for range 0: no IP addresses available in range set: 10.0.0.1-10.0.0.6',
  );
  expect(refused.state).toBe(state);
  expect(call(call(state, 'DEL', 's1').state, 'ADD', 'more').reply.ip).toBe('10.0.0.3');
});
