import type { K8sEvent, KubeObject, Node, Pod } from '../../api/index.ts';
import { cacheOf } from '../apiserver/state.ts';
import type { Command, Fault } from '../command.ts';
import type { HostState } from '../host.ts';
import { nextDueMs } from '../kernel/queue.ts';
import type { TraceRecord } from '../kernel/record.ts';
import { get, values } from '../kernel/table.ts';
import { createWorld, issue, step, type World } from '../step.ts';
import { makeNode } from './builders.ts';

/** A container that runs a line of shell. */
export const sh = (script: string) => ({ image: 'busybox:1.36', command: ['sh', '-c', script] });

export interface LabOptions {
  /** Default: one worker, node-1. */
  readonly nodes?: readonly Node[];
  readonly seed?: number;
  /** Applied while the cluster boots. */
  readonly addons?: readonly KubeObject[];
}

/** The whole simulated world under test: every component is the real one. */
export class Lab {
  world: World;
  /** Everything since the cluster has booted. */
  readonly records: TraceRecord[] = [];

  constructor(options: LabOptions = {}) {
    const nodes = options.nodes ?? [makeNode('node-1')];
    this.world = createWorld({ seed: options.seed ?? 1, nodes, addons: options.addons ?? [] });
  }

  get nowMs(): number {
    return this.world.nowMs;
  }

  issue(command: Command): this {
    this.world = issue(this.world, command);
    return this;
  }

  apply(...objects: readonly KubeObject[]): this {
    return this.issue({ type: 'apply', objects });
  }

  kubectl(line: string): this {
    return this.issue({ type: 'kubectl', line });
  }

  /** Delivers one message; false when nothing is due. */
  step(): boolean {
    const result = step(this.world);
    if (result === null) return false;
    this.world = result.world;
    if (result.record !== null) this.records.push(result.record);
    return true;
  }

  /** Until nothing but background work is left. Throws after `limit` messages: something re-arms itself. */
  settle(limit = 100_000): this {
    for (let i = 0; this.world.queue.foreground > 0; i++) {
      if (i === limit) throw new Error(`not settled after ${limit} messages`);
      this.step();
    }
    return this;
  }

  /** Everything due within the next `durationMs`, background too. */
  run(durationMs: number): this {
    const untilMs = this.world.nowMs + durationMs;
    while ((nextDueMs(this.world.queue) ?? Number.POSITIVE_INFINITY) <= untilMs) this.step();
    this.world = { ...this.world, nowMs: untilMs };
    return this;
  }

  /** Until the condition holds; throws when it does not within `limitMs` of virtual time. */
  until(condition: () => boolean, limitMs = 600_000): this {
    const lastMs = this.world.nowMs + limitMs;
    while (!condition()) {
      if (!this.step() || this.world.nowMs > lastMs) throw new Error('the condition never held');
    }
    return this;
  }

  object<T extends KubeObject>(resource: string, key: string): T | undefined {
    return get(cacheOf(this.world.apiserver, resource).objects, key) as T | undefined;
  }

  pod(name: string, namespace = 'default'): Pod {
    const pod = this.object<Pod>('pods', `${namespace}/${name}`);
    if (pod === undefined) throw new Error(`there is no Pod ${namespace}/${name}`);
    return pod;
  }

  host(name = 'node-1'): HostState {
    const host = get(this.world.hosts, name);
    if (host === undefined) throw new Error(`there is no machine ${name}`);
    return host;
  }

  /** Ends the process of a container of a Pod in the default namespace; `POD` is pause. */
  crash(pod: string, container: string, exitCode: number): this {
    const fault: Fault = { kind: 'ContainerExit', namespace: 'default', pod, container, exitCode };
    return this.issue({ type: 'fault', fault }).settle();
  }

  /** Events about an object as `Reason: message`, in the order they were first written. */
  events(name: string): string[] {
    const events = values(cacheOf(this.world.apiserver, 'events').objects) as K8sEvent[];
    return events
      .filter((event) => event.involvedObject.name === name)
      .sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1))
      .map(
        (event) => `${event.reason}: ${event.message}${(event.count ?? 1) > 1 ? ` (x${event.count})` : ''}`,
      );
  }
}
