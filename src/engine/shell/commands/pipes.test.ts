import { describe, expect, test } from 'vitest';
import { scan } from '../../kernel/table.ts';
import { DEVICES, directory, executable, tree } from '../../linux/fs/layers.ts';
import type { Inode } from '../../linux/fs/types.ts';
import { LinuxLab } from '../../linux/testing/lab.ts';
import { shellPrograms } from '../index.ts';

function shell() {
  const files: Record<string, Inode | string> = {
    '/tmp': directory(0o1777),
    '/proc': directory(),
    '/sys/fs/cgroup': directory(),
    '/log': 'one\n',
  };
  for (const name of Object.keys(shellPrograms)) files[`/bin/${name}`] = executable(name, 'busybox');
  scan(DEVICES, (inode, path) => {
    files[path === '/' ? '/dev' : `/dev${path}`] = inode;
  });
  return new LinuxLab({ programs: shellPrograms, files: tree(files) });
}

describe('commands in pipes', () => {
  const cases: [script: string, stdout: string][] = [
    ['seq 1 1000000 | head -n 2', '1\n2\n'],
    ['yes | head -n 2', 'y\ny\n'],
    ['cat /dev/zero | head -c 5 | od -An -tx1', ' 00 00 00 00 00\n'],
    ['seq 10 | grep 1 | sort -r | head -n 1', '10\n'],
    ['printf "b\\na\\n" | sort | tee /tmp/x | wc -l; cat /tmp/x', '2\na\nb\n'],
    ['echo hello > /dev/stdout', 'hello\n'],
    ['echo hello | cat > /tmp/y; cat /tmp/y', 'hello\n'],
    ['seq 3 | xargs -n 1 echo x', 'x 1\nx 2\nx 3\n'],
    ['echo "a b c" | awk \'{print $2}\' | sed s/b/B/', 'B\n'],
    ['ls /none 2>&1 | cat', 'ls: /none: No such file or directory\n'],
    ['cp /bin/cat /tmp/mycat && echo x | /tmp/mycat', 'x\n'],
    ['cat /bin/ls > /tmp/myls && chmod +x /tmp/myls && /tmp/myls -d /log', '/log\n'],
    ['while read line; do echo "got $line"; done < /log', 'got one\n'],
    ['cd /proc/self && cat comm', 'cat\n'],
    ['readlink /proc/$$/exe; true', '/bin/sh\n'],
    ['tr a b < /log | md5sum | cut -c 1-4', '5bbf\n'],
    ['dd if=/dev/urandom bs=16 count=1 2>/dev/null | wc -m', '16\n'],
    ['cat <<EOF | tac\n1\n2\nEOF', '2\n1\n'],
    ['find / -maxdepth 1 -name "l*" | sort', '/log\n'],
  ];
  test.each(cases)('%s', (script, stdout) => {
    const outcome = shell().run(['sh', '-c', script]);
    expect({ stdout: outcome.stdout, stderr: outcome.stderr }).toEqual({ stdout, stderr: '' });
  });

  test('a tail -f in a pipe hands on what comes', () => {
    const lab = shell();
    const pid = lab.start(['sh', '-c', 'tail -n 0 -f /log | grep --line-buffered err | sed s/err/ERR/']);
    lab.until(1000);
    expect(lab.isQuiet).toBe(true);
    lab.files((view) => view.writeFile('/log', 'fine\nerr 1\n', { append: true }));
    lab.until(2000);
    expect(lab.stdout(pid)).toBe('ERR 1\n');
    expect(lab.isQuiet).toBe(true);
  });
});
