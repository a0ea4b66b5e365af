// Models container-storage-interface/spec@v1.12.0 spec.md (Node Service)
// Differs: every volume stages and publishes without fault; the controller service (ControllerPublishVolume) and
// the VolumeAttachment it needs are not modelled, so a volume counts as attached at once.
import type { Component } from '../kernel/component.ts';
import { emptyTable, get, put, remove, type Table } from '../kernel/table.ts';
import { RUNTIME_MS } from './latency.ts';

export interface CsiState {
  /** By volume handle: the target paths it is published at; it is staged while it has an entry. */
  readonly staged: Table<readonly string[]>;
}

/** volumes/N → csi/N; the verb is the name of the call. */
export interface CsiRequest {
  readonly volumeHandle: string;
  readonly targetPath: string;
  readonly podUid: string;
  readonly volume: string;
}

export interface CsiReply extends CsiRequest {
  readonly type: CsiVerb;
}

export type CsiVerb = 'NodeStageVolume' | 'NodePublishVolume' | 'NodeUnpublishVolume' | 'NodeUnstageVolume';

const TAKES_MS: Readonly<Record<CsiVerb, number>> = {
  NodeStageVolume: RUNTIME_MS.nodeStage,
  NodePublishVolume: RUNTIME_MS.nodePublish,
  NodeUnpublishVolume: RUNTIME_MS.nodeUnpublish,
  NodeUnstageVolume: RUNTIME_MS.nodeUnstage,
};

export function initialCsi(): CsiState {
  return { staged: emptyTable() };
}

export const csi: Component<CsiState> = {
  receive(state, envelope, context) {
    const type = envelope.verb as CsiVerb;
    const request = envelope.body as CsiRequest;
    const { volumeHandle, targetPath } = request;
    const paths = get(state.staged, volumeHandle);
    context.note({ volumeHandle, ...(type === 'NodeStageVolume' ? {} : { targetPath }) });
    const body: CsiReply = { ...request, type };
    context.send(
      { from: envelope.to, to: envelope.from, verb: 'reply', object: envelope.object, body },
      TAKES_MS[type],
    );
    switch (type) {
      case 'NodeStageVolume':
        return paths === undefined ? { staged: put(state.staged, volumeHandle, []) } : state;
      case 'NodePublishVolume':
        return {
          staged: put(state.staged, volumeHandle, [
            ...(paths ?? []).filter((p) => p !== targetPath),
            targetPath,
          ]),
        };
      case 'NodeUnpublishVolume':
        return {
          staged: put(
            state.staged,
            volumeHandle,
            (paths ?? []).filter((path) => path !== targetPath),
          ),
        };
      case 'NodeUnstageVolume':
        return { staged: remove(state.staged, volumeHandle) };
    }
  },
};
