// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/defaultbinder/default_binder.go
import type { BindPlugin } from '../framework/interface.ts';

/** Writes the node's name into the Pod through the binding subresource. */
export const defaultBinder: BindPlugin = {
  name: 'DefaultBinder',
  bind({ metadata }, node) {
    return {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: {
        namespace: metadata.namespace as string,
        name: metadata.name as string,
        uid: metadata.uid as string,
      },
      target: { kind: 'Node', name: node },
    };
  },
};
