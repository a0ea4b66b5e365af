import { describe, expect, it } from 'vitest';
import { type FlagSpecs, parseFlags } from './flags.ts';

const specs: FlagSpecs = {
  output: { type: 'string', short: 'o' },
  'all-namespaces': { type: 'bool', short: 'A' },
  watch: { type: 'bool', short: 'w' },
  replicas: { type: 'int' },
  'from-literal': { type: 'list' },
  cascade: { type: 'string', alone: 'background' },
  types: { type: 'slice' },
  timeout: { type: 'duration' },
};

describe('flags', () => {
  it.each([
    ['get -o wide pods', ['get', 'pods'], { output: 'wide' }],
    ['-owide', [], { output: 'wide' }],
    ['-o=wide', [], { output: 'wide' }],
    ['--output=wide', [], { output: 'wide' }],
    ['--output wide', [], { output: 'wide' }],
    ['-A', [], { 'all-namespaces': true }],
    ['-Awo yaml', [], { 'all-namespaces': true, watch: true, output: 'yaml' }],
    ['--watch=false', [], { watch: false }],
    ['--watch false', ['false'], { watch: true }],
    ['--replicas=3', [], { replicas: 3 }],
    ['--replicas -1', [], { replicas: -1 }],
    ['--from-literal=a=b --from-literal c=d', [], { 'from-literal': ['a=b', 'c=d'] }],
    ['--types=Normal,Warning --types x', [], { types: ['Normal', 'Warning', 'x'] }],
    ['--timeout=1m30s', [], { timeout: 90_000 }],
    ['--timeout=-1s', [], { timeout: -1000 }],
    ['--timeout 0', [], { timeout: 0 }],
    ['--timeout=1.5h', [], { timeout: 5_400_000 }],
    ['--cascade x', ['x'], { cascade: 'background' }],
    ['--cascade=orphan', [], { cascade: 'orphan' }],
    ['run x -- sh -c y', ['run', 'x', 'sh', '-c', 'y'], {}],
    ['taint n k-', ['taint', 'n', 'k-'], {}],
    ['-', ['-'], {}],
  ])('%s', (line, args, flags) => {
    expect(parseFlags(line.split(' '), specs)).toMatchObject({ ok: true, parsed: { args, flags } });
  });

  it('knows what stood after --', () => {
    expect(parseFlags(['run', 'x', '--', '-c'], specs)).toMatchObject({
      ok: true,
      parsed: { args: ['run', 'x', '-c'], argsBeforeDash: 2 },
    });
  });

  it.each([
    ['--nope', 'unknown flag: --nope'],
    ['-x', "unknown shorthand flag: 'x' in -x"],
    ['--output', 'flag needs an argument: --output'],
    ['-o', "flag needs an argument: 'o' in -o"],
    [
      '--replicas=x',
      'invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": invalid syntax',
    ],
    [
      '--watch=maybe',
      'invalid argument "maybe" for "-w, --watch" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    ['--timeout=5', 'invalid argument "5" for "--timeout" flag: time: invalid duration "5"'],
  ])('%s is refused', (line, error) => {
    expect(parseFlags(line.split(' '), specs)).toEqual({ ok: false, error });
  });
});
