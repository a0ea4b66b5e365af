import { describe, expect, it } from 'vitest';
import { makePod } from '../../testing/builders.ts';
import { Lab, sh } from '../../testing/lab.ts';

function started(
  line: string,
  stdin?: string,
): { lab: Lab; last: () => Record<string, unknown>; id: number } {
  const pod = makePod('web', { containers: [{ name: 'c', ...sh('sleep 3600') }] });
  const lab = new Lab().apply(pod).run(20_000);
  lab.issue({ type: 'kubectl', line, ...(stdin !== undefined && { stdin }) }).run(1000);
  const id = lab.world.kubectl.outputs.at(-1)?.id ?? 0;
  const last = () => lab.world.kubectl.outputs.find((output) => output.id === id) as never;
  return { lab, last, id };
}

describe('kubectl exec -i', () => {
  it.each([
    ['what is piped in', 'exec -i web -- cat', 'one\ntwo\n', 'one\ntwo\n'],
    ['a script', 'exec -i web -- sh', 'x=6\necho $((x*7))\nhostname\n', '42\nweb\n'],
    ['nothing', 'exec -i web -- cat', '', ''],
    ['without -i nothing is read', 'exec web -- cat', 'one\n', ''],
  ])('%s', (_, line, stdin, stdout) => {
    expect(started(line, stdin).last()).toMatchObject({ stdout, stderr: '', exitCode: 0 });
  });

  it('takes what is typed until Ctrl-D, and shows it as a terminal does', () => {
    const { lab, last, id } = started('exec -i web -- sh');
    expect(last()).toMatchObject({ stdout: '', reads: true, exitCode: null });
    lab.issue({ type: 'type', id, text: 'echo $((6*7))\n' }).run(1000);
    lab.issue({ type: 'type', id, text: 'exit 3\n' }).run(1000);
    expect(last()).toMatchObject({
      stdout: 'echo $((6*7))\n42\nexit 3\n',
      stderr: 'command terminated with exit code 3\n',
      exitCode: 3,
    });
    const { lab: other, last: ended, id: cat } = started('exec -i web -- wc -l');
    other
      .issue({ type: 'type', id: cat, text: 'a\nb\n' })
      .issue({ type: 'type', id: cat, end: true })
      .run(1000);
    expect(ended()).toMatchObject({ stdout: 'a\nb\n2\n', reads: false, exitCode: 0 });
  });

  it('is over for the command, too, when Ctrl-C ends kubectl', () => {
    const { lab, id } = started('exec -i web -- sh -c "cat; echo over > /tmp/over"');
    lab.issue({ type: 'interrupt', id }).run(1000);
    lab.kubectl('exec web -- cat /tmp/over').run(1000);
    expect(lab.world.kubectl.outputs.at(-1)?.stdout).toBe('over\n');
    expect(lab.host().machine.pipes).toEqual(expect.anything());
  });

  it('has no terminal where its input is no terminal', () => {
    expect(started('exec -it web -- sh', 'tty\n').last()).toMatchObject({
      stdout: 'not a tty\n',
      stderr:
        'Unable to use a TTY - input is not a terminal or the right kind of file\ncommand terminated with exit code 1\n',
    });
  });

  it('reads manifests from standard input', () => {
    const pod = JSON.stringify(makePod('piped'));
    expect(started('apply -f -', pod).last()).toMatchObject({ stdout: 'pod/piped created\n', exitCode: 0 });
    expect(started('apply -f -', 'kind: Pod\n').last()).toMatchObject({
      stderr: expect.stringContaining('"STDIN"'),
      exitCode: 1,
    });
  });
});

describe('kubectl run that stays with its Pod', () => {
  const RECORDED =
    'All commands and output from this session will be recorded in container logs, including credentials and ' +
    "sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n";

  function run(line: string, stdin?: string, forMs = 40_000) {
    const lab = new Lab();
    lab.issue({ type: 'kubectl', line, ...(stdin !== undefined && { stdin }) }).run(forMs);
    return { lab, output: lab.world.kubectl.outputs.at(-1) };
  }

  it('shows the log of a Pod that was too fast', () => {
    const { lab, output } = run('run once --rm -i --restart=Never --image=busybox:1.36 -- echo hi');
    expect(output).toMatchObject({
      stdout: 'hi\npod "once" deleted from default namespace\n',
      stderr: '',
      exitCode: 0,
    });
    expect(lab.object('pods', 'default/once')).toBeUndefined();
  });

  it('passes its input to a container and its exit code back', () => {
    const { output } = run(
      'run once --rm -i --restart=Never --image=busybox:1.36 -- sh',
      'echo $((6*7))\nexit 4\n',
    );
    expect(output).toMatchObject({
      stdout: '42\npod "once" deleted from default namespace\n',
      stderr: `${RECORDED}pod default/once terminated (Error)\n`,
      exitCode: 4,
    });
  });

  it('opens a shell, and deletes the Pod when it has ended', () => {
    const { lab, output } = run('run -it --rm --restart=Never shell --image=busybox:1.36 -- sh');
    expect(output).toMatchObject({ stderr: RECORDED, exitCode: null, terminal: { node: 'node-1' } });
    const { node = '', terminal = '' } = output?.terminal ?? {};
    lab.issue({ type: 'terminal', node, terminal, text: 'exit\n' }).run(5000);
    expect(lab.world.kubectl.outputs.at(-1)).toMatchObject({
      stdout:
        "Session ended, resume using 'kubectl attach shell -c shell -n default -i -t' command\n" +
        'pod "shell" deleted from default namespace\n',
      exitCode: 0,
    });
  });

  it.each([
    [
      'never comes up',
      'run -i --rm x --image=busybox:nothing',
      'error: timed out waiting for the condition\n',
    ],
    ['--rm alone', 'run --rm x --image=busybox', 'error: --rm should only be used for attached containers\n'],
    [
      '-t alone',
      'run -t x --image=busybox',
      'error: -i/--stdin is required for containers with -t/--tty=true\n',
    ],
  ])('%s', (_, line, stderr) => {
    expect(run(line, undefined, 70_000).output).toMatchObject({ stderr, exitCode: 1 });
  });
});

it('keeps in the log what a container’s terminal shows', () => {
  const pod = makePod('shell', {
    containers: [{ name: 'c', ...sh('echo one; sh'), stdin: true, tty: true }],
  });
  const lab = new Lab().apply(pod).run(20_000);
  lab.kubectl('attach -it shell').run(1000);
  const { node = '', terminal = '' } = lab.world.kubectl.outputs.at(-1)?.terminal ?? {};
  lab.issue({ type: 'terminal', node, terminal, text: 'echo $((6*7))\n', echo: true }).run(1000);
  lab.kubectl('logs shell').run(1000);
  expect(lab.world.kubectl.outputs.at(-1)?.stdout).toBe('one\n/ # echo $((6*7))\n42\n');
});
