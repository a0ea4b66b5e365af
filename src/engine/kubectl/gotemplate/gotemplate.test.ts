import { describe, expect, it } from 'vitest';
import { ExecError, execute } from './evaluate.ts';
import { FUNCTIONS } from './functions.ts';
import { parse } from './parse.ts';

const DATA = {
  metadata: { name: 'web', labels: { app: 'web', tier: 'front' }, 'dash-ed': 'yes' },
  spec: { replicas: 3, ratio: 0.5, empty: [], nothing: null, on: true, off: false, text: 'a<b' },
  data: { username: 'YWRtaW4=' },
  items: [
    { name: 'one', n: 1, state: { running: {} } },
    { name: 'two', n: 2 },
  ],
};

function run(text: string, strict = false): string {
  const parsed = parse(text, FUNCTIONS);
  if (!parsed.ok) return parsed.error;
  try {
    return execute(text, parsed.template, DATA, strict);
  } catch (error) {
    if (error instanceof ExecError) return error.message;
    throw error;
  }
}

describe('a Go template', () => {
  it.each([
    ['{{.metadata.name}}', 'web'],
    [
      '{{.metadata.labels}} {{.spec.replicas}} {{.spec.ratio}} {{.spec.on}} {{.spec.empty}}',
      'map[app:web tier:front] 3 0.5 true []',
    ],
    ['{{.metadata.nope}} {{.metadata.nope.more}} {{.spec.nothing}}', '<no value> <no value> <no value>'],
    ['a  {{- /* a comment */ -}}  b {{- 1 -}} c', 'ab1c'],
    ['{{range .items}}{{.name}} {{end}}', 'one two '],
    ['{{range $i, $e := .items}}{{if $i}}, {{end}}{{$i}}={{$e.name}}{{end}}', '0=one, 1=two'],
    ['{{range $k, $v := .metadata.labels}}{{$k}}:{{$v}};{{end}}', 'app:web;tier:front;'],
    ['{{range .spec.empty}}x{{else}}none{{end}}{{range .nope}}x{{else}} nor this{{end}}', 'none nor this'],
    [
      '{{range .items}}{{if eq .n 2}}{{break}}{{end}}{{.n}}{{end}}{{range .items}}{{if eq .n 1}}{{continue}}{{end}}{{.n}}{{end}}',
      '12',
    ],
    ['{{if and .spec.on (not .spec.off)}}yes{{else}}no{{end}}', 'yes'],
    ['{{if .spec.off}}a{{else if .spec.nothing}}b{{else}}c{{end}}', 'c'],
    [
      '{{with .metadata}}{{.name}}{{end}}{{with .nope}}x{{else}} y{{end}}{{with $x := 5}}{{$x}}{{end}}',
      'web y5',
    ],
    ['{{$x := 1}}{{range .items}}{{$x = .n}}{{end}}{{$x}}', '2'],
    [
      '{{index .metadata.labels "app"}} {{(index .items 1).name}} {{index .metadata "dash-ed"}}',
      'web two yes',
    ],
    ['{{len .items}} {{len "héé"}} {{len .metadata.labels}}', '2 5 2'],
    ['{{.data.username | base64decode}} {{base64decode .data.username}}', 'admin admin'],
    [
      '{{printf "%s:\\n%-5s|%5d|%05.1f|%q|%v|%t|%%" .metadata.name "ab" 42 1.25 "q" .items true}}',
      'web:\nab   |   42|001.3|"q"|[map[n:1 name:one state:map[running:map[]]] map[n:2 name:two]]|true|%',
    ],
    ['{{printf "%d %s %d" "x" 1}}', '%!d(string=x) %!s(int64=1) %!d(MISSING)'],
    [
      '{{eq .metadata.name "a" "web"}} {{ne 1 2}} {{lt 1 2}} {{ge "b" "a"}} {{gt .spec.ratio 0.1}}',
      'true true true true true',
    ],
    ['{{print 1 2 "a" true}} {{println "x" 1}}', '1 2atrue x 1\n'],
    ['{{or .nope "default"}} {{and 1 0 (index .items 9)}}', 'default 0'],
    ['{{html .spec.text}} {{urlquery "a b&c"}} {{slice "abcdef" 1 3}}', 'a&lt;b a+b%26c bc'],
    ['{{exists .items 0 "state" "running"}} {{exists .items 1 "state"}}', 'true false'],
    ['{{define "item"}}<{{.}}>{{end}}{{range .items}}{{template "item" .name}}{{end}}', '<one><two>'],
    ['{{`raw "text"`}}{{"\\t\\u0041"}}{{\'a\'}}', 'raw "text"\tA97'],
    ['{{$.metadata.name}}{{range .items}}{{$.spec.replicas}}{{end}}', 'web33'],
  ])('%s', (template, text) => {
    expect(run(template)).toBe(text);
  });

  it.each([
    ['{{.a', 'template: output:1: unclosed action'],
    ['{{.a}', "template: output:1: bad character U+007D '}'"],
    ['\n{{foo .a}}', 'template: output:2: function "foo" not defined'],
    ['{{range .a}}', 'template: output:1: unexpected EOF'],
    ['{{end}}', 'template: output:1: unexpected {{end}}'],
    ['{{if}}x{{end}}', 'template: output:1: missing value for if'],
    ['{{$x}}', 'template: output:1: undefined variable "$x"'],
    ['{{"abc}}', 'template: output:1: unterminated quoted string'],
    ['{{.a @}}', "template: output:1: unrecognized character in action: U+0040 '@'"],
    ['{{(.a}}', 'template: output:1: unclosed left paren'],
    ['{{.a | 5}}', 'template: output:1: non executable command in pipeline stage 2'],
    ['{{break}}', 'template: output:1: {{break}} outside {{range}}'],
  ])('%s is refused as Go does', (template, error) => {
    expect(run(template)).toBe(error);
  });

  it.each([
    [
      '{{.metadata.name.x}}',
      'template: output:1:11: executing "output" at <.metadata.name.x>: can\'t evaluate field x in type interface {}',
    ],
    [
      '{{.spec.nothing.x}}',
      'template: output:1:7: executing "output" at <.spec.nothing.x>: nil pointer evaluating interface {}.x',
    ],
    [
      '{{index .items 7}}',
      'template: output:1:2: executing "output" at <index .items 7>: error calling index: index out of range: 7',
    ],
    [
      '{{range .spec.on}}x{{end}}',
      'template: output:1:13: executing "output" at <.spec.on>: range can\'t iterate over true',
    ],
    [
      'a\n  {{len 3}}',
      'template: output:2:4: executing "output" at <len 3>: error calling len: len of type int64',
    ],
    [
      '{{base64decode "!"}}',
      'template: output:1:2: executing "output" at <base64decode "!">: error calling base64decode: base64 decode failed: illegal base64 data at input byte 0',
    ],
    [
      '{{eq "a" 1}}',
      'template: output:1:2: executing "output" at <eq "a" 1>: error calling eq: incompatible types for comparison',
    ],
    [
      '{{template "x"}}',
      'template: output:1:11: executing "output" at <{{template "x"}}>: template "x" not defined',
    ],
  ])('%s cannot be filled in', (template, error) => {
    expect(run(template)).toBe(error);
  });

  it('can insist on every key', () => {
    expect(run('{{.metadata.nope}}', true)).toContain('map has no entry for key "nope"');
  });
});
