// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/explain/explain.go
// Differs: kubectl knows the schema without asking, and leaves its texts, which are heavy, to whoever shows the output.
import { findResource, findUnmodelledResource, type KindInfo, missingField } from '../../../api/index.ts';
import type { FlagSpecs } from '../flags.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, textFlag, type Verb } from '../verb.ts';

const FLAGS: FlagSpecs = {
  recursive: { type: 'bool' },
  'api-version': { type: 'string' },
  output: { type: 'string' },
};

export const EXPLAIN: Verb = {
  name: 'explain',
  usage: 'TYPE[.FIELD...] [--recursive] [--api-version=api-version-group]',
  flags: FLAGS,
  begin,
};

function begin({ args, flags }: Call, session: Session): Begun {
  const [target, ...rest] = args;
  if (target === undefined) {
    return 'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n';
  }
  if (rest.length > 0) return 'We accept only this format: explain RESOURCE\n';
  const output = textFlag(flags, 'output') ?? 'plaintext';
  if (output !== 'plaintext') return `Podscope does not model kubectl explain --output=${output} yet`;
  const found = resolve(target);
  if (typeof found === 'string') return found;
  const { apiVersion, kind } = found.info;
  const asked = textFlag(flags, 'api-version');
  if (asked !== undefined && asked !== apiVersion) {
    return `couldn't find resource for ${JSON.stringify(`${asked}, Kind=${kind}`)}`;
  }
  const explained = { apiVersion, kind, path: found.path, recursive: flags.recursive === true };
  const missing = missingField(explained);
  if (missing !== undefined) return `field ${JSON.stringify(missing)} does not exist`;
  session.explain(explained);
  session.finish();
  return undefined;
}

/** `deployments.apps.spec.replicas` begins with a resource that has a dot itself. */
function resolve(target: string): { info: KindInfo; path: readonly string[] } | string {
  const parts = target.split('.').filter((part) => part !== '');
  for (let length = parts.length; length > 0; length--) {
    const info = findResource(parts.slice(0, length).join('.'));
    if (info !== undefined) return { info, path: parts.slice(length) };
  }
  const [type = ''] = parts;
  const text = `the server doesn't have a resource type ${JSON.stringify(type)}`;
  return findUnmodelledResource(type) === undefined ? text : `${text}\nPodscope does not model ${type} yet.`;
}
