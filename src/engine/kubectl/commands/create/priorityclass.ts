// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/create/create_priorityclass.go
import { numberFlag, textFlag } from '../../verb.ts';
import type { Maker } from './maker.ts';

export const PRIORITY_CLASS: Maker = {
  names: ['priorityclass', 'pc'],
  usage: 'NAME --value=VALUE --global-default=BOOL',
  flags: {
    value: { type: 'int' },
    'global-default': { type: 'bool' },
    description: { type: 'string' },
    'preemption-policy': { type: 'string' },
  },
  make: (name, { flags }) => ({
    object: {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value: numberFlag(flags, 'value') ?? 0,
      ...(flags['global-default'] === true && { globalDefault: true }),
      ...(textFlag(flags, 'description') && { description: textFlag(flags, 'description') }),
      preemptionPolicy: textFlag(flags, 'preemption-policy') ?? 'PreemptLowerPriority',
    },
    complaint: 'failed to create priorityclass',
  }),
};
