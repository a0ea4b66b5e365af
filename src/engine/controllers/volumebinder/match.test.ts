import { describe, expect, it } from 'vitest';
import type {
  PersistentVolume,
  PersistentVolumeClaimSpec,
  PersistentVolumeSpec,
} from '../../../api/index.ts';
import { tableOf } from '../../kernel/table.ts';
import { makePersistentVolume, makePersistentVolumeClaim } from '../../testing/builders.ts';
import { findVolume } from './match.ts';

const available = { phase: 'Available' } as const;

function volume(
  name: string,
  spec: Partial<PersistentVolumeSpec> = {},
  rest: Partial<PersistentVolume> = {},
) {
  return { ...makePersistentVolume(name, { storageClassName: '', ...spec }), status: available, ...rest };
}

function find(spec: Partial<PersistentVolumeClaimSpec>, volumes: PersistentVolume[], delayed = false) {
  const claim = makePersistentVolumeClaim('data', { storageClassName: '', ...spec }, { uid: 'claim-uid' });
  return findVolume(claim, tableOf(volumes.map((v) => [v.metadata.name as string, v])), delayed);
}

const sized = (storage: string) => ({ capacity: { storage } });

describe('the volume for a claim', () => {
  it('is the smallest that is large enough', () => {
    const found = find({ resources: { requests: { storage: '2Gi' } } }, [
      volume('huge', sized('100Gi')),
      volume('small', sized('1Gi')),
      volume('right', sized('3Gi')),
    ]);
    expect(found.volume?.metadata.name).toBe('right');
    expect(found.candidates).toEqual([
      { name: 'huge', fits: true, reason: 'largerThanNeeded' },
      { name: 'right', fits: true, reason: '' },
      { name: 'small', fits: false, reason: 'capacity', has: '1Gi', wants: '2Gi' },
    ]);
  });

  it('has the fewest access modes before it is small', () => {
    const found = find({}, [
      volume('many', { ...sized('1Gi'), accessModes: ['ReadWriteOnce', 'ReadWriteMany'] }),
      volume('one', sized('5Gi')),
    ]);
    expect(found.volume?.metadata.name).toBe('one');
  });

  it('is the one that already names the claim, whatever its size and class', () => {
    const found = find({}, [
      volume('a'),
      volume('z', {
        ...sized('9Gi'),
        storageClassName: 'other',
        claimRef: { namespace: 'default', name: 'data' },
      }),
    ]);
    expect(found.volume?.metadata.name).toBe('z');
  });

  const misfits: [string, Partial<PersistentVolumeClaimSpec>, PersistentVolume, string][] = [
    ['access mode', { accessModes: ['ReadWriteMany'] }, volume('v'), 'accessModes'],
    ['class', { storageClassName: 'fast' }, volume('v'), 'storageClass'],
    ['volume mode', { volumeMode: 'Block' }, volume('v'), 'volumeMode'],
    ['label', { selector: { matchLabels: { disk: 'ssd' } } }, volume('v'), 'selector'],
    [
      'another claim',
      {},
      volume('v', { claimRef: { namespace: 'default', name: 'other' } }),
      'boundToAnother',
    ],
    [
      'an earlier claim of the same name',
      {},
      volume('v', { claimRef: { namespace: 'default', name: 'data', uid: 'old' } }),
      'boundToAnother',
    ],
    ['phase', {}, volume('v', {}, { status: { phase: 'Released' } }), 'notAvailable'],
    [
      'deletion',
      {},
      volume('v', {}, { metadata: { name: 'v', deletionTimestamp: '2026-01-01T00:00:00Z' } }),
      'beingDeleted',
    ],
  ];
  it.each(misfits)('is ruled out by %s', (_, spec, candidate, reason) => {
    const found = find(spec, [candidate]);
    expect(found.volume).toBeUndefined();
    expect(found.candidates[0]).toMatchObject({ fits: false, reason });
  });

  it('is left to the scheduler when the class waits for the first consumer', () => {
    expect(find({}, [volume('v')], true)).toMatchObject({
      volume: undefined,
      candidates: [{ reason: 'waitForFirstConsumer' }],
    });
    const chosen = volume('v', { claimRef: { namespace: 'default', name: 'data', uid: 'claim-uid' } });
    expect(find({}, [chosen], true).volume).toBe(chosen);
  });
});
