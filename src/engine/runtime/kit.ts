import { imageLayer, imagePrograms } from '../images/index.ts';
import type { Table } from '../kernel/table.ts';
import type { Inode } from '../linux/fs/types.ts';
import type { Kit } from '../linux/program.ts';
import { shellPrograms } from '../shell/index.ts';
import { docker } from './docker/client.ts';
import { dockerd } from './docker/daemon.ts';
import { BARE_LAYER, bareMachineFiles, MACHINE_LAYER, machineFiles } from './oci/machine.ts';

/** The code and the image contents that machines run with; no state of its own. */
export const kit: Kit = {
  programs: { ...shellPrograms, ...imagePrograms, docker, dockerd },
  layer(name: string): Table<Inode> | undefined {
    if (name === BARE_LAYER) return bareMachineFiles();
    return name === MACHINE_LAYER ? machineFiles() : imageLayer(name);
  },
};
