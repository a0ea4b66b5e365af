import type { ReactNode } from 'react';
import type { Explained as Reference } from '../../../api/index.ts';
import { explain } from '../../../api/schema/explanations.ts';

/** What `kubectl explain` prints; fetched with the texts of the schema when it is first asked. */
export function Explained({
  explained,
  children,
}: {
  readonly explained: Reference;
  readonly children: (text: string) => ReactNode;
}): ReactNode {
  return children(explain(explained));
}
