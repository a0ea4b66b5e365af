// Models moby@v28.0.0 cmd/dockerd, api/server/router/container
// Differs: clients speak lines of JSON instead of HTTP; containers have no restart policy.
import { resolveImage } from '../../images/index.ts';
import { get, remove } from '../../kernel/table.ts';
import { FIRST } from '../../linux/boot.ts';
import { installFile } from '../../linux/descriptors.ts';
import { isErrno } from '../../linux/errno.ts';
import type { Kernel } from '../../linux/kernel.ts';
import { sendSignal } from '../../linux/kill.ts';
import { setNetwork } from '../../linux/namespaces.ts';
import { bySignal, endProcess } from '../../linux/processes.ts';
import type { Program } from '../../linux/program.ts';
import type { Signal } from '../../linux/signal.ts';
import type { ExitStatus } from '../../linux/state.ts';
import type { Sys } from '../../linux/sys.ts';
import { ProcessCalls } from '../../linux/syscalls/processes.ts';
import { createContainer, findContainer } from './create.ts';
import { startExec } from './exec.ts';
import { appendLog, logLines } from './logs.ts';
import { imagesTable, inspectText, psTable } from './print.ts';
import { finishPulls, hasImage, pull } from './pull.ts';
import {
  type DaemonState,
  type DockerAnswer,
  type DockerContainer,
  type DockerRequest,
  Refused,
} from './state.ts';

export const DOCKER_SOCKET = '/var/run/docker.sock';

/** One turn of the daemon: everything it does goes through here. */
export class Daemon {
  state: DaemonState;
  readonly sys: Sys;
  readonly kernel: Kernel;

  constructor(sys: Sys, state: DaemonState) {
    this.sys = sys;
    this.state = state;
    this.kernel = ProcessCalls.kernelOf(sys);
  }

  change(fields: Partial<DaemonState>): void {
    this.state = { ...this.state, ...fields };
  }

  put(container: DockerContainer): void {
    this.change({ containers: { ...this.state.containers, [container.id]: container } });
  }

  /** Hands an open file to the daemon's process. */
  keep(file: number): number {
    return installFile(this.kernel, this.sys.self, file);
  }

  answer(fd: number, answer: DockerAnswer): void {
    this.sys.write(fd, `${JSON.stringify(answer)}\n`);
    if (answer.exit !== undefined) this.hangUp(fd);
  }

  private hangUp(fd: number): void {
    const { [fd]: _, ...clients } = this.state.clients;
    this.change({ clients });
    this.sys.close(fd);
  }

  turn(): void {
    this.reapChildren();
    this.readOutput();
    this.greet();
    this.listenToClients();
    finishPulls(this);
    this.killLate();
    this.reapChildren();
    this.readOutput();
  }

  private greet(): void {
    for (;;) {
      const accepted = this.sys.accept(this.state.listener);
      if (accepted === null || isErrno(accepted)) return;
      this.change({ clients: { ...this.state.clients, [accepted.fd]: '' } });
    }
  }

  private listenToClients(): void {
    for (const [key, before] of Object.entries(this.state.clients)) {
      const fd = Number(key);
      let text = before;
      let gone = false;
      for (;;) {
        const piece = this.sys.read(fd);
        if (piece === null) break;
        if (isErrno(piece) || piece === '') {
          gone = true;
          break;
        }
        text += piece;
      }
      const end = text.indexOf('\n');
      if (end !== -1) {
        this.change({ clients: { ...this.state.clients, [fd]: text.slice(end + 1) } });
        this.serve(fd, JSON.parse(text.slice(0, end)) as DockerRequest);
      } else if (text !== before) this.change({ clients: { ...this.state.clients, [fd]: text } });
      if (gone && fd in this.state.clients) this.left(fd);
    }
  }

  /** A client has gone before its answer was complete: what it had started in the foreground is interrupted. */
  private left(fd: number): void {
    for (const container of Object.values(this.state.containers)) {
      const { attached, followers, stopping } = container;
      if (attached.includes(fd) && container.pid !== 0) this.signal(container, 'INT');
      this.put({
        ...container,
        attached: attached.filter((other) => other !== fd),
        followers: followers.filter((other) => other !== fd),
        stopping: stopping.filter((other) => other.fd !== fd),
      });
    }
    this.hangUp(fd);
  }

  serve(fd: number, request: DockerRequest): void {
    try {
      this.carryOut(fd, request);
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      const prefix = request.do === 'run' ? 'docker: ' : '';
      const help = request.do === 'run' ? "\n\nRun 'docker run --help' for more information" : '';
      this.answer(fd, {
        err: `${prefix}Error response from daemon: ${thrown.message}${help}\n`,
        exit: thrown.code,
      });
    }
  }

  private carryOut(fd: number, request: DockerRequest): void {
    switch (request.do) {
      case 'run':
        this.run(fd, request);
        return;
      case 'exec':
        startExec(this, fd, request);
        return;
      case 'ps':
        this.answer(fd, { out: psTable(this.state, request, this.sys.nowMs), exit: 0 });
        return;
      case 'images':
        this.answer(fd, { out: imagesTable(this.state.images), exit: 0 });
        return;
      case 'pull':
        pull(this, fd, request, request.image);
        return;
      case 'logs': {
        const container = findContainer(this.state, request.container);
        for (const answer of logLines(this.sys, container.id, request)) this.answer(fd, answer);
        if (!request.follow || container.pid === 0) this.answer(fd, { exit: 0 });
        else this.put({ ...container, followers: [...container.followers, fd] });
        return;
      }
      case 'inspect': {
        const texts = request.containers.map((name) =>
          inspectText(findContainer(this.state, name), request.format),
        );
        const out =
          request.format === null
            ? `[\n${texts.join(',\n')}\n]\n`
            : texts.map((text) => `${text}\n`).join('');
        this.answer(fd, { out, exit: 0 });
        return;
      }
      case 'kill':
        this.each(fd, request.containers, (container) => {
          if (container.pid === 0) {
            throw new Refused(
              `cannot kill container: ${container.name}: container ${container.id} is not running`,
            );
          }
          this.signal(container, request.signal);
        });
        return;
      case 'stop':
        this.stop(fd, request.containers, request.timeoutMs);
        return;
      case 'start':
        throw new Refused('starting a stopped container again is not modelled: remove it and run it anew');
      case 'rm':
        this.each(fd, request.containers, (container) => this.remove(container, request.force));
        return;
    }
  }

  private each(fd: number, names: readonly string[], act: (container: DockerContainer) => void): void {
    let exit = 0;
    for (const name of names) {
      try {
        act(findContainer(this.state, name));
        this.sys.write(fd, `${JSON.stringify({ out: `${name}\n` })}\n`);
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown;
        exit = 1;
        this.sys.write(fd, `${JSON.stringify({ err: `Error response from daemon: ${thrown.message}\n` })}\n`);
      }
    }
    this.answer(fd, { exit });
  }

  // --- containers

  private run(fd: number, request: DockerRequest & { do: 'run' }): void {
    const { options } = request;
    const resolution = resolveImage(options.image);
    if (!resolution.ok || !hasImage(this, resolution.image.name)) {
      pull(this, fd, request, options.image);
      return;
    }
    const { container, nextAddress } = createContainer(
      this.kernel,
      this.state,
      options,
      resolution.image.name,
      {
        daemon: this.sys.self.pid,
        terminal: request.terminal,
        cwd: request.cwd,
        keep: (file) => this.keep(file),
      },
    );
    this.change({ nextAddress });
    this.sys.note({ container: container.name, pid: container.pid, argv: container.command });
    if (options.detach) {
      this.put(container);
      this.answer(fd, { out: `${container.id}\n`, exit: 0 });
    } else this.put({ ...container, attached: [fd] });
  }

  signal({ pid }: DockerContainer, signal: Signal): void {
    const process = this.kernel.process(pid);
    if (process !== undefined) sendSignal(this.kernel, null, process, signal);
  }

  private stop(fd: number, names: readonly string[], timeoutMs: number): void {
    let waits = 0;
    let failed = '';
    for (const name of names) {
      const container = Object.values(this.state.containers).find(
        (one) => one.name === name || one.id.startsWith(name),
      );
      if (container === undefined) {
        failed += `Error response from daemon: No such container: ${name}\n`;
        continue;
      }
      if (container.pid === 0) {
        this.answer(fd, { out: `${name}\n` });
        continue;
      }
      waits++;
      const killMs = this.sys.nowMs + timeoutMs;
      this.put({ ...container, stopping: [...container.stopping, { fd, killMs, say: name }] });
      this.signal(container, container.stopSignal);
    }
    if (failed !== '') this.answer(fd, { err: failed });
    if (waits === 0) this.answer(fd, { exit: failed === '' ? 0 : 1 });
  }

  private killLate(): void {
    for (const container of Object.values(this.state.containers)) {
      const late = container.stopping.some(({ killMs }) => killMs !== null && killMs <= this.sys.nowMs);
      if (!late) continue;
      this.put({ ...container, stopping: container.stopping.map((one) => ({ ...one, killMs: null })) });
      this.signal(container, 'KILL');
    }
  }

  private remove(container: DockerContainer, force: boolean): void {
    if (container.pid !== 0) {
      if (!force) {
        throw new Refused(
          `cannot remove container "${container.name}": container is running: stop the container before removing or force remove`,
        );
      }
      this.signal(container, 'KILL');
      this.reapChildren();
    }
    const { [container.id]: _, ...containers } = this.state.containers;
    this.change({ containers });
    const { machine } = this.kernel;
    machine.filesystems = remove(machine.filesystems, `overlay/${container.id}`);
  }

  // --- processes

  private reapChildren(): void {
    for (;;) {
      const ended = this.sys.waitpid(-1);
      if (ended === null || isErrno(ended)) return;
      this.readOutput();
      this.ended(ended.pid, ended.status);
    }
  }

  private ended(pid: number, status: ExitStatus): void {
    const exec = this.state.execs.find((one) => one.pid === pid);
    if (exec !== undefined) {
      for (const end of [exec.stdout, exec.stderr]) if (end !== -1) this.sys.close(end);
      this.change({ execs: this.state.execs.filter((one) => one !== exec) });
      if (exec.fd in this.state.clients) this.answer(exec.fd, { exit: status.code });
      return;
    }
    const container = Object.values(this.state.containers).find((one) => one.pid === pid);
    if (container === undefined) return;
    this.killRest(container.id);
    for (const end of [container.stdout, container.stderr]) if (end !== -1) this.sys.close(end);
    this.unplug(container);
    const { attached, followers, stopping } = container;
    this.put({
      ...container,
      pid: 0,
      finishedMs: this.sys.nowMs,
      exitCode: status.code,
      oomKilled: status.oomKilled,
      stdout: -1,
      stderr: -1,
      attached: [],
      followers: [],
      stopping: [],
    });
    for (const fd of attached) if (fd in this.state.clients) this.answer(fd, { exit: status.code });
    for (const fd of followers) if (fd in this.state.clients) this.answer(fd, { exit: 0 });
    for (const { fd, say } of stopping) {
      if (!(fd in this.state.clients)) continue;
      const more = Object.values(this.state.containers).some((one) =>
        one.stopping.some((wait) => wait.fd === fd),
      );
      this.answer(fd, { out: `${say}\n`, ...(more ? {} : { exit: 0 }) });
    }
    if (container.autoRemove) {
      const gone = this.state.containers[container.id];
      if (gone !== undefined) this.remove(gone, false);
    }
  }

  private killRest(id: string): void {
    const left: number[] = [];
    this.kernel.eachProcess((process) => {
      if (process.cgroup.endsWith(`docker-${id}.scope`) && process.state !== 'Z') left.push(process.pid);
      return true;
    });
    for (const pid of left) endProcess(this.kernel, pid, bySignal('KILL'));
  }

  /** The owner of a network takes its cable and its published ports along; whoever had joined is left without. */
  private unplug({ id, netns, ports, networkMode }: DockerContainer): void {
    if (networkMode.startsWith('container:') || networkMode === 'host') return;
    const { machine } = this.kernel;
    machine.forwards = machine.forwards.filter(
      (one) => !ports.some(({ hostPort }) => hostPort === one.hostPort),
    );
    const host = this.kernel.namespace('net', FIRST.net);
    const cable = `veth${id.slice(0, 7)}`;
    setNetwork(
      this.kernel,
      FIRST.net,
      host.interfaces.filter(({ name }) => name !== cable),
      host.routes,
    );
    const inside = this.kernel.machine.namespaces;
    const left = hasNamespace(inside, netns) ? this.kernel.namespace('net', netns) : undefined;
    if (left === undefined) return;
    const interfaces = left.interfaces.filter(({ kind }) => kind === 'loopback');
    setNetwork(
      this.kernel,
      netns,
      interfaces,
      left.routes.filter(({ device }) => device === 'lo'),
    );
  }

  private readOutput(): void {
    for (const { id } of Object.values(this.state.containers)) {
      for (const stream of ['stdout', 'stderr'] as const) {
        const container = this.state.containers[id];
        const text = container === undefined ? '' : this.drain(container[stream]);
        if (container === undefined || text === '') continue;
        const lines = appendLog(this.sys, id, stream, text);
        const shown = stream === 'stdout' ? { out: text } : { err: text };
        for (const fd of container.attached) this.answer(fd, shown);
        for (const fd of container.followers) for (const line of lines) this.answer(fd, line);
      }
    }
    for (const exec of this.state.execs) {
      const out = this.drain(exec.stdout);
      const err = this.drain(exec.stderr);
      if (out !== '') this.answer(exec.fd, { out });
      if (err !== '') this.answer(exec.fd, { err });
    }
  }

  private drain(fd: number): string {
    if (fd === -1) return '';
    let text = '';
    for (;;) {
      const piece = this.sys.read(fd);
      if (piece === null || isErrno(piece) || piece === '') return text;
      text += piece;
    }
  }

  /** What it waits for next. */
  block(): void {
    const { containers, clients, pulls, execs, listener } = this.state;
    const readable = [listener, ...Object.keys(clients).map(Number)];
    let untilMs = Number.POSITIVE_INFINITY;
    for (const { stdout, stderr, stopping } of [...Object.values(containers)]) {
      readable.push(...[stdout, stderr].filter((fd) => fd !== -1));
      for (const { killMs } of stopping) if (killMs !== null) untilMs = Math.min(untilMs, killMs);
    }
    for (const { stdout, stderr } of execs) readable.push(...[stdout, stderr].filter((fd) => fd !== -1));
    for (const { dueMs } of pulls) untilMs = Math.min(untilMs, dueMs);
    this.sys.block({ readable, child: true, untilMs: untilMs === Number.POSITIVE_INFINITY ? null : untilMs });
  }
}

const hasNamespace = (namespaces: Kernel['machine']['namespaces'], id: number): boolean =>
  get(namespaces, id) !== undefined;

/** dockerd */
export const dockerd: Program = {
  run(sys) {
    let state = sys.memory as DaemonState | null;
    if (state === null) {
      sys.unlink(DOCKER_SOCKET);
      const listener = sys.listenUnix(DOCKER_SOCKET);
      if (isErrno(listener)) {
        sys.exit(1);
        return;
      }
      state = { listener, containers: {}, images: [], clients: {}, pulls: [], execs: [], nextAddress: 2 };
    }
    const daemon = new Daemon(sys, state);
    daemon.turn();
    sys.remember(daemon.state);
    daemon.block();
  },
  rssBytes: 80 * 1024 ** 2,
};
