// Models kubernetes@v1.36.0 plugin/pkg/admission/defaulttolerationseconds/admission.go
import { TAINT_NODE_NOT_READY, TAINT_NODE_UNREACHABLE } from '../taints.ts';
import type { Toleration } from '../types/index.ts';

/** Seconds a Pod stays on a node that is not ready or unreachable. */
export const DEFAULT_TOLERATION_SECONDS = 300;

const STAY_A_WHILE: Toleration[] = [TAINT_NODE_NOT_READY, TAINT_NODE_UNREACHABLE].map((key) => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: DEFAULT_TOLERATION_SECONDS,
}));

/** Admission's addition to every Pod: stay 300 s on a node that is not ready or unreachable, unless it says else. */
export function withDefaultTolerationSeconds(tolerations: readonly Toleration[] | undefined): Toleration[] {
  const own = tolerations ?? [];
  // Nearly every Pod: all share one list.
  if (own.length === 0) return STAY_A_WHILE;
  const added = STAY_A_WHILE.filter(
    ({ key }) =>
      !own.some(
        (toleration) =>
          (toleration.key === key || !toleration.key) &&
          (toleration.effect === 'NoExecute' || !toleration.effect),
      ),
  );
  return [...own, ...added];
}
