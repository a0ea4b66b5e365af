// Copies that are made several times a message. V8 copies field by field ten times faster than it spreads an object
// that was itself made by a spread.
import type { Draft } from '../kernel/draft.ts';
import type { ContainerRecord, KubeletState, Worker } from './state.ts';

export function copyState(state: KubeletState): Draft<KubeletState> {
  return {
    node: state.node,
    manifest: state.manifest,
    nodeIP: state.nodeIP,
    podCIDR: state.podCIDR,
    boot: state.boot,
    running: state.running,
    nextCall: state.nextCall,
    nodeObject: state.nodeObject,
    lease: state.lease,
    unschedulable: state.unschedulable,
    allocatable: state.allocatable,
    images: state.images,
    reportedImages: state.reportedImages,
    services: state.services,
    references: state.references,
    renewalMs: state.renewalMs,
    workers: state.workers,
    found: state.found,
    pulls: state.pulls,
    recorder: state.recorder,
    used: state.used,
    deadlines: state.deadlines,
    deadlineTimerMs: state.deadlineTimerMs,
  };
}

export function copyWorker(worker: Worker): Draft<Worker> {
  return {
    uid: worker.uid,
    pod: worker.pod,
    ref: worker.ref,
    stage: worker.stage,
    startedMs: worker.startedMs,
    requests: worker.requests,
    failure: worker.failure,
    pass: worker.pass,
    again: worker.again,
    step: worker.step,
    resync: worker.resync,
    mounted: worker.mounted,
    volumes: worker.volumes,
    mountFailures: worker.mountFailures,
    references: worker.references,
    tokens: worker.tokens,
    remount: worker.remount,
    remountFailures: worker.remountFailures,
    sandbox: worker.sandbox,
    attempts: worker.attempts,
    oldSandboxes: worker.oldSandboxes,
    containers: worker.containers,
    kills: worker.kills,
    asks: worker.asks,
    imageBackoffs: worker.imageBackoffs,
    status: worker.status,
    statusDue: worker.statusDue,
    reported: worker.reported,
    patching: worker.patching,
    termination: worker.termination,
  };
}

export function copyRecord(record: ContainerRecord): Draft<ContainerRecord> {
  return {
    type: record.type,
    current: record.current,
    last: record.last,
    trouble: record.trouble,
    backoff: record.backoff,
    attempts: record.attempts,
    startup: record.startup,
    readiness: record.readiness,
    liveness: record.liveness,
    condemned: record.condemned,
  };
}
