import type { ReactNode } from 'react';

export function Timeline(_: { readonly compact?: boolean }): ReactNode {
  return null;
}
