import { describe, expect, it } from 'vitest';
import { get } from '../../kernel/table.ts';
import { makePod } from '../../testing/builders.ts';
import { EMPTY_INFORMER, takeEvent, takeWritten } from './informer.ts';

const at = (revision: number, uid = 'u1') => makePod('web', { uid, resourceVersion: String(revision) });

describe('informer', () => {
  it('tells what an object was and what it became', () => {
    const added = takeEvent(EMPTY_INFORMER, 'pods', 'ADDED', at(3));
    expect(added.observed).toMatchObject({ key: 'default/web', before: undefined, after: at(3) });
    const modified = takeEvent(added.informer, 'pods', 'MODIFIED', at(4));
    expect(modified.observed).toMatchObject({ before: at(3), after: at(4) });
    const deleted = takeEvent(modified.informer, 'pods', 'DELETED', at(5));
    expect(deleted.observed).toMatchObject({ before: at(5), after: undefined });
    expect(deleted.informer.objects.size).toBe(0);
  });

  it('ignores what it knows already, and older news', () => {
    const { informer } = takeEvent(EMPTY_INFORMER, 'pods', 'ADDED', at(4));
    for (const revision of [3, 4]) {
      const taken = takeEvent(informer, 'pods', 'MODIFIED', at(revision));
      expect(taken.observed).toBeUndefined();
      expect(taken.informer.objects).toBe(informer.objects);
    }
  });

  it('takes the answer to a write before the watch brings it, and only then', () => {
    const { informer } = takeEvent(EMPTY_INFORMER, 'pods', 'ADDED', at(4));
    const early = takeWritten(informer, 'pods', at(6));
    expect(get(early.informer.objects, 'default/web')).toEqual(at(6));
    expect(takeEvent(early.informer, 'pods', 'MODIFIED', at(6)).observed).toBeUndefined();

    const deleted = takeEvent(informer, 'pods', 'DELETED', at(7)).informer;
    const late = takeWritten(deleted, 'pods', at(6));
    expect(late.informer.objects.size).toBe(0);
  });

  it('moves on with a bookmark without a change', () => {
    const taken = takeEvent(EMPTY_INFORMER, 'pods', 'BOOKMARK', at(9));
    expect(taken.observed).toBeUndefined();
    expect(taken.informer.revision).toBe(9);
  });
});
