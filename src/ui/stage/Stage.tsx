import type { ReactNode } from 'react';

/** Stands in the shell until the stage itself is here. */
export function Stage(): ReactNode {
  return <div data-area="stage" />;
}
