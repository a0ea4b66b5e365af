import { describe, expect, test } from 'vitest';
import { checkImports, importsOf } from './imports.ts';
import { format } from './source.ts';

const findings = (path: string, text: string) => format(checkImports([{ path, text }]));

describe('importsOf', () => {
  const cases: [name: string, code: string, kind: string][] = [
    ['a value', `import { a } from './x.ts';`, 'value'],
    ['a side effect', `import './x.ts';`, 'value'],
    ['a type', `import type { A } from './x.ts';`, 'type'],
    ['an inline type, which still loads the module', `import { type A } from './x.ts';`, 'value'],
    ['a re-export', `export { a } from './x.ts';`, 'value'],
    ['a re-export of everything', `export * from './x.ts';`, 'value'],
    ['a re-exported type', `export type { A } from './x.ts';`, 'type'],
    ['a dynamic import', `const a = () => import('./x.ts');`, 'value'],
    ['an imported type', `let a: import('./x.ts').A;`, 'type'],
    ['a worker address', `new Worker(new URL('./x.ts', import.meta.url));`, 'url'],
    ['a glob', `import.meta.glob('./x.ts');`, 'value'],
    ['a list of globs', `import.meta.glob(['./x.ts']);`, 'value'],
  ];
  test.each(cases)('sees %s', (_name, text, kind) => {
    expect(importsOf({ path: 'src/ui/a.tsx', text })).toEqual([{ specifier: './x.ts', kind, line: 1 }]);
  });

  test('does not mistake text for an import', () => {
    const text = `// import './x.ts'\nconst a = "import './x.ts'"; const b = <p>Don't import './x.ts'</p>;`;
    expect(importsOf({ path: 'src/ui/a.tsx', text })).toEqual([]);
  });
});

describe('checkImports forbids', () => {
  const cases: [from: string, code: string, message: string][] = [
    ['src/api/a.ts', `import '../engine/step.ts'`, 'api may not import engine'],
    ['src/engine/step.ts', `import '../timeline/log.ts'`, 'engine may not import timeline'],
    ['src/protocol/a.ts', `import { a } from '../engine/step.ts'`, 'only types from engine'],
    ['src/protocol/a.ts', `import { type A } from '../engine/step.ts'`, 'only types from engine'],
    ['src/protocol/a.ts', `export * from '../api/pod.ts'`, 'only types from api'],
    ['src/protocol/a.ts', `import type { A } from '../worker/host.ts'`, 'protocol may not import worker'],
    ['src/client/a.ts', `import '../worker/host.ts'`, 'client may not import worker'],
    ['src/client/a.ts', `import type { A } from '../engine/step.ts'`, 'client may not import engine'],
    ['src/lessons/a.ts', `import '../engine/step.ts'`, 'lessons may not import engine'],
    ['src/ui/stage/a.tsx', `import type { A } from '../../engine/step.ts'`, 'ui may not import engine'],
    ['src/ui/a.tsx', `const a = import('../timeline/log.ts')`, 'ui may not import timeline'],
    ['src/ui/a.tsx', `new Worker(new URL('../worker/host.ts', import.meta.url))`, 'ui may not import worker'],
    ['src/ui/a.tsx', `import '../app/main.tsx'`, 'ui may not import app'],
    ['src/ui/a.test.tsx', `import '../engine/step.ts'`, 'not even in a test'],
    ['src/app/a.test.tsx', `import '../worker/host.ts'`, 'not even in a test'],
    ['src/app/a.tsx', `import '../engine/step.ts'`, 'app may not import engine'],
    ['src/app/a.tsx', `import '/src/engine/step.ts'`, 'app may not import engine'],
    ['src/app/a.tsx', `import '../ui/a.test.tsx'`, 'only tests may import test code'],
    ['src/cli/a.ts', `import '../ui/a.tsx'`, 'cli may not import ui'],
    ['src/cli/a.ts', `import '../engine/testing/pods.ts'`, 'only tests may import test code'],
    ['src/nowhere/a.ts', ``, 'src/nowhere has no place'],
    ['src/engine/nowhere/a.ts', ``, 'engine/nowhere has no floor'],
    ['src/engine/kernel/a.ts', `import '../etcd/store.ts'`, 'kernel may not import engine/etcd'],
    ['src/engine/linux/a.ts', `import '../runtime/cri.ts'`, 'linux may not import engine/runtime'],
    ['src/engine/etcd/a.ts', `import '../apiserver/a.ts'`, 'etcd may not import engine/apiserver'],
    ['src/engine/apiserver/a.ts', `import '../scheduler/a.ts'`, 'apiserver may not import engine/scheduler'],
    [
      'src/engine/scheduler/a.ts',
      `import '../controllers/a.ts'`,
      'scheduler may not import engine/controllers',
    ],
    [
      'src/engine/scheduler/a.ts',
      `import type { A } from '../kubelet/a.ts'`,
      'scheduler may not import engine/kubelet',
    ],
    [
      'src/engine/controllers/x/a.ts',
      `import '../../kubelet/a.ts'`,
      'controllers may not import engine/kubelet',
    ],
    ['src/engine/kubelet/a.ts', `import '../scheduler/a.ts'`, 'kubelet may not import engine/scheduler'],
    ['src/engine/kubelet/a.ts', `import '../etcd/a.ts'`, 'only types from engine/etcd'],
    ['src/engine/kubelet/a.ts', `import '../step.ts'`, 'may not import what composes the floors'],
    ['src/engine/kubelet/a.ts', `import '../trace/a.ts'`, 'kubelet may not import engine/trace'],
    ['src/engine/scheduler/plugins/a.ts', `import './b.ts'`, 'imports only api and framework'],
    ['src/engine/scheduler/plugins/a/a.ts', `import '../b/b.ts'`, 'imports only api and framework'],
    [
      'src/engine/scheduler/plugins/a.ts',
      `import '../../kernel/random.ts'`,
      'imports only api and framework',
    ],
    ['src/engine/scheduler/plugins/a.ts', `import '../queue/a.ts'`, 'imports only api and framework'],
    ['src/engine/a.ts', `import 'node:fs'`, 'engine may not import the package node'],
    ['src/ui/a.tsx', `import 'node:fs'`, 'ui may not import the package node'],
    ['src/protocol/a.ts', `import 'zustand/vanilla'`, 'protocol may not import the package zustand'],
    ['src/worker/a.ts', `import '@xyflow/react/x'`, 'worker may not import the package @xyflow/react'],
  ];
  test.each(cases)('%s: %s', (path, text, message) => {
    const [only, ...more] = findings(path, text);
    expect(only).toContain(message);
    expect(only).toContain(`${path}:1 `);
    expect(more).toEqual([]);
  });
});

describe('checkImports allows', () => {
  const cases: [from: string, code: string][] = [
    ['src/engine/step.ts', `import '../api/pod.ts'; import './trace/a.ts'; import './kubelet/a.ts'`],
    ['src/protocol/a.ts', `import type { A } from '../engine/step.ts'; export type { B } from '../api/b.ts'`],
    ['src/client/a.ts', `new Worker(new URL('../worker/host.ts', import.meta.url), { type: 'module' })`],
    [
      'src/ui/a.tsx',
      `import '../client/a.ts'; import 'react'; import './a.css'; import '../lessons/index.ts'`,
    ],
    ['src/app/main.tsx', `import '../ui/a.tsx'; import '../client/a.ts'; import 'react-dom/client'`],
    ['src/cli/bench/main.ts', `import '../../engine/testing/pods.ts'; import 'node:fs'`],
    ['src/engine/kubelet/a.ts', `import '../runtime/cri.ts'; import type { A } from '../etcd/a.ts'`],
    [
      'src/engine/kubelet/a.test.ts',
      `import '../scheduler/a.ts'; import '../testing/pods.ts'; import 'vitest'`,
    ],
    ['src/engine/testing/pods.ts', `import '../step.ts'; import '../scheduler/a.ts'`],
    ['src/engine/scheduler/plugins/a.ts', `import '../framework/a.ts'; import '../../../api/pod.ts'`],
    ['src/engine/scheduler/plugins/a/a.ts', `import './score.ts'`],
    ['src/engine/scheduler/plugins/registry.ts', `import './a.ts'; import '../framework/a.ts'`],
    ['src/tidy/a.ts', `import 'vite'; import 'node:path'`],
  ];
  test.each(cases)('%s: %s', (path, text) => {
    expect(findings(path, text)).toEqual([]);
  });
});
