import type { ReactNode } from 'react';
import { CheckIcon, ErrorIcon, InfoIcon } from '../design/icons.tsx';
import { classes } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { usePage } from '../state/index.ts';
import styles from './Status.module.css';

/** One line on what the API server would say to the text as it stands. */
export function Status(): ReactNode {
  const t = useT();
  const manifest = usePage((page) => page.manifest);
  const checkedText = usePage((page) => page.checkedText);
  const appliedText = usePage((page) => page.appliedText);
  const diagnostics = usePage((page) => page.diagnostics);
  const errors = diagnostics.filter((each) => each.severity === 'error').length;
  const others = diagnostics.length - errors;

  let tone: 'calm' | 'good' | 'bad' = 'calm';
  let icon: ReactNode = null;
  let text: string;
  if (manifest.trim() === '') text = t('editor.status.empty');
  else if (checkedText !== manifest) text = t('editor.status.checking');
  else if (errors > 0) {
    tone = 'bad';
    icon = <ErrorIcon />;
    text = t('editor.status.errors', { count: errors });
  } else if (appliedText === manifest) {
    tone = 'good';
    icon = <CheckIcon />;
    text = t('editor.status.applied');
  } else if (others > 0) {
    icon = <InfoIcon />;
    text = t('editor.status.warnings', { count: others });
  } else {
    icon = <CheckIcon />;
    text = t('editor.status.valid');
  }
  return (
    <p
      className={classes(styles.status, styles[tone])}
      role="status"
      data-checked={checkedText === manifest || undefined}
    >
      {icon}
      {text}
    </p>
  );
}
