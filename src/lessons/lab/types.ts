import type { MachineView } from '../../protocol/machine.ts';

/** The same words in both languages; `code` is written in backquotes. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

/** One thing to do on the lab machine, and how to know that it has been done. */
export interface LabStep {
  readonly id: string;
  readonly title: Words;
  /** What it is for, in two sentences. */
  readonly why: Words;
  /** What to type, one command each; a here-document is one command of several lines. */
  readonly commands: readonly string[];
  /** What to look at afterwards; it changes nothing. */
  readonly look: readonly string[];
  /** What there is to see in it. */
  readonly see: Words;
  /** Whether the machine is in the state the step leads to. Asked once all steps before it are done. */
  readonly done: (view: MachineView) => boolean;
}

/** A walk over the lab machine. It begins on a machine on which nothing has been done. */
export interface LabTrack {
  readonly id: string;
  readonly title: Words;
  readonly intro: Words;
  readonly steps: readonly LabStep[];
  /** An example of the page that has Kubernetes do the same. */
  readonly example: string;
  readonly inKubernetes: Words;
}
