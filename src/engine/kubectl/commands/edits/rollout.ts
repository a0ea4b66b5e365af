// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/rollout/rollout_pause.go, rollout_resume.go, rollout_restart.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/polymorphichelpers/objectpauser.go, objectresumer.go, objectrestarter.go
import { type Deployment, type KubeObject, kindOf } from '../../../../api/index.ts';
import { printedName } from '../../names.ts';
import type { Plan } from '../edit.ts';

export interface RolloutEdit {
  readonly type: 'rollout';
  readonly action: 'pause' | 'resume' | 'restart';
  /** For restart, as RFC 3339. */
  readonly now: string;
}

export function planRollout({ action, now }: RolloutEdit, object: KubeObject): Plan {
  const resource = object.kind === 'Deployment' ? 'deployments.apps' : (kindOf(object)?.resource ?? '');
  const refuse = (text: string): Plan => ({
    failure: { text: `${resource} ${JSON.stringify(object.metadata.name)} ${text}` },
  });
  if (object.kind !== 'Deployment') {
    return refuse(
      action === 'pause'
        ? 'pausing is not supported'
        : action === 'resume'
          ? 'resuming is not supported'
          : 'restarting is not supported',
    );
  }
  const isPaused = (object as Deployment).spec.paused === true;
  const name = printedName(object);
  const patchType = 'strategic';
  switch (action) {
    case 'pause':
      if (isPaused) return refuse('is already paused');
      return { patch: { patchType, object: { spec: { paused: true } } }, done: `${name} paused` };
    case 'resume':
      if (!isPaused) return refuse('is not paused');
      return { patch: { patchType, object: { spec: { paused: null } } }, done: `${name} resumed` };
    case 'restart': {
      if (isPaused) return refuse("can't restart paused deployment (run rollout resume first)");
      const annotations = { 'kubectl.kubernetes.io/restartedAt': now };
      return {
        patch: { patchType, object: { spec: { template: { metadata: { annotations } } } } },
        done: `${name} restarted`,
      };
    }
  }
}
