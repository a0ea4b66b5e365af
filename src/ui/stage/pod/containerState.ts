import type { Translate } from '../../i18n/index.ts';
import type { ContainerModel } from '../model/pod.ts';

/** What a container does, in a word or two; Kubernetes' own reasons stay as they are. */
export function containerState(container: ContainerModel, t: Translate): string {
  const { state, waiting, exitCode } = container;
  if (state === 'running') return t('stage.container.running');
  if (waiting !== '') return waiting;
  if (state === 'exited') return t('stage.container.exited', { code: exitCode ?? '?' });
  return state === 'created' ? t('stage.container.created') : t('stage.container.waiting');
}
