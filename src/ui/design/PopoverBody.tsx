import * as Radix from 'radix-ui/popover';
import type { ReactNode, RefObject } from 'react';
import styles from './Floating.module.css';

export interface PopoverBodyProps {
  readonly label: string;
  readonly align: 'start' | 'center' | 'end';
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function PopoverBody({ label, align, button, onClose, children }: PopoverBodyProps): ReactNode {
  const onButton = (event: Event) => {
    if (button.current?.contains(event.target as globalThis.Node)) event.preventDefault();
  };
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Anchor asChild>
        <span className={styles.anchor} aria-hidden="true" />
      </Radix.Anchor>
      <Radix.Portal>
        <Radix.Content
          className={styles.popover}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          onInteractOutside={onButton}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            button.current?.focus();
          }}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
