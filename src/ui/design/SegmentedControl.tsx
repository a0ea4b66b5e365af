import { type ReactNode, useId } from 'react';
import { classes } from './classes.ts';
import styles from './SegmentedControl.module.css';

export interface Segment<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  /** Shown under the pointer. */
  readonly hint?: string | undefined;
}

export interface SegmentedControlProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly segments: readonly Segment<T>[];
  readonly onChange: (value: T) => void;
  readonly className?: string | undefined;
}

/** One of a few, all in sight. Native radio buttons: arrows move, Tab passes. */
export function SegmentedControl<T extends string>({
  label,
  value,
  segments,
  onChange,
  className,
}: SegmentedControlProps<T>): ReactNode {
  const name = useId();
  return (
    <fieldset className={classes(styles.group, className)}>
      <legend className="visually-hidden">{label}</legend>
      {segments.map((segment) => (
        <label key={segment.value} className={styles.segment} data-hint={segment.hint}>
          <input
            className="visually-hidden"
            type="radio"
            name={name}
            value={segment.value}
            checked={segment.value === value}
            onChange={() => onChange(segment.value)}
          />
          <span>{segment.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
