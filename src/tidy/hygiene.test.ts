import { describe, expect, test } from 'vitest';
import { checkInjection, checkLength, checkModelsHeader, checkPaths } from './hygiene.ts';
import { format } from './source.ts';

const path = 'src/engine/kubelet/a.ts';

describe('the header of a file that models upstream', () => {
  const good = [
    '// Models kubernetes@v1.36.0 pkg/kubelet/kubelet.go\nexport const a = 1;',
    '// Models kubernetes@v1.36.0 pkg/a.go, pkg/b.go (func c)\n// Differs: no metrics.\n',
    '// Models containerd@v2.x internal/cri/server/sandbox_run.go\n',
    '// Models etcd-io/etcd@v3.6 server/storage/mvcc/kvstore.go\n',
    '// What it is for.\n// Models kubernetes@v1.36.0 pkg/a.go\n',
    'export const a = 1;\n// This Models nothing.\n',
  ];
  test.each(good)('may be %j', (text) => {
    expect(format(checkModelsHeader({ path, text }))).toEqual([]);
  });

  const bad: [text: string, message: string][] = [
    ['// Models the kubelet\n', 'write `// Models'],
    ['// Models: kubernetes@v1.36.0 pkg/a.go\n', 'write `// Models'],
    ['// Models kubernetes v1.36.0 pkg/a.go\n', 'write `// Models'],
    ['// Models kubernetes@v1.36.0\n', 'write `// Models'],
    ['/* Models kubernetes@v1.36.0 pkg/a.go */\n', 'write `// Models'],
    ['/**\n * Models kubernetes@v1.36.0 pkg/a.go\n */\n', 'write `// Models'],
    ['// Models kubernetes@v1.35.0 pkg/a.go\n', 'at v1.36.0'],
    ['// Models kubernetes@v1.36 pkg/a.go\n', 'at v1.36.0'],
    [`import './b.ts';\n// Models kubernetes@v1.36.0 pkg/a.go\n`, 'opens with'],
    ['// Models kubernetes@v1.36.0 pkg/a.go\n// Differs\n', 'write `// Differs'],
    ['// Models kubernetes@v1.36.0 pkg/a.go\n// Differs from it a lot.\n', 'write `// Differs'],
  ];
  test.each(bad)('may not be %j', (text, message) => {
    const found = format(checkModelsHeader({ path, text }));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });
});

describe('injection', () => {
  const bad = [
    'eval("1")',
    'new Function("1")',
    'Function("1")',
    'element.innerHTML = text',
    `element['innerHTML'] = text`,
    'element.insertAdjacentHTML("beforeend", text)',
    'document.write(text)',
    'const a = <p dangerouslySetInnerHTML={b} />',
    'const a = { dangerouslySetInnerHTML: b }',
  ];
  test.each(bad)('is found in %s', (text) => {
    expect(format(checkInjection({ path: 'src/ui/a.tsx', text }))).toHaveLength(1);
  });

  test.each(['// innerHTML', 'evaluate(a); a.write(b); let c: Function;', `const a = 'eval is evil'`])(
    'is not found in %s',
    (text) => {
      expect(format(checkInjection({ path: 'src/ui/a.tsx', text }))).toEqual([]);
    },
  );
});

describe('paths of one machine', () => {
  test.each(['/srv/checkout/podscope/src', '/Users/me/x', 'C:\\Users\\me', 'file:///etc'])(
    '%s is found',
    (text) => {
      expect(format(checkPaths({ path, text: `a\n${text}` }, ['/srv/checkout/podscope']))).toEqual([
        expect.stringContaining(`${path}:2 no path of one machine`),
      ]);
    },
  );

  test.each(['/etc/nginx/nginx.conf', '/tmp/healthy', '/root', 'https://example.org/Users'])(
    '%s is not',
    (text) => {
      expect(checkPaths({ path, text }, ['/srv/checkout/podscope'])).toEqual([]);
    },
  );
});

describe('length', () => {
  test.each([
    [500, 0],
    [501, 1],
  ])('%i lines give %i findings', (lines, count) => {
    expect(checkLength({ path, text: 'a\n'.repeat(lines) })).toHaveLength(count);
  });

  test('prose may be long', () => {
    expect(checkLength({ path: 'src/lessons/a/en.md', text: 'a\n'.repeat(600) })).toEqual([]);
  });
});
