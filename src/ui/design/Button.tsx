import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './Button.module.css';
import { classes } from './classes.ts';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` is the one obvious next thing: at most one on the screen. */
  readonly look?: 'primary' | 'plain' | 'quiet';
  readonly size?: 'm' | 's';
  readonly icon?: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({
  look = 'plain',
  size = 'm',
  icon,
  className,
  children,
  type = 'button',
  ...rest
}: ButtonProps): ReactNode {
  return (
    <button {...rest} type={type} className={classes(styles.button, styles[look], styles[size], className)}>
      {icon}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'children'> {
  /** Its name, for screen readers and as a hint under the pointer. */
  readonly label: string;
  /** The key that does the same, shown in the hint. */
  readonly keys?: string | undefined;
  readonly children: ReactNode;
}

/** A button with an icon and no words on it. */
export function IconButton({
  label,
  keys,
  look = 'quiet',
  size = 'm',
  className,
  children,
  type = 'button',
  ...rest
}: IconButtonProps): ReactNode {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      aria-keyshortcuts={keys}
      data-hint={keys ? `${label}\t${keys}` : label}
      className={classes(styles.button, styles[look], styles[size], styles.square, className)}
    >
      {children}
    </button>
  );
}
