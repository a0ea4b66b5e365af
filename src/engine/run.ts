import { apiserver } from './apiserver/apiserver.ts';
import { controllerManager } from './controllers/manager.ts';
import { provisioner } from './controllers/provisioner.ts';
import { etcd } from './etcd/etcd.ts';
import { type HostState, receiveOnHost } from './host.ts';
import type { Context } from './kernel/component.ts';
import type { Draft } from './kernel/draft.ts';
import { type Envelope, nodeOf, roleOf } from './kernel/message.ts';
import { Movement, type Receive } from './kernel/movement.ts';
import type { TraceRecord, Written } from './kernel/record.ts';
import { WorkingTable } from './kernel/workingTable.ts';
import { kubectl } from './kubectl/kubectl.ts';
import { metricsServer } from './metrics/server.ts';
import { coredns } from './network/dns/coredns.ts';
import { networkSwitch } from './network/switch.ts';
import { scheduler } from './scheduler/scheduler.ts';
import type { ControlPlane, World } from './step.ts';
import { storage } from './storage/backend.ts';

/**
 * A world in motion. It is changed in place, message by message, and written down as a `World` when asked for; the
 * world it began with stays as it was. A look at the world costs about what has changed since the last one.
 */
export class Run {
  private readonly movement: Movement;
  private readonly controlPlane: Draft<ControlPlane>;
  private readonly machines: number;
  private readonly hosts: WorkingTable<HostState>;
  private readonly receive: Receive;
  /** The world as it is now; null when something has happened since it was written down. */
  private written: World | null;

  constructor(world: World) {
    this.movement = new Movement(world);
    this.controlPlane = {
      etcd: world.etcd,
      apiserver: world.apiserver,
      scheduler: world.scheduler,
      controllerManager: world.controllerManager,
      provisioner: world.provisioner,
      storage: world.storage,
      kubectl: world.kubectl,
      coredns: world.coredns,
      metricsServer: world.metricsServer,
      switch: world.switch,
    };
    this.machines = world.machines;
    this.hosts = new WorkingTable(world.hosts);
    this.receive = (envelope, context) => this.handOver(envelope, context);
    this.written = world;
  }

  get nowMs(): number {
    return this.movement.nowMs;
  }

  /** `seq` of the last record; 0 before the first. */
  get lastSeq(): number {
    return this.movement.nextSeq - 1;
  }

  /** When the next message is due; infinite when nothing is due ever again. */
  get nextDueMs(): number {
    return this.movement.nextDueMs();
  }

  /** Whether the next message leaves a record. */
  get isNextRecorded(): boolean {
    return this.movement.isNextRecorded();
  }

  /** Whether only periodic work is left to happen. */
  get isSettled(): boolean {
    return this.movement.isSettled();
  }

  /** What the last step left in the trace; null for an unrecorded timer. */
  get record(): TraceRecord | null {
    return this.movement.record;
  }

  /** What the last step wrote to etcd; null when it did not. */
  get change(): Written | null {
    return this.movement.written;
  }

  /**
   * Delivers the next message; false when nothing is due ever again. When its receiver throws, everything is as it
   * was before.
   */
  step(): boolean {
    if (!this.movement.deliver(this.receive)) return false;
    this.written = null;
    return true;
  }

  /** Puts the clock forward, to a time before which nothing is due. */
  passTo(nowMs: number): void {
    if (nowMs === this.movement.nowMs) return;
    this.movement.nowMs = nowMs;
    this.written = null;
  }

  /** All of it as data. */
  world(): World {
    this.written ??= this.writeDown();
    return this.written;
  }

  private writeDown(): World {
    const { seed, nowMs, nextSeq, queue, streams } = this.movement.clockwork();
    const { etcd, apiserver, scheduler, controllerManager, provisioner, kubectl, coredns } =
      this.controlPlane;
    return {
      seed,
      nowMs,
      nextSeq,
      queue,
      streams,
      etcd,
      apiserver,
      scheduler,
      controllerManager,
      provisioner,
      storage: this.controlPlane.storage,
      kubectl,
      coredns,
      metricsServer: this.controlPlane.metricsServer,
      switch: this.controlPlane.switch,
      machines: this.machines,
      hosts: this.hosts.table(),
    };
  }

  /** Lets the component a message is for handle it. */
  private handOver(envelope: Envelope, context: Context): void {
    const { controlPlane } = this;
    switch (roleOf(envelope.to)) {
      case 'etcd':
        controlPlane.etcd = etcd.receive(controlPlane.etcd, envelope, context);
        return;
      case 'apiserver':
        controlPlane.apiserver = apiserver.receive(controlPlane.apiserver, envelope, context);
        return;
      case 'scheduler':
        controlPlane.scheduler = scheduler.receive(controlPlane.scheduler, envelope, context);
        return;
      case 'controller-manager':
        controlPlane.controllerManager = controllerManager.receive(
          controlPlane.controllerManager,
          envelope,
          context,
        );
        return;
      case 'provisioner':
        controlPlane.provisioner = provisioner.receive(controlPlane.provisioner, envelope, context);
        return;
      case 'storage':
        controlPlane.storage = storage.receive(controlPlane.storage, envelope, context);
        return;
      case 'kubectl':
        controlPlane.kubectl = kubectl.receive(controlPlane.kubectl, envelope, context);
        return;
      case 'coredns':
        controlPlane.coredns = coredns.receive(controlPlane.coredns, envelope, context);
        return;
      case 'metrics-server':
        controlPlane.metricsServer = metricsServer.receive(controlPlane.metricsServer, envelope, context);
        return;
      case 'switch':
        controlPlane.switch = networkSwitch.receive(controlPlane.switch, envelope, context);
        return;
      case 'user':
        return;
      default: {
        const name = nodeOf(envelope.to);
        const host = this.hosts.get(name);
        if (host === undefined) context.note({ lost: 'NoSuchMachine' });
        else this.hosts.put(name, receiveOnHost(host, envelope, context));
      }
    }
  }
}
