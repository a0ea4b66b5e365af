// Models kubernetes@v1.36.0 pkg/controller/serviceaccount/serviceaccounts_controller.go
import type { Namespace, ServiceAccount } from '../../../api/index.ts';
import { type Controller, DONE, FINAL_CALLS } from '../client/controller.ts';

const NAME = 'serviceaccount';
const ACCOUNT = 'default';

/** Keeps an account for Pods that name none in every namespace. A key is the name of the namespace. */
export const serviceAccounts: Controller = {
  name: NAME,
  workers: 1,
  watches: ['serviceaccounts', 'namespaces'],

  observe(desk, { resource, before, after }) {
    if (resource === 'namespaces') {
      if (after !== undefined) desk.enqueue(NAME, after.metadata.name as string);
    } else if (after === undefined && before?.metadata.namespace !== undefined) {
      desk.enqueue(NAME, before.metadata.namespace);
    }
  },

  sync(desk, key) {
    const namespace = desk.find<Namespace>('namespaces', key);
    if (namespace?.status?.phase !== 'Active') return DONE;
    if (desk.find('serviceaccounts', `${key}/${ACCOUNT}`) !== undefined) return DONE;
    desk.create<ServiceAccount>(NAME, key, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: ACCOUNT, namespace: key },
    });
    return FINAL_CALLS;
  },
};
