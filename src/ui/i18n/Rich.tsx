import type { ReactNode } from 'react';
import { pieces } from './text.ts';

/** A message with `code` and **strong** parts. */
export function Rich({ text }: { readonly text: string }): ReactNode {
  return pieces(text).map((piece, index) => {
    const key = `${index}`;
    if (piece.kind === 'code') return <code key={key}>{piece.text}</code>;
    if (piece.kind === 'strong') return <strong key={key}>{piece.text}</strong>;
    return piece.text;
  });
}
