import { lazy, type ReactNode, Suspense } from 'react';

const DialogBody = lazy(async () => ({ default: (await import('./DialogBody.tsx')).DialogBody }));

export interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly description?: ReactNode;
  readonly closeLabel: string;
  readonly width?: 's' | 'm' | 'l' | 'xl';
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog over the page: holds the focus, Escape closes, the focus returns to where it was. */
export function Dialog(props: DialogProps): ReactNode {
  if (!props.open) return null;
  return (
    <Suspense fallback={null}>
      <DialogBody {...props} />
    </Suspense>
  );
}
