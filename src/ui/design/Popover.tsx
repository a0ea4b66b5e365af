import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import { Button, type ButtonProps, IconButton } from './Button.tsx';
import styles from './Floating.module.css';

const load = () => import('./PopoverBody.tsx');
const PopoverBody = lazy(async () => ({ default: (await load()).PopoverBody }));

export interface PopoverProps extends Omit<ButtonProps, 'children' | 'content'> {
  readonly label: string;
  readonly children?: ReactNode;
  readonly align?: 'start' | 'center' | 'end';
  /** What it shows; `close` sends it away. */
  readonly content: (close: () => void) => ReactNode;
}

/** A button that opens a small panel beside it. */
export function Popover({
  label,
  children,
  content,
  align = 'start',
  icon,
  ...rest
}: PopoverProps): ReactNode {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => setOpen(false);
  const shared = {
    ...rest,
    ref: button,
    'aria-haspopup': 'dialog' as const,
    'aria-expanded': open,
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
    onClick: () => setOpen(!open),
  };
  return (
    <span className={styles.anchored}>
      {children === undefined ? (
        <IconButton {...shared} label={label}>
          {icon}
        </IconButton>
      ) : (
        <Button {...shared} icon={icon} aria-label={label}>
          {children}
        </Button>
      )}
      {open && (
        <Suspense fallback={null}>
          <PopoverBody label={label} align={align} button={button} onClose={close}>
            {content(close)}
          </PopoverBody>
        </Suspense>
      )}
    </span>
  );
}
