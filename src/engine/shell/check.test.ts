import { describe, expect, test } from 'vitest';
import { checkScript } from './check.ts';
import { shellPrograms } from './index.ts';

/** The marked text and what is said of it. */
function check(text: string, shell = 'sh', flavour: 'busybox' | 'gnu' = 'busybox'): string[] {
  return checkScript(text, { programs: shellPrograms, flavour, shell }).map(
    ({ offset, length, message }) => `${text.slice(offset, offset + length)} | ${message}`,
  );
}

describe('a script before it runs', () => {
  test.each([
    'while true; do echo hi; sleep 5; done',
    'echo "$(date)" >> /data/index.html; nginx() { :; }; nginx',
    'until nslookup myservice; do echo waiting; sleep 2; done',
    'trap "exit 0" TERM; exec sleep 3600',
    'touch /tmp/healthy; sleep 30; rm -rf /tmp/healthy; sleep 600',
    '[ -f /x ] && . /x; $CMD; "$(which sh)" -c ls; ./run.sh; /opt/app/start',
    'command -v nothere || echo no',
  ])('nothing to say about: %s', (text) => {
    expect(check(text)).toEqual([]);
  });

  const cases: readonly (readonly [
    name: string,
    text: string,
    shell: string,
    expected: readonly string[],
  ])[] = [
    [
      'a command that is not there',
      'apt-get update && echo ok',
      'sh',
      [
        'apt-get | This image has no apt-get that the simulation knows: the shell will say "apt-get: not found" (exit code 127).',
      ],
    ],
    [
      'in a substitution, a function and a pipeline too',
      'f() { aa; }; echo $(bb) | cc',
      'sh',
      ['aa', 'bb', 'cc'].map(
        (name) =>
          `${name} | This image has no ${name} that the simulation knows: the shell will say "${name}: not found" (exit code 127).`,
      ),
    ],
    [
      'after exec',
      'exec nothere',
      'bash',
      [
        'nothere | This image has no nothere that the simulation knows: the shell will say "nothere: command not found" (exit code 127).',
      ],
    ],
    ['a quote that stays open', 'echo "abc', 'sh', ['" | This is never closed: a " is missing.']],
    [
      'a loop without its end',
      'while true; do\n  echo hi\n',
      'sh',
      ['\n | The script ends in the middle of a command: "done" is missing.'],
    ],
    [
      'an if without its end',
      'if true; then echo hi',
      'sh',
      ['i | The script ends in the middle of a command: "fi" is missing.'],
    ],
    ['a token out of place', 'echo hi; )', 'sh', [') | The shell does not expect ")" here.']],
    [
      'an array',
      'a=(1 2)',
      'sh',
      ["(1 2) | Only bash knows an array; BusyBox's sh stops here with a syntax error."],
    ],
    ['which bash knows', 'a=(1 2)', 'bash', []],
    [
      'a builtin of bash',
      'declare x=1',
      'sh',
      [
        'declare | Only bash has declare built in; BusyBox\'s sh answers "declare: not found" (exit code 127).',
      ],
    ],
    [
      'select',
      'select x in a; do :; done',
      'bash',
      ['select x in a; do :; done | This simulation does not model select.'],
    ],
  ];
  test.each(cases)('%s', (_, text, shell, expected) => {
    expect(check(text, shell)).toEqual(expected);
  });

  test('what dash reads otherwise', () => {
    expect(check('[[ a = a ]] && cmd=x\necho hi &> f', 'sh', 'gnu')).toEqual([
      '[[ a = a ]] | Only bash knows [[ … ]]; dash, which is sh here, answers "[[: not found". Use [ … ].',
      '&> f | dash, which is sh here, reads &> as "in the background, and then >". Use >file 2>&1.',
    ]);
  });
});

describe('options', () => {
  test.each([
    'ls -la --color=auto /; grep -rniE "a|b" . ; sort -t: -k2,2n f; sed -ne 1p -e "s/a/b/g" f',
    'find / -name "*.log" -mtime +3 -exec rm {} +; xargs -n1 echo; tail -n +2 -f x; head -c 10 "$f"',
    'date -u +%F; cut -d: -f1 /etc/passwd; tr -d "\\n"; wc -l; ps -ef; seq -w 1 10; stat -c %a "$x"',
    'sleep "$t"; curl -s -o /dev/null -w "%{http_code}" http://web; wget -qO- http://web; nc -zv web 80; ping -c 1 web',
    'cp -r a b; mkdir -p x/y; rm -rf x; chmod -R u+x d; ln -sf a b; touch -c f; df -h; du -sh .; kill -9 1; timeout 5 true',
  ])('nothing to say about: %s', (text) => {
    expect(check(text, 'sh', 'gnu')).toEqual([]);
  });

  test.each<readonly [text: string, flavour: 'busybox' | 'gnu', said: string]>([
    [
      'ls --nonsense /',
      'gnu',
      '--nonsense | ls has no such option here: it answers "ls: unrecognized option \'--nonsense\'".',
    ],
    [
      'cat -n f | sort -Y',
      'gnu',
      '-Y | sort has no such option here: it answers "sort: invalid option -- \'Y\'".',
    ],
    [
      'find . -regextype awk',
      'gnu',
      '-regextype | find has no such option here: it answers "find: unknown predicate `-regextype\'".',
    ],
    [
      "sed 's/\\(a\\)\\1/b/' f",
      'gnu',
      '\'s/\\(a\\)\\1/b/\' f | sed cannot do this here: it answers "sed: -e expression #1, char 12: Back-references (\\1) in patterns are not modelled".',
    ],
  ])('%s', (text, flavour, said) => {
    expect(check(text, 'sh', flavour)).toEqual([said]);
  });
});
