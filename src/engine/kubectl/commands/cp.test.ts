import { describe, expect, it } from 'vitest';
import { makePod } from '../../testing/builders.ts';
import { Lab, sh } from '../../testing/lab.ts';
import { filesNamed } from '../line.ts';

const FILES = { 'site/index.html': '<h1>hi</h1>\n', 'site/css/a.css': 'a {}\n', 'nginx.conf': 'events {}\n' };

function lab(): Lab {
  const web = makePod('web', {
    containers: [
      { name: 'a', ...sh('mkdir /data; sleep 3600') },
      { name: 'b', image: 'debian:12', command: ['sleep', '3600'] },
    ],
  });
  const bare = makePod('bare', { containers: [{ name: 'c', image: 'registry.k8s.io/pause:3.10' }] });
  const done = makePod('done', {
    spec: { restartPolicy: 'Never' },
    containers: [{ name: 'c', ...sh('true') }],
  });
  return new Lab().apply(web, bare, done).run(30_000);
}

function run(on: Lab, line: string) {
  on.issue({ type: 'kubectl', line, files: FILES }).run(1000);
  const { stdout, stderr, exitCode, files } = on.world.kubectl.outputs.at(-1) ?? {};
  return { stdout, stderr, exitCode, ...(files && { files }) };
}

const DEFAULTED = 'Defaulted container "a" out of: a, b\n';

describe('kubectl cp', () => {
  const on = lab();

  it.each([
    ['a file', 'cp nginx.conf web:/tmp/n.conf', 'exec web -c a -- cat /tmp/n.conf', 'events {}\n'],
    [
      'a file into a directory',
      'cp ./nginx.conf web:/data',
      'exec web -c a -- cat /data/nginx.conf',
      'events {}\n',
    ],
    [
      'to a path of the working directory',
      'cp nginx.conf web:n.conf',
      'exec web -c a -- cat n.conf',
      'events {}\n',
    ],
    [
      'a directory',
      'cp site default/web:/srv -c b',
      'exec web -c b -- cat /srv/site/index.html /srv/site/css/a.css',
      '<h1>hi</h1>\na {}\n',
    ],
    [
      'with the owner of the local file',
      'cp nginx.conf web:/tmp/o.conf -c a',
      'exec web -c a -- stat -c %u /tmp/o.conf',
      '1000\n',
    ],
    [
      'or without it',
      'cp --no-preserve nginx.conf web:/tmp/o2.conf -c b',
      'exec web -c b -- stat -c %u /tmp/o2.conf',
      '0\n',
    ],
  ])('takes %s into a Pod', (_, line, look, expected) => {
    expect(run(on, line)).toEqual({
      stdout: '',
      stderr: line.includes('-c ') ? '' : DEFAULTED,
      exitCode: 0,
    });
    expect(run(on, look)).toMatchObject({ stdout: expected });
  });

  it('takes files and directories out of one', () => {
    run(
      on,
      'exec web -c b -- sh -c "mkdir -p /var/x/y; echo 1 > /var/x/one; echo 2 > /var/x/y/two; ln -s one /var/x/l"',
    );
    expect(run(on, 'cp web:/etc/hostname host -c b')).toEqual({
      stdout: "tar: Removing leading `/' from member names\n",
      stderr: '',
      exitCode: 0,
      files: { host: 'web\n' },
    });
    expect(run(on, 'cp web:var/x out -c b')).toEqual({
      stdout: '',
      stderr:
        'warning: skipping symlink: "out/l" -> "one" (consider using "kubectl exec -n "default" "web" -- tar cf - "var/x" | tar xf -")\n',
      exitCode: 0,
      files: { 'out/one': '1\n', 'out/y/two': '2\n' },
    });
  });

  it.each([
    ['cp nothing web:/tmp', "error: nothing doesn't exist in local filesystem\n", 1],
    ['cp nginx.conf', 'error: source and destination are required\n', 1],
    ['cp a:/x b:/y', 'error: one of src or dest must be a local file specification\n', 1],
    ['cp nginx.conf other', 'error: one of src or dest must be a remote file specification\n', 1],
    ['cp a/b/c:/x y', 'error: filespec must match the canonical format: [[namespace/]pod:]file/path\n', 1],
    ['cp web: y', 'error: filepath can not be empty\n', 1],
    ['cp web:/etc/hosts .', 'error: open .: is a directory\n', 1],
    ['cp nginx.conf none:/tmp', 'Error from server (NotFound): pods "none" not found\n', 1],
    [
      'cp nginx.conf done:/tmp',
      'error: cannot exec into a container in a completed pod; current phase is Succeeded\n',
      1,
    ],
    [
      'cp nginx.conf web:/nowhere/x -c a',
      "tar: can't change directory to '/nowhere': No such file or directory\ncommand terminated with exit code 1\n",
      1,
    ],
  ])('%s', (line, stderr, exitCode) => {
    expect(run(on, line)).toEqual({ stdout: '', stderr, exitCode });
  });

  it('needs tar in the image', () => {
    expect(run(on, 'cp nginx.conf bare:/tmp/x')).toMatchObject({
      stderr: expect.stringMatching(/exec: "tar": executable file not found in \$PATH/),
      exitCode: 1,
    });
  });

  it('names the file it reads', () => {
    expect(filesNamed('cp site/index.html web:/x')).toEqual(['site/index.html']);
    expect(filesNamed('cp web:/x y')).toEqual([]);
  });
});
