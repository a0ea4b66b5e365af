// Models kubernetes@v1.36.0 staging/src/k8s.io/component-helpers/apimachinery/lease/controller.go
import type { Lease } from '../../../api/index.ts';
import { type Desk, remind, request } from '../desk.ts';

const NAMESPACE = 'kube-node-lease';
const DURATION_SECONDS = 40;
/** A quarter of the duration, up to 4 % more. */
const RENEW_MS = 10_000;
const JITTER = 0.04;
/** After a failure, as long as it takes for the namespace to exist. */
const RETRY_MS = 1000;

const refOf = (desk: Desk) => ({ kind: 'Lease', namespace: NAMESPACE, name: desk.state.node });

/** Creates the Lease, or renews it: the node's sign of life. */
export function renewLease(desk: Desk): void {
  const { lease, node, nodeObject } = desk.state;
  const spec = {
    ...lease?.spec,
    holderIdentity: node,
    leaseDurationSeconds: DURATION_SECONDS,
    renewTime: desk.context.microTimestamp(),
  };
  const fresh: Lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: node,
      namespace: NAMESPACE,
      ...(nodeObject?.metadata.uid === undefined
        ? {}
        : {
            ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node, uid: nodeObject.metadata.uid }],
          }),
    },
    spec,
  };
  request(
    desk,
    'lease',
    {
      verb: lease === null ? 'create' : 'update',
      resource: 'leases',
      namespace: NAMESPACE,
      name: node,
      object: lease === null ? fresh : { ...lease, spec },
    },
    refOf(desk),
    { background: true },
  );
}

export function leaseWritten(desk: Desk, code: number, lease: Lease | undefined): void {
  if (code === 409) {
    // It exists, or somebody else has changed it: read it and renew that.
    request(
      desk,
      'leaseread',
      { verb: 'get', resource: 'leases', namespace: NAMESPACE, name: desk.state.node },
      refOf(desk),
      { background: true },
    );
    return;
  }
  if (code >= 400 || lease === undefined) {
    desk.state = { ...desk.state, lease: null };
    wait(desk, RETRY_MS);
    return;
  }
  desk.state = { ...desk.state, lease };
  wait(desk, RENEW_MS * (1 + (JITTER * desk.context.random()) / 2 ** 32));
}

export function leaseRead(desk: Desk, lease: Lease | undefined): void {
  desk.state = { ...desk.state, lease: lease ?? null };
  renewLease(desk);
}

function wait(desk: Desk, delayMs: number): void {
  remind(desk, 'lease', null, desk.state.boot, delayMs, { background: true });
}
