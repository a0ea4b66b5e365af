// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/set/set_image.go
import type { Session } from '../task.ts';
import { type Begun, type Call, scopeOf, type Verb } from '../verb.ts';
import { parseResources } from '../visit.ts';
import { beginEdit } from './edit.ts';
import { SET_IMAGE_FLAGS } from './edits/setimage.ts';

export const SET_IMAGE: Verb = {
  name: 'set image',
  usage: 'TYPE NAME CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  flags: SET_IMAGE_FLAGS,
  begin,
};

function begin(call: Call, session: Session): Begun {
  const images: Record<string, string> = {};
  const resources: string[] = [];
  for (const arg of call.args) {
    const equals = arg.indexOf('=');
    if (equals > 0) images[arg.slice(0, equals)] = arg.slice(equals + 1);
    else resources.push(arg);
  }
  if (resources.length === 0) {
    return 'one or more resources must be specified as <resource> <name> or <resource>/<name>';
  }
  if (Object.keys(images).length === 0) return 'at least one image update is required';
  const parsed = parseResources(resources, scopeOf(call), false);
  return parsed.ok ? beginEdit({ type: 'set image', images }, parsed.queries, session) : parsed.error;
}
