import { describe, expect, test } from 'vitest';
import { aRecord } from '../testing/objects.ts';
import { codeOf, eventOf, tokenForms, tokenWords } from './message.ts';

const POD = { kind: 'Pod', namespace: 'default', name: 'web' };
const news = aRecord('etcd', 'apiserver', 'watch', { object: POD, detail: { event: 'MODIFIED' } });

describe('the words of a token', () => {
  test.each([
    { record: aRecord('kubectl', 'apiserver', 'create', { object: POD }), words: 'create Pod/web' },
    { record: aRecord('user', 'kubectl', 'run'), words: 'run' },
    { record: news, words: 'watch MODIFIED Pod/web' },
    {
      record: aRecord('scheduler', 'apiserver', 'create', {
        object: { kind: 'Event', name: 'web.18867251ef777840' },
      }),
      words: 'create Event/web',
    },
  ])('$words', ({ record, words }) => {
    expect(tokenWords(record)).toBe(words);
  });

  test('become fewer where there is little room', () => {
    expect(tokenForms(news)).toEqual(['watch MODIFIED Pod/web', 'MODIFIED Pod/web', 'MODIFIED web']);
  });

  test('say how the API server answered', () => {
    const reply = aRecord('apiserver', 'kubectl', 'reply', { object: POD });
    const cause = aRecord('kubectl', 'apiserver', 'get', { object: POD, detail: { code: 404 } });
    expect(tokenWords(reply, cause)).toBe('reply 404 Pod/web');
    expect(codeOf(aRecord('etcd', 'apiserver', 'reply', { detail: { code: 201 } }), null)).toBeNull();
  });
});

describe('what a watch event says', () => {
  test('is what its receiver noted', () => {
    expect(eventOf(news, null)).toBe('MODIFIED');
  });

  test('is otherwise what led to it', () => {
    expect(eventOf(aRecord('apiserver', 'scheduler', 'watch', { object: POD }), news)).toBe('MODIFIED');
  });

  test('is not guessed for a kubelet, to whom a bound Pod is new', () => {
    expect(eventOf(aRecord('apiserver', 'kubelet/node-1', 'watch', { object: POD }), news)).toBe('');
  });
});
