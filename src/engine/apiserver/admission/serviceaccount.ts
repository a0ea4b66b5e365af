// Models kubernetes@v1.36.0 plugin/pkg/admission/serviceaccount/admission.go
// Differs: ServiceAccounts are not modelled: only the name is filled in, no token is mounted and no account checked.
import { extend, type Pod } from '../../../api/index.ts';

export function defaultServiceAccount(pod: Pod): Pod {
  const name = pod.spec.serviceAccountName || pod.spec.serviceAccount || 'default';
  return { ...pod, spec: extend(pod.spec, { serviceAccountName: name, serviceAccount: name }) };
}
