import type { ReactNode } from 'react';

export interface ScaledProps {
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly scale: number;
  readonly children: ReactNode;
}

/** The box of a node of the picture; what is in it keeps its size on the screen when the picture is fitted. */
export function Scaled({ width = 0, height = 0, scale, children }: ScaledProps): ReactNode {
  return (
    <div
      data-group=""
      style={{
        width: width / scale,
        height: height / scale,
        ...(scale !== 1 && { transform: `scale(${scale})`, transformOrigin: '0 0' }),
      }}
    >
      {children}
    </div>
  );
}
