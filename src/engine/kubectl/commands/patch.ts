// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/patch/patch.go
// Differs: --type=json, --local and --dry-run are not modelled.
import { parse } from 'yaml';
import { readFile } from '../files.ts';
import type { FlagSpecs } from '../flags.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, scopeOf, textFlag, usageError, type Verb } from '../verb.ts';
import { parseResources } from '../visit.ts';
import { beginEdit } from './edit.ts';

const FLAGS: FlagSpecs = {
  patch: { type: 'string', short: 'p' },
  'patch-file': { type: 'string', names: 'files' },
  type: { type: 'string' },
  subresource: { type: 'string' },
};

export const PATCH: Verb = {
  name: 'patch',
  usage: '(TYPE NAME | TYPE/NAME) [-p PATCH|--patch-file FILE]',
  flags: FLAGS,
  begin,
};

function begin(call: Call, session: Session): Begun {
  const { flags, files } = call;
  const text = textFlag(flags, 'patch');
  const path = textFlag(flags, 'patch-file');
  if (text !== undefined && path !== undefined) return 'cannot specify --patch and --patch-file together';
  if (!text && !path) return 'must specify --patch or --patch-file containing the contents of the patch';
  const source = path ? readFile(files, path) : text;
  if (source === undefined) return `unable to read patch file: open ${path}: no such file or directory`;
  const type = (textFlag(flags, 'type') ?? 'strategic').toLowerCase();
  if (type === 'json') return 'Podscope does not model kubectl patch --type=json yet';
  if (type !== 'strategic' && type !== 'merge') {
    return usageError('patch', `--type must be one of [json merge strategic], not ${JSON.stringify(type)}`);
  }
  const subresource = textFlag(flags, 'subresource');
  if (subresource === 'resize') return 'Podscope does not model kubectl patch --subresource resize yet';
  if (subresource !== undefined && subresource !== 'status' && subresource !== 'scale') {
    return `invalid subresource value: ${JSON.stringify(subresource)}. Must be one of [status scale resize]`;
  }
  let patch: unknown;
  try {
    patch = parse(source);
  } catch (error) {
    return `unable to parse ${JSON.stringify(source)}: yaml: ${(error as Error).message.split('\n')[0]}`;
  }
  const parsed = parseResources(call.args, scopeOf(call), false);
  if (!parsed.ok) return parsed.error;
  return beginEdit({ type: 'patch', patch, patchType: type, subresource }, parsed.queries, session);
}
