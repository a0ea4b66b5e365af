// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go
import type { Status } from '../../api/index.ts';

/** Something that went wrong in a command: the API server's Status or kubectl's own words. */
export type Failure =
  | { readonly status: Status; readonly source?: string | undefined }
  | { readonly text: string };

/** What a command prints to stderr before it exits with 1. */
export function formatFailures(failures: readonly Failure[]): string {
  const [first] = failures;
  if (first === undefined) return '';
  if (failures.length > 1) return failures.map((failure) => `${lineOf(failure)}\n`).join('');
  if (!('status' in first) || first.status.reason !== 'Invalid') {
    return `${withPrefix(lineOf(first))}\n`;
  }
  const { details = {} } = first.status;
  const head = details.kind
    ? `The ${details.kind} ${JSON.stringify(details.name ?? '')} is invalid`
    : 'The request is invalid';
  const causes = [...new Set((details.causes ?? []).map((cause) => `${cause.field}: ${cause.message}`))];
  if (causes.length === 0) return `${head}\n`;
  if (causes.length === 1) return `${head}: ${causes[0]}\n`;
  return `${head}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`;
}

function withPrefix(line: string): string {
  return line.startsWith('error: ') || line.startsWith('Error from server') ? line : `error: ${line}`;
}

/** One failure in one line (a message may itself span several). */
export function lineOf(failure: Failure): string {
  if ('text' in failure) return failure.text;
  const { status, source } = failure;
  const message = source === undefined ? (status.message ?? '') : `${source}: ${status.message ?? ''}`;
  return status.reason ? `Error from server (${status.reason}): ${message}` : `Error from server: ${message}`;
}
