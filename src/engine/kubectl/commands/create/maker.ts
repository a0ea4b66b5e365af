import type { FlagSpecs } from '../../flags.ts';
import { type Call, textFlag } from '../../verb.ts';
import type { NewObject } from '../create.ts';

/** What `kubectl create KIND NAME` makes of its flags; a text is kubectl's complaint. */
export interface Maker {
  /** Words after `create`, such as `configmap` and its short `cm`. */
  readonly names: readonly string[];
  readonly usage: string;
  readonly flags: FlagSpecs;
  /** `-- COMMAND` may follow. */
  readonly takesCommand?: true;
  readonly make: (name: string, call: Call) => NewObject | string;
}

/** The namespace an object is written with: what is only printed does not say `default`, unless it is told to. */
export function writtenNamespace({ namespace, isNamespaceGiven, flags }: Call): { namespace?: string } {
  return isNamespaceGiven || textFlag(flags, 'dry-run') !== 'client' ? { namespace } : {};
}
