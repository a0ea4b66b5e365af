import type { Component } from '../kernel/component.ts';
import { Desk } from './client/desk.ts';
import { type ClientState, INITIAL_CLIENT, type Process } from './client/state.ts';
import { provisioning } from './provisioner/provisioning.ts';

/** State of the external provisioners of the add-on storage classes. */
export type ProvisionerState = ClientState;

const PROCESS: Process = { address: 'provisioner', prefix: 'pr', controllers: [provisioning] };

export function initialProvisioner(): ProvisionerState {
  return INITIAL_CLIENT;
}

export const provisioner: Component<ProvisionerState> = {
  receive: (state, envelope, context) => new Desk(PROCESS, state, envelope, context).handle(),
};
