import type { ReactNode } from 'react';

/** Stands in the shell until the editor itself is here. */
export function Editor(): ReactNode {
  return <div data-area="editor" />;
}
