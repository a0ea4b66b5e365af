// Models kubernetes@v1.36.0 pkg/registry/core/serviceaccount/storage/token.go
// Models kubernetes@v1.36.0 pkg/serviceaccount/claims.go
// Differs: nobody checks a token, so it is not signed and has no claim jti; it can be bound to Pods only.
import {
  badRequestStatus,
  conflictStatus,
  invalidStatus,
  type KubeObject,
  kindInfo,
  notFoundStatus,
  type Pod,
  type TokenRequest,
  validateCreate,
} from '../../api/index.ts';
import { get } from '../kernel/table.ts';
import { secondsSinceEpoch, timestamp } from '../kernel/timestamp.ts';
import { asciiBase64Url } from './base64.ts';
import { type Answer, type Call, ok, refuse } from './call.ts';
import { cacheKey, cacheOf } from './state.ts';

const ISSUER = 'https://kubernetes.default.svc.cluster.local';
/** What admission asks for: such a token stays good for a year, and use of it after this time is only noted. */
const WARN_ONLY_SECONDS = 3607;
const EXTENDED_SECONDS = 365 * 24 * 3600;

const HEADER = asciiBase64Url('{"alg":"RS256","kid":"podscope"}');
const SIGNATURE = asciiBase64Url('not signed');

/** The `token` subresource of a ServiceAccount: answers at once, for nothing is stored. */
export function requestToken(call: Call, account: KubeObject | undefined): Answer {
  const { request, info, context } = call;
  const name = request.name ?? '';
  if (account === undefined) return refuse(notFoundStatus(info, name));
  const asked = request.object as TokenRequest;
  const errors = validateCreate(asked);
  if (errors.length > 0) {
    return refuse(invalidStatus({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, name, errors));
  }
  const { audiences = [ISSUER], expirationSeconds = 3600, boundObjectRef: ref } = asked.spec;
  const namespace = account.metadata.namespace ?? '';
  if (ref !== undefined) {
    const refused = checkBound(call, name, namespace, ref);
    if (refused !== null) return refused;
  }
  const { nowMs } = context;
  const seconds = secondsSinceEpoch(nowMs);
  const isExtended = expirationSeconds === WARN_ONLY_SECONDS && audiences[0] === ISSUER;
  const claims = JSON.stringify({
    aud: audiences,
    exp: seconds + (isExtended ? EXTENDED_SECONDS : expirationSeconds),
    iat: seconds,
    iss: ISSUER,
    'kubernetes.io': {
      namespace,
      ...(ref !== undefined && {
        ...nodeOf(call, namespace, ref.name),
        pod: { name: ref.name, uid: ref.uid },
      }),
      serviceaccount: { name, uid: account.metadata.uid },
      ...(isExtended && { warnafter: seconds + expirationSeconds }),
    },
    nbf: seconds,
    sub: `system:serviceaccount:${namespace}:${name}`,
  });
  const answer: TokenRequest = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name, namespace, creationTimestamp: context.timestamp() },
    spec: { audiences, expirationSeconds, ...(ref !== undefined && { boundObjectRef: ref }) },
    status: {
      token: `${HEADER}.${asciiBase64Url(claims)}.${SIGNATURE}`,
      expirationTimestamp: timestamp(nowMs + expirationSeconds * 1000),
    },
  };
  return ok(answer, 201);
}

/** The node of the Pod a token is bound to. */
function nodeOf({ state }: Call, namespace: string, name = ''): { node?: { name: string; uid: string } } {
  const pod = get(cacheOf(state, 'pods').objects, cacheKey(namespace, name)) as Pod | undefined;
  const nodeName = pod?.spec.nodeName;
  if (!nodeName) return {};
  const node = get(cacheOf(state, 'nodes').objects, cacheKey(undefined, nodeName));
  return { node: { name: nodeName, uid: node?.metadata.uid ?? '' } };
}

function checkBound(
  { state }: Call,
  account: string,
  namespace: string,
  ref: NonNullable<TokenRequest['spec']['boundObjectRef']>,
): Answer | null {
  const { kind = '', name = '', uid = '' } = ref;
  if (kind !== 'Pod') {
    return refuse(badRequestStatus(`cannot bind token for serviceaccount "${account}" to a ${kind}`));
  }
  const pod = get(cacheOf(state, 'pods').objects, cacheKey(namespace, name)) as Pod | undefined;
  if (pod === undefined) return refuse(notFoundStatus(kindInfo('Pod'), name));
  if (pod.spec.serviceAccountName !== account) {
    return refuse(
      badRequestStatus(
        `cannot bind token for serviceaccount "${account}" to pod running with different serviceaccount name.`,
      ),
    );
  }
  if (uid === '' || uid === pod.metadata.uid) return null;
  return refuse(
    conflictStatus(
      { group: '', resource: 'Pod' },
      name,
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been ` +
        'deleted and then recreated',
    ),
  );
}
