// What lies behind PersistentVolumes outside the cluster: a file server, or the disks of a cloud.
// Differs: two machines that change the same file at the same time are not told apart: the later change stays.
import type { Component } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { Address } from '../kernel/message.ts';
import { emptyTable, get, put, remove, type Table } from '../kernel/table.ts';
import type { Filesystem } from '../linux/fs/types.ts';
import { applyChanges, type Changes, emptyDisk } from './disk.ts';

/** The address of the storage back end. */
export const STORAGE: Address = 'storage';

export interface StorageState {
  /** By volume handle. */
  readonly disks: Table<Disk>;
}

export interface Disk {
  readonly files: Filesystem;
  /** Drivers that have it in use and hear of changes: `csi/N`. */
  readonly users: readonly Address[];
}

/** csi/N or the provisioner → storage; `read` is answered with the disk, the others are not. */
export type StorageRequest =
  | { readonly type: 'read'; readonly volumeHandle: string; readonly request: unknown }
  /** `release`: it is not in use there any more. */
  | {
      readonly type: 'write';
      readonly volumeHandle: string;
      readonly changes: Changes;
      readonly release: boolean;
    }
  | { readonly type: 'delete'; readonly volumeHandle: string };

/** storage → csi/N. */
export type StorageReply =
  /** `request` as it was sent. */
  | {
      readonly type: 'disk';
      readonly volumeHandle: string;
      readonly files: Filesystem;
      readonly request: unknown;
    }
  /** What another machine has written. */
  | { readonly type: 'changed'; readonly volumeHandle: string; readonly changes: Changes };

export function initialStorage(): StorageState {
  return { disks: emptyTable() };
}

export const storage: Component<StorageState> = {
  receive(state, { from, to, object, body }, context) {
    const request = body as StorageRequest;
    const { volumeHandle } = request;
    context.note({ volumeHandle });
    const tell = (driver: Address, verb: string, reply: StorageReply): void =>
      context.send({ from: to, to: driver, verb, object, body: reply }, LATENCY_MS.api);
    const known = get(state.disks, volumeHandle);
    const disk: Disk = known ?? { files: emptyDisk(volumeHandle, context.nowMs), users: [] };
    switch (request.type) {
      case 'read': {
        const { files } = disk;
        tell(from, 'reply', { type: 'disk', volumeHandle, files, request: request.request });
        const users = [...disk.users.filter((user) => user !== from), from];
        return { disks: put(state.disks, volumeHandle, { files, users }) };
      }
      case 'write': {
        const { changes, release } = request;
        if (known === undefined) return state;
        const others = disk.users.filter((user) => user !== from);
        if (changes.length > 0) {
          context.note({ volumeHandle, files: changes.length });
          for (const other of others) tell(other, 'FilesChanged', { type: 'changed', volumeHandle, changes });
        }
        const files = applyChanges(disk.files, changes);
        const users = release ? others : disk.users;
        return { disks: put(state.disks, volumeHandle, { files, users }) };
      }
      case 'delete':
        return known === undefined ? state : { disks: remove(state.disks, volumeHandle) };
    }
  },
};
