// Models kubernetes@v1.36.0 pkg/kubelet/container/helpers.go (ShouldContainerBeRestarted)
// Differs: the rule RestartAllContainers is not modelled.
import type { Container, Pod } from '../../api/index.ts';
import type { ContainerRecord } from './state.ts';

/** Whether a container that has ended with this code is to run again. */
export function restartsAfter(pod: Pod, container: Container, isInit: boolean, exitCode: number): boolean {
  for (const rule of container.restartPolicyRules ?? []) {
    if (rule.action !== 'Restart' || rule.exitCodes === undefined) continue;
    const listed = rule.exitCodes.values?.includes(exitCode) ?? false;
    if (listed === (rule.exitCodes.operator === 'In')) return true;
  }
  const policy = container.restartPolicy ?? pod.spec.restartPolicy ?? 'Always';
  if (policy === 'Always') return !isInit || container.restartPolicy === 'Always' || exitCode !== 0;
  return policy === 'OnFailure' && exitCode !== 0;
}

/** Whether a container is to be started now, its back-off aside: it never ran, or ended and runs again. */
export function shouldStart(
  pod: Pod,
  container: Container,
  isInit: boolean,
  record: ContainerRecord | undefined,
): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  const current = record?.current ?? null;
  if (current === null || current.state === 'Created') return true;
  if (current.state === 'Running') return false;
  return restartsAfter(pod, container, isInit, current.exitCode ?? 0);
}
