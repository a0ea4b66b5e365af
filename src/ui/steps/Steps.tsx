import type { ReactNode } from 'react';

export function Steps(): ReactNode {
  return null;
}
