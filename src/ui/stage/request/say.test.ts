import { describe, expect, test } from 'vitest';
import { translator } from '../../i18n/index.ts';
import { aRecord } from '../testing/objects.ts';
import { podOfHop } from './ends.ts';
import { decisionWords, packetForms } from './forms.ts';
import { isPacket, packetOf } from './packet.ts';
import { sayPacket } from './say.ts';
import { ask, askDeaf, askNobody, askNothing, lookUp, probe, tables, Wire } from './testing/trace.ts';
import './words.ts';

const t = translator('en');
const NAME = 'web.default.svc.cluster.local';

const sentences = ({ records }: Wire) =>
  records.map((record) => sayPacket({ records, tables } as never, record, t)?.replace(/[*`]/g, ''));

describe('the hops in words', () => {
  test('of a request', () => {
    expect(sentences(ask(new Wire()))).toEqual([
      'client sends GET / to 10.96.0.50:80; kube-proxy’s rule for Service web leads it to 10.244.2.2:80 (web), its only ready endpoint.',
      'GET / leaves node-1 by the wire.',
      'GET / reaches the network of node-2.',
      'GET / of client reaches web, where process 6 takes it.',
      'web answers client: 200 OK.',
      '200 OK goes back to client.',
      '200 OK comes back to node-1, where its sender becomes the Service’s address again: 10.244.2.2:80 → 10.96.0.50:80.',
      'client gets 200 OK.',
    ]);
  });

  test('of a name', () => {
    const all = sentences(lookUp(new Wire(), ['nobody', NAME], '10.96.0.50'));
    expect(all[2]).toBe(
      'CoreDNS is asked for nobody and answers NXDOMAIN: there is no such Service in that namespace.',
    );
    expect(all[8]).toBe(`CoreDNS is asked for ${NAME} and finds 10.96.0.50.`);
    expect(all[9]).toBe('CoreDNS sends the answer 10.96.0.50 back to client.');
  });

  test('of a probe', () => {
    expect(sentences(probe(new Wire()))).toEqual([
      'The kubelet sends GET /ready to 10.244.1.3:80.',
      'GET /ready of the kubelet reaches client, where process 3 takes it.',
      'client answers the kubelet: 200 OK.',
      'The kubelet gets 200 OK.',
    ]);
  });

  test.each([
    {
      name: 'nobody listens',
      said: sentences(askDeaf(new Wire(), ['0.0.0.0:80']))[3],
      words: 'GET / reaches web, but nothing listens on 10.244.2.2:8080; it listens on 0.0.0.0:80.',
    },
    {
      name: 'nobody listens at all',
      said: sentences(askDeaf(new Wire(), []))[3],
      words: 'GET / reaches web, but nothing listens on 10.244.2.2:8080, nor on any other port.',
    },
    {
      name: 'there are no endpoints',
      said: sentences(askNobody(new Wire()))[0],
      words:
        'client sends GET / to 10.96.0.50:80, but Service web has no endpoints: the node refuses it at once.',
    },
    {
      name: 'there is no Service',
      said: sentences(askNothing(new Wire()))[0],
      words:
        'client sends GET / to 10.96.0.50:80 and will wait in vain: no Service has this address and port.',
    },
  ])('when $name', ({ said, words }) => {
    expect(said).toBe(words);
  });

  test('are those of packets only', () => {
    expect(sayPacket({ records: [], tables } as never, aRecord('kubectl', 'apiserver', 'get'), t)).toBeNull();
    expect(isPacket(aRecord('kubelet/node-1', 'apiserver', 'close'))).toBe(false);
  });
});

describe('the token', () => {
  const forms = ({ records }: Wire) =>
    records.map((record) => packetForms(record, packetOf(records, record) as never)[0]);

  test('says what is asked, of whom, and what is answered', () => {
    expect(forms(ask(new Wire()))).toEqual([
      'GET / 10.96.0.50:80',
      'GET / 10.244.2.2:80',
      'GET / 10.244.2.2:80',
      'GET / 10.244.2.2:80',
      '200 OK',
      '200 OK',
      '200 OK',
      '200 OK',
    ]);
    expect(forms(lookUp(new Wire(), [NAME], '10.96.0.50')).slice(1, 4)).toEqual([
      `A ${NAME}`,
      `A ${NAME} = 10.96.0.50`,
      '= 10.96.0.50',
    ]);
  });

  test('ends at the Pods that take part', () => {
    const { records } = ask(new Wire());
    const pods = records.map((record) =>
      podOfHop({ tables } as never, record, packetOf(records, record) as never),
    );
    const [client, web] = ['default/client', 'default/web'];
    expect(pods).toEqual([client, null, null, web, web, null, null, client]);
  });
});

describe('what the network decided', () => {
  const words = ({ records }: Wire) => records.map((record) => decisionWords(record, t)?.forms[0] ?? null);

  test.each([
    { name: 'an endpoint', wire: ask(new Wire()), at: 0, said: 'web: 10.96.0.50:80 → 10.244.2.2:80' },
    { name: 'the way back', wire: ask(new Wire()), at: 6, said: '10.244.2.2:80 → 10.96.0.50:80' },
    { name: 'nothing', wire: ask(new Wire()), at: 1, said: null },
    { name: 'a refusal', wire: askNobody(new Wire()), at: 0, said: 'web: no endpoints' },
    { name: 'a deaf port', wire: askDeaf(new Wire(), []), at: 3, said: 'nothing listens on :8080' },
    { name: 'a loss', wire: askNothing(new Wire()), at: 0, said: 'nobody answers' },
  ])('$name', ({ wire, at, said }) => {
    expect(words(wire)[at]).toBe(said);
  });
});
