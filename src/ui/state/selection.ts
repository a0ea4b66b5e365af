import type { Address, ObjectRef } from '../../protocol/view.ts';

/** What the inspector shows. */
export type Selection =
  | { readonly kind: 'object'; readonly ref: ObjectRef }
  | { readonly kind: 'component'; readonly address: Address }
  | { readonly kind: 'record'; readonly seq: number }
  /** The scheduling attempt in the record `seq` (verb `schedule`). */
  | { readonly kind: 'decision'; readonly seq: number };

export function sameSelection(a: Selection | null, b: Selection | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
