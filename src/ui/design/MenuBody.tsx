import * as DropdownMenu from 'radix-ui/dropdown-menu';
import { type ReactNode, type RefObject, useRef } from 'react';
import styles from './Floating.module.css';
import { CheckIcon } from './icons.tsx';
import type { MenuItem } from './Menu.tsx';

export interface MenuBodyProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly align: 'start' | 'center' | 'end';
  readonly columns: 1 | 2 | 3;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly onClose: () => void;
}

export function MenuBody({ label, items, align, columns, button, onClose }: MenuBodyProps): ReactNode {
  const onButton = (event: Event) => {
    if (button.current?.contains(event.target as globalThis.Node)) event.preventDefault();
  };
  // Who chose with the pointer does not want the focus back on the button, and the keys are free at once.
  const byPointer = useRef(false);
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <DropdownMenu.Trigger asChild>
        <span className={styles.anchor} aria-hidden="true" tabIndex={-1} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={styles.menu}
          data-columns={columns}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          aria-labelledby={undefined}
          onPointerDownOutside={onButton}
          onFocusOutside={onButton}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (!byPointer.current && document.activeElement === document.body) button.current?.focus();
          }}
          onPointerUpCapture={() => {
            byPointer.current = true;
          }}
          onKeyDownCapture={() => {
            byPointer.current = false;
          }}
          onEscapeKeyDown={() => button.current?.focus()}
        >
          {items.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Row({ item }: { readonly item: MenuItem }): ReactNode {
  if (item.kind === 'line') return <DropdownMenu.Separator className={styles.separator} />;
  if (item.kind === 'heading')
    return <DropdownMenu.Label className={styles.heading}>{item.label}</DropdownMenu.Label>;
  const words = (
    <span className={styles.words}>
      <span>{item.label}</span>
      {item.note && <span className={styles.note}>{item.note}</span>}
    </span>
  );
  if (item.kind === 'choice')
    return (
      <DropdownMenu.CheckboxItem className={styles.item} checked={item.checked} onSelect={item.onSelect}>
        <span className={styles.mark}>
          <DropdownMenu.ItemIndicator>
            <CheckIcon size={14} />
          </DropdownMenu.ItemIndicator>
        </span>
        {item.icon}
        {words}
      </DropdownMenu.CheckboxItem>
    );
  return (
    <DropdownMenu.Item className={styles.item} disabled={item.disabled ?? false} onSelect={item.onSelect}>
      {item.icon}
      {words}
      {item.keys && <kbd className={styles.keys}>{item.keys}</kbd>}
    </DropdownMenu.Item>
  );
}
