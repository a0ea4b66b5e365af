import { stringify } from 'yaml';
import type { Output } from '../args.ts';
import type { RunResult } from '../result.ts';
import { textReport } from './text.ts';

export function render(result: RunResult, output: Output): string {
  switch (output) {
    case 'json':
      return `${JSON.stringify(result, null, 2)}\n`;
    case 'yaml':
      // Anchors would make the trace unreadable, and references into it are by number anyway.
      return stringify(result, { aliasDuplicateObjects: false });
    case 'text':
      return textReport(result);
  }
}
