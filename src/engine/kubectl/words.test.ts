import { describe, expect, it } from 'vitest';
import { splitWords } from './words.ts';

describe('a command line', () => {
  it.each([
    ['get pods', ['get', 'pods']],
    ['  get \t pods\n', ['get', 'pods']],
    [`label pod a 'note=two words'`, ['label', 'pod', 'a', 'note=two words']],
    [`annotate pod a note="it's \\"fine\\""`, ['annotate', 'pod', 'a', `note=it's "fine"`]],
    [`a'b'"c"d`, ['abcd']],
    [`''`, ['']],
    ['a\\ b', ['a b']],
    ["'a\\b'", ['a\\b']],
    ['"a\\b"', ['a\\b']],
    ['get \\\n pods', ['get', 'pods']],
    ['get pods # all of them', ['get', 'pods']],
    ['a#b', ['a#b']],
    ['taint node n k=v:NoSchedule-', ['taint', 'node', 'n', 'k=v:NoSchedule-']],
    ['', []],
  ])('%j is %j', (line, words) => {
    expect(splitWords(line)).toEqual({ ok: true, words });
  });

  it.each([
    [`get 'pods`, "unexpected EOF while looking for matching '"],
    ['get "pods', 'unexpected EOF while looking for matching "'],
    ['get pods | wc', "the shell's | is not modelled here; run one kubectl command at a time"],
    ['get pods > x', "the shell's > is not modelled here; run one kubectl command at a time"],
  ])('%j cannot be read', (line, error) => {
    expect(splitWords(line)).toEqual({ ok: false, error });
  });
});
