// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/version/version.go
// Differs: kubectl knows its server's version without asking.
import type { FlagSpecs } from '../flags.ts';
import { toJson, toYaml } from '../print/document.ts';
import { textFlag, type Verb } from '../verb.ts';

const KUBERNETES = 'v1.36.0';
const KUSTOMIZE = 'v5.8.1';

const FLAGS: FlagSpecs = { client: { type: 'bool' }, output: { type: 'string', short: 'o' } };

export const VERSION: Verb = {
  name: 'version',
  usage: '[--client]',
  flags: FLAGS,
  begin({ flags }, session) {
    const output = textFlag(flags, 'output') ?? '';
    if (!['', 'yaml', 'json'].includes(output)) return `--output must be 'yaml' or 'json'`;
    const isClientOnly = flags.client === true;
    if (output === '') {
      session.print(`Client Version: ${KUBERNETES}`);
      session.print(`Kustomize Version: ${KUSTOMIZE}`);
      if (!isClientOnly) session.print(`Server Version: ${KUBERNETES}`);
    } else {
      const info = { gitVersion: KUBERNETES, major: '1', minor: '36', platform: 'linux/amd64' };
      const value = {
        clientVersion: info,
        kustomizeVersion: KUSTOMIZE,
        ...(!isClientOnly && { serverVersion: info }),
      };
      session.write(output === 'json' ? toJson(value) : toYaml(value));
    }
    session.finish();
    return undefined;
  },
};
