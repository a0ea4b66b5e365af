import { describe, expect, it } from 'vitest';
import { makeDeployment, makePersistentVolumeClaim, makePod } from '../testing/builders.ts';
import { FlowLab, withClaim } from '../testing/flowLab.ts';
import { forkFlowIndex, indexRecord, newFlowIndex, podUidAt, truncateFlowIndex } from './flowIndex.ts';
import { stepMarks } from './marks.ts';

describe('the index', () => {
  it('cut and grown again, or forked, is the index of those records', () => {
    const lab = new FlowLab().apply(makePersistentVolumeClaim('data'), withClaim('a'), withClaim('b'));
    lab.kubectl('delete pod a --grace-period=0 --force').apply(withClaim('a'), makeDeployment('web', 2));
    const build = (from: number, to: number, index = newFlowIndex()) => {
      for (const record of lab.records.slice(from, to)) indexRecord(index, record, lab.writtenBy(record));
      return index;
    };
    const whole = build(0, lab.lastSeq);
    expect(whole).toEqual(lab.index);
    for (let seq = 1; seq < lab.lastSeq; seq += 11) {
      const cut = build(0, lab.lastSeq);
      truncateFlowIndex(cut, seq);
      const fresh = build(0, seq);
      for (const member of ['pods', 'order', 'claims', 'volumes'] as const) {
        expect(cut[member]).toEqual(fresh[member]);
      }
      expect(forkFlowIndex(whole, seq)).toEqual(cut);
      expect(build(seq, lab.lastSeq, cut)).toEqual(whole);
    }
    expect(build(0, lab.lastSeq)).toEqual(whole);
  });

  it('gives the steps of a Pod as marks to walk along', () => {
    const lab = new FlowLab().apply(makePod());
    const uid = podUidAt(lab.index, 'default/web', lab.lastSeq) as string;
    const marks = stepMarks(lab, uid);
    expect(marks.map(({ step: id }) => id).slice(0, 4)).toEqual(['1', '2', '3', '4']);
    const seqs = marks.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  });
});
