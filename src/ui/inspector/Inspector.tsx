import type { ReactNode } from 'react';

/** Stands in the shell until the inspector itself is here. */
export function Inspector(): ReactNode {
  return <div data-area="inspector" />;
}
