import type { Verb } from './verb.ts';

/** `kubectl help`: what there is, and what there is not. */
export function helpText(verbs: readonly Verb[], unmodelled: readonly string[]): string {
  const names = verbs
    .filter(({ aliasOf }) => aliasOf === undefined)
    .map(({ name, usage }) => `  kubectl ${name} ${usage}`.trimEnd());
  return (
    `These commands of kubectl are modelled here:\n${names.join('\n')}\n\n` +
    `These are not: ${unmodelled.join(', ')}.\n` +
    'Use "kubectl <command> --help" for the flags of a command.\n'
  );
}

/** `kubectl VERB --help`: its arguments and the flags that are modelled. */
export function helpOf({ name, usage, flags }: Verb): string {
  const lines = Object.entries(flags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([flag, { short, type, hasNoEffect }]) => {
      const letter = short === undefined ? '    ' : `-${short}, `;
      const value = type === 'bool' ? '' : `=${type}`;
      return `    ${letter}--${flag}${value}${hasNoEffect ? ' (accepted, without effect here)' : ''}`;
    });
  return (
    `Usage:\n  kubectl ${name} ${usage}\n` +
    (lines.length === 0 ? '' : `\nFlags that are modelled:\n${lines.join('\n')}\n`)
  );
}
