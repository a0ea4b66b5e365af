import { describe, expect, test } from 'vitest';
import { tableOf } from '../kernel/table.ts';
import type { Inode } from './fs/types.ts';
import type { Program } from './program.ts';
import type { Sys } from './sys.ts';
import { LinuxLab } from './testing/lab.ts';

const executable = (program: string): Inode => ({
  type: 'file',
  data: '',
  program,
  mode: 0o755,
  uid: 0,
  gid: 0,
  mtimeMs: 0,
});

/** Programs that are functions of their turn: `memory` counts turns. */
const turns = (...steps: readonly ((sys: Sys) => void)[]): Program => ({
  run(sys) {
    const turn = (sys.memory as number | null) ?? 0;
    sys.remember(turn + 1);
    steps[Math.min(turn, steps.length - 1)]?.(sys);
  },
});

const programs: Readonly<Record<string, Program>> = {
  true: turns((sys) => sys.exit(0)),
  sleeper: turns(
    (sys) => sys.block({ untilMs: sys.nowMs + 1000 }),
    (sys) => sys.exit(3),
  ),
  forever: turns((sys) => sys.block({})),
  handler: turns(
    (sys) => {
      sys.onSignal('TERM', 'handle');
      sys.block({});
    },
    (sys) => {
      sys.write(1, `got ${sys.takeSignal()}\n`);
      sys.exit(0);
    },
  ),
  spinner: turns((sys) => sys.withinBudget()),
  burner: turns(
    (sys) => sys.compute(1000),
    (sys) => sys.exit(0),
  ),
  eater: turns(
    (sys) => {
      sys.allocate(50 * 1024 ** 2);
      sys.block({ untilMs: sys.nowMs + 100 });
    },
    (sys) => {
      sys.allocate(200 * 1024 ** 2);
      sys.block({});
    },
  ),
  parent: turns(
    (sys) => {
      sys.spawn({ argv: ['sleeper'] });
      sys.block({ child: true });
    },
    (sys) => {
      const ended = sys.waitpid(-1);
      sys.write(1, JSON.stringify(ended));
      sys.exit(0);
    },
  ),
  orphaner: turns((sys) => {
    sys.spawn({ argv: ['sleeper'] });
    sys.exit(0);
  }),
  bomb: {
    run(sys) {
      for (;;) {
        const child = sys.fork(null);
        if (typeof child === 'number') continue;
        sys.write(1, `${child.errno}\n`);
        sys.block({});
        return;
      }
    },
  },
  /** Writes into a pipe that a child reads. */
  piper: turns(
    (sys) => {
      const [read, write] = sys.pipe();
      sys.spawn({ argv: ['copier'], fds: { 0: read, 1: 1, 2: 2 } });
      sys.close(read);
      sys.write(write, 'through the pipe');
      sys.close(write);
      sys.block({ child: true });
    },
    (sys) => sys.exit(0),
  ),
  copier: {
    run(sys) {
      for (;;) {
        const text = sys.read(0);
        if (text === null) return sys.block({ readable: [0] });
        if (typeof text !== 'string') return sys.exit(1);
        if (text === '') return sys.exit(0);
        sys.write(1, text);
      }
    },
  },
  unsharer: turns(
    (sys) => {
      sys.unshare(['pid', 'uts']);
      sys.sethostname('inside');
      const child = sys.spawn({ argv: ['namer'] });
      sys.write(1, `child ${child} `);
      sys.block({ child: true });
    },
    (sys) => sys.exit(0),
  ),
  namer: turns((sys) => {
    sys.write(1, `pid ${sys.getpid()} parent ${sys.getppid()} on ${sys.hostname()}`);
    sys.exit(0);
  }),
  server: {
    run(sys) {
      let fd = sys.memory as number | null;
      if (fd === null) {
        const listener = sys.listen({ ip: '0.0.0.0', port: 80 });
        if (typeof listener !== 'number') {
          sys.write(2, listener.errno);
          return sys.exit(1);
        }
        fd = listener;
        sys.remember(fd);
      }
      for (;;) {
        const accepted = sys.accept(fd);
        if (accepted === null) return sys.block({ readable: [fd] });
        if ('errno' in accepted) return sys.exit(1);
        const request = sys.read(accepted.fd);
        sys.write(accepted.fd, `hello ${request}`);
        sys.close(accepted.fd);
      }
    },
  },
  client: {
    run(sys) {
      let fd = sys.memory as number | null;
      if (fd === null) {
        fd = sys.connect({ ip: '127.0.0.1', port: 80 }, 'you') as number;
        sys.remember(fd);
      }
      const text = sys.read(fd);
      if (text === null) return sys.block({ readable: [fd] });
      sys.write(1, typeof text === 'string' ? text : text.errno);
      sys.exit(0);
    },
  },
};

const files = tableOf<Inode>(Object.keys(programs).map((name) => [`/bin/${name}`, executable(name)]));
const lab = () => new LinuxLab({ programs, files });

describe('a process', () => {
  test('sleeps and ends with its code', () => {
    expect(lab().run(['sleeper'])).toEqual({ stdout: '', stderr: '', code: 3, ms: 1000 });
  });

  test('dies of a signal it has not asked for', () => {
    const world = lab();
    const pid = world.start(['forever']);
    world.kill(pid, 'TERM');
    expect(world.exits.get(pid)).toEqual({ code: 143, signal: 'TERM', oomKilled: false });
  });

  test('hears a signal it has asked for', () => {
    const world = lab();
    const pid = world.start(['handler']);
    world.kill(pid, 'TERM');
    expect(world.stdout(pid)).toBe('got TERM\n');
    expect(world.exits.get(pid)?.code).toBe(0);
  });

  test('is stopped and goes on', () => {
    const world = lab();
    const pid = world.start(['sleeper']);
    world.kill(pid, 'STOP');
    world.until(5000);
    expect(world.exits.size).toBe(0);
    world.kill(pid, 'CONT');
    expect(world.exits.get(pid)?.code).toBe(3);
  });

  test('waits for its child', () => {
    const { stdout } = lab().run(['parent']);
    expect(JSON.parse(stdout)).toEqual({
      pid: 3,
      status: { code: 3, signal: null, oomKilled: false },
    });
  });

  test('leaves an orphan to process 1, which reaps it', () => {
    const world = lab();
    const pid = world.start(['orphaner']);
    expect([...world.exits.keys()]).toEqual([pid]);
    world.until(2000);
    expect([...world.exits.keys()]).toEqual([pid, pid + 1]);
    expect(world.machine.processes.size).toBe(1);
  });

  test('can only be made while there is room', () => {
    const world = lab();
    const pid = world.start(['bomb']);
    expect(world.stdout(pid)).toMatch(/^(EAGAIN\n)+$/);
    expect(world.machine.processes.size).toBeLessThanOrEqual(4096);
  });

  test('writes into a pipe that another reads', () => {
    const world = lab();
    expect(world.run(['piper']).stdout).toBe('through the pipe');
    world.until(10);
    expect([world.machine.pipes.size, world.machine.waiters.size]).toEqual([0, 0]);
  });

  test('is process 1 in a PID namespace of its own', () => {
    expect(lab().run(['unsharer']).stdout).toBe('child 3 pid 1 parent 0 on inside');
  });
});

describe('the processor', () => {
  test.each([
    ['one on four processors', 1, 4, null, 1000],
    ['two on one processor', 2, 1, null, 2000],
    ['half a processor allowed', 1, 4, 0.5, 2000],
  ])('%s', (_, count, cpus, cpuMax, ms) => {
    const world = new LinuxLab({ programs, files, cpus });
    const pids = Array.from({ length: count }, () => world.start(['burner'], { limits: { cpuMax } }));
    world.until(ms - 1);
    expect(pids.filter((pid) => world.exits.has(pid))).toEqual([]);
    world.until(ms);
    expect(pids.filter((pid) => world.exits.has(pid))).toEqual(pids);
  });

  test('a program that never sleeps is given up on and continued', () => {
    const world = lab();
    const pid = world.start(['spinner']);
    world.until(1000);
    const process = world.machine.processes;
    expect(world.exits.has(pid)).toBe(false);
    expect(JSON.stringify(process)).toContain('"cpuMs":1000');
  });
});

describe('memory', () => {
  test('over the limit of the cgroup kills', () => {
    const world = lab();
    const pid = world.start(['eater'], { limits: { memoryMaxBytes: 100 * 1024 ** 2 } });
    world.until(50);
    expect(world.exits.has(pid)).toBe(false);
    world.until(200);
    expect(world.exits.get(pid)).toEqual({ code: 137, signal: 'KILL', oomKilled: true });
  });

  test('below it does not', () => {
    const world = lab();
    const pid = world.start(['eater'], { limits: { memoryMaxBytes: 300 * 1024 ** 2 } });
    world.until(200);
    expect(world.exits.has(pid)).toBe(false);
  });
});

describe('the network of one machine', () => {
  test('a client reaches a server on the loopback', () => {
    const world = lab();
    world.start(['server']);
    expect(world.run(['client'])).toMatchObject({ stdout: 'hello you', code: 0 });
    expect(world.records.map(({ verb }) => verb)).toContain('open');
  });

  test('nobody listens', () => {
    expect(lab().run(['client']).stdout).toBe('ECONNREFUSED');
  });

  test('a port is taken', () => {
    const world = lab();
    world.start(['server']);
    const second = world.start(['server']);
    expect(world.stderr(second)).toBe('EADDRINUSE');
  });
});

test('sleeping processes cost nothing while time passes', () => {
  const world = lab();
  for (let i = 0; i < 100; i++) world.start(['forever']);
  const before = world.machine;
  world.until(60_000);
  expect(world.machine).toBe(before);
  expect(world.isQuiet).toBe(true);
});
