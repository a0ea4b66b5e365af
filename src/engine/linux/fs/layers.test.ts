import { expect, test } from 'vitest';
import { get, keys } from '../../kernel/table.ts';
import { directory, executable, file, link, merge, tree } from './layers.ts';

test('a tree has the directories on the way to its files', () => {
  const made = tree({ '/etc/nginx/nginx.conf': 'x', '/tmp': directory(0o1777), '/bin/sh': link('busybox') });
  expect(keys(made)).toEqual(['/', '/bin', '/bin/sh', '/etc', '/etc/nginx', '/etc/nginx/nginx.conf', '/tmp']);
  expect(get(made, '/etc/nginx')).toMatchObject({ type: 'directory', mode: 0o755 });
  expect(get(made, '/tmp')).toMatchObject({ mode: 0o1777 });
  expect(get(made, '/etc/nginx/nginx.conf')).toMatchObject({ type: 'file', mode: 0o644, data: 'x' });
});

test('the later layer wins', () => {
  const merged = merge(
    tree({ '/bin/ls': executable('ls', 'busybox'), '/etc/a': 'old' }),
    tree({ '/etc/a': file('new', { mode: 0o600 }), '/etc/b': 'b' }),
  );
  expect(keys(merged)).toEqual(['/', '/bin', '/bin/ls', '/etc', '/etc/a', '/etc/b']);
  expect(get(merged, '/etc/a')).toMatchObject({ data: 'new', mode: 0o600 });
});
