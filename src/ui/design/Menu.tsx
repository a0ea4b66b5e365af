import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { Button, type ButtonProps, IconButton } from './Button.tsx';
import styles from './Floating.module.css';

const load = () => import('./MenuBody.tsx');
const MenuBody = lazy(async () => ({ default: (await load()).MenuBody }));

export type MenuItem =
  | {
      readonly kind?: 'item' | undefined;
      readonly id: string;
      readonly label: ReactNode;
      readonly note?: ReactNode;
      readonly icon?: ReactNode;
      readonly keys?: string | undefined;
      readonly disabled?: boolean | undefined;
      readonly onSelect: () => void;
    }
  | {
      /** One of several: the chosen one has a tick. */
      readonly kind: 'choice';
      readonly id: string;
      readonly label: ReactNode;
      readonly note?: ReactNode;
      readonly icon?: ReactNode;
      readonly checked: boolean;
      readonly onSelect: () => void;
    }
  | { readonly kind: 'heading'; readonly id: string; readonly label: ReactNode }
  | { readonly kind: 'line'; readonly id: string };

export interface MenuProps extends Omit<ButtonProps, 'children'> {
  /** Name of the button, when its content does not say it. */
  readonly label: string;
  /** What stands on the button; without it the button is an icon button. */
  readonly children?: ReactNode;
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'center' | 'end';
  /** For long menus in wide windows: up to this many columns. */
  readonly columns?: 1 | 2 | 3;
  readonly onOpenChange?: (open: boolean) => void;
}

/** A button that opens a menu. The menu's code comes when the pointer or the focus comes near. */
export function Menu({
  label,
  children,
  items,
  align = 'start',
  columns = 1,
  icon,
  onOpenChange,
  ...rest
}: MenuProps): ReactNode {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => onOpenChange?.(open), [open, onOpenChange]);
  const shared = {
    ...rest,
    ref: button,
    'aria-haspopup': 'menu' as const,
    'aria-expanded': open,
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
    onClick: () => setOpen(!open),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key === 'ArrowDown' && !open) {
        event.preventDefault();
        event.stopPropagation();
        setOpen(true);
      }
    },
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
          <MenuBody
            label={label}
            items={items}
            align={align}
            columns={columns}
            button={button}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </span>
  );
}
