// Models kubernetes@v1.36.0 cmd/kube-controller-manager/app/controllermanager.go
// Differs: one connection without a rate limit. Not run: disruption, resourcequota, nodeipam, volume expansion,
// and the controllers of kinds that are not modelled (Job, StatefulSet, DaemonSet …).
import type { Component } from '../kernel/component.ts';
import { attachDetach } from './attachdetach/controller.ts';
import { Desk } from './client/desk.ts';
import { type ClientState, INITIAL_CLIENT, type Process } from './client/state.ts';
import { deployments } from './deployment/controller.ts';
import { endpointSlices } from './endpointslice/controller.ts';
import { ephemeralVolumes } from './ephemeral/controller.ts';
import { garbageCollector } from './garbagecollector/controller.ts';
import { namespaces } from './namespace/controller.ts';
import { nodeLifecycle } from './nodelifecycle/controller.ts';
import { podGarbageCollector } from './podgc/controller.ts';
import { replicaSets } from './replicaset/controller.ts';
import { rootCACertPublisher } from './rootcacert/controller.ts';
import { serviceAccounts } from './serviceaccount/controller.ts';
import { taintEviction } from './tainteviction/controller.ts';
import { claims } from './volumebinder/claims.ts';
import { volumes } from './volumebinder/volumes.ts';
import { claimProtection, volumeProtection } from './volumeprotection/controller.ts';

export type ControllerManagerState = ClientState;

const PROCESS: Process = {
  address: 'controller-manager',
  prefix: 'cm',
  controllers: [
    claims,
    volumes,
    claimProtection,
    volumeProtection,
    attachDetach,
    ephemeralVolumes,
    endpointSlices,
    replicaSets,
    deployments,
    garbageCollector,
    nodeLifecycle,
    taintEviction,
    podGarbageCollector,
    namespaces,
    serviceAccounts,
    rootCACertPublisher,
  ],
};

export function initialControllerManager(): ControllerManagerState {
  return INITIAL_CLIENT;
}

export const controllerManager: Component<ControllerManagerState> = {
  receive: (state, envelope, context) => new Desk(PROCESS, state, envelope, context).handle(),
};
