import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkManifest, fixAll } from './check.ts';
import { applyFix, type Diagnostic } from './diagnostic.ts';
import { formatMessage } from './messages.ts';

function errorsOf(text: string): Diagnostic[] {
  return checkManifest(text).diagnostics.filter(({ severity }) => severity === 'error');
}

function summary(text: string): string[] {
  return errorsOf(text).map(({ line, code }) => `${line}: ${code}`);
}

function only(text: string): Diagnostic {
  const errors = errorsOf(text);
  const [error] = errors;
  if (error === undefined || errors.length > 1) throw new Error(JSON.stringify(summary(text)));
  return error;
}

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: nginx
    image: nginx:1.27
    ports:
    - containerPort: 80
`;

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
`;

describe('what is right', () => {
  it.each([
    ['a Pod', POD],
    ['Windows line ends', POD.replaceAll('\n', '\r\n')],
    ['a leading separator and comments', `# web\n---\n${POD}---\n# nothing\n`],
    [
      'JSON',
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"a","image":"b:1"}]}}',
    ],
    ['nothing', ''],
    [
      'a list in deeper indentation',
      POD.replace(
        '  - name: nginx\n    image: nginx:1.27\n    ports:\n    - containerPort: 80',
        '    - name: nginx\n      image: nginx:1.27\n      ports:\n        - containerPort: 80',
      ),
    ],
    [
      'anchors and merge keys',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: &l {app: a}, annotations: {<<: *l}}\nspec: {containers: [{name: a, image: "b:1"}]}\n',
    ],
    [
      'a script with a heredoc of its own',
      `${POD}    command:\n    - sh\n    - -c\n    - |\n      cat <<EOF > /tmp/a\n      hello\n      EOF\n`,
    ],
    [
      'a file mode in octal',
      `${POD}  volumes:\n  - name: v\n    configMap:\n      name: c\n      defaultMode: 0644\n`,
    ],
    [
      'a Namespace with a colon in an annotation',
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  annotations:\n    link: http://example.com\n',
    ],
  ])('%s has no errors', (_title, text) => {
    expect(summary(text)).toEqual([]);
  });

  it('reads several documents and the items of a List', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: b}\n  data: {k: 1}\n`;
    const { objects } = checkManifest(`${POD}---\n${list}`);
    expect(objects.map(({ document }) => `${document.kind}/${document.name}`)).toEqual([
      'Pod/web',
      'ConfigMap/a',
      'ConfigMap/b',
    ]);
    const error = only(`${POD}---\n${list}`);
    expect([error.line, error.docIndex, error.path]).toEqual([21, 2, 'data.k']);
  });
});

describe('several mistakes', () => {
  it('are all reported at once, syntax errors too', () => {
    const text = POD.replace('  name: web', '\tname: Web')
      .replace('    image', '     image')
      .replace('containerPort: 80', 'containerPort: "80"');
    expect(summary(text)).toEqual(['4: syntax', '4: invalid', '8: syntax', '10: type']);
    expect(summary(fixAll(text))).toEqual([]);
  });

  it('one unreadable document does not hide the others', () => {
    const text = `]]]}{ nonsense\n: : :\n---\n${POD.replace('image', 'imagee')}`;
    expect(summary(text)[0]).toMatch(/^1: syntax/);
    expect(summary(text)).toContain('11: unknownField');
  });

  it('a mistake does not bring errors that only follow from it', () => {
    expect(summary(POD.replace('containers:', 'container:'))).toEqual(['6: unknownField']);
    expect(summary(`${POD}    volumeMounts:\n    - name: v\n      mountPath: /v\n  volumes: x\n`)).toEqual([
      '14: type',
    ]);
  });
});

describe('what the simulator does not do', () => {
  const text = `${POD}    securityContext:
      seccompProfile: {type: RuntimeDefault}
  topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: zone
    whenUnsatisfiable: DoNotSchedule
  hostNetwork: false
  volumes:
  - name: p
    nfs:
      server: s
      path: /p
`;

  it('is said on the line, and nothing is said of what it does do', () => {
    const { diagnostics, ok } = checkManifest(text);
    expect(diagnostics.map(({ line, severity, code }) => `${line} ${severity} ${code}`)).toEqual([
      '12 warning unmodelled',
      // Only simplified: the volume mounts without fault.
      '20 info unmodelled',
    ]);
    expect(ok).toBe(true);
    const [first] = diagnostics;
    if (first?.explain === undefined) throw new Error('no explanation');
    expect(formatMessage('zh-CN', first.explain)).toContain('没有模拟');
  });

  it('reaches into templates', () => {
    const { diagnostics } = checkManifest(`${DEPLOYMENT}      runtimeClassName: gvisor\n`);
    expect(diagnostics.map(({ line, path }) => [line, path])).toContainEqual([
      18,
      'spec.template.spec.runtimeClassName',
    ]);
  });
});

describe('any text', () => {
  const lines = `${POD}${DEPLOYMENT}`.split('\n');
  const mangled = fc
    .array(
      fc.record({
        at: fc.nat({ max: lines.length - 1 }),
        how: fc.constantFrom('drop', 'indent', 'dedent', 'colon', 'dash', 'double', 'tab'),
      }),
      { maxLength: 4 },
    )
    .map((changes) => {
      const text = [...lines];
      for (const { at, how } of changes) {
        const line = text[at] ?? '';
        if (how === 'drop') text[at] = '';
        if (how === 'indent') text[at] = ` ${line}`;
        if (how === 'dedent') text[at] = line.replace(/^ /, '');
        if (how === 'colon') text[at] = line.replace(': ', ':');
        if (how === 'dash') text[at] = line.replace('- ', '  ');
        if (how === 'double') text[at] = `${line}\n${line}`;
        if (how === 'tab') text[at] = `\t${line}`;
      }
      return text.join('\n');
    });

  it('is checked without a crash, with every position inside the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), mangled), (text) => {
        const count = text.split('\n').length;
        for (const { line, column, endLine, endColumn } of checkManifest(text, { fixes: false })
          .diagnostics) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(endLine).toBeLessThanOrEqual(count);
          expect(line < endLine || column <= endColumn).toBe(true);
          expect(column).toBeLessThanOrEqual((text.split('\n')[line - 1] ?? '').length + 1);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is never made worse by a fix', () => {
    fc.assert(
      fc.property(mangled, (text) => {
        const errors = errorsOf(text);
        const fix = errors.find((error) => error.fix)?.fix;
        if (fix !== undefined) expect(applyFix(text, fix)).not.toBe(text);
        // Mending one mistake may uncover others behind it, but repeated mending comes to an end.
        const after = errorsOf(fixAll(text));
        expect(after.length).toBeLessThanOrEqual(Math.max(errors.length, 3));
      }),
      { numRuns: 25 },
    );
  });

  it('survives an alias bomb', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`;
    expect(errorsOf(bomb)[0]?.message).toMatch(/Excessive alias count/);
  });
});
