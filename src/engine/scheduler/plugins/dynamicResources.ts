// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go
// Differs: resource claims are not modelled, so there is only what the plugin does for a Pod without any.
import type { PostFilterPlugin, PreFilterPlugin, PreFilterResult } from '../framework/interface.ts';
import { errorStatus, SKIP, unschedulable } from '../framework/status.ts';

const NAME = 'DynamicResources';

const NOTHING: PreFilterResult = { status: SKIP, nodeNames: null };
const NO_CLAIMS = unschedulable('no new claims to deallocate');
/** Upstream's words when its PreFilter never ran, because another plugin's rejected the Pod before. */
const NO_STATE = errorStatus('not found');

export const dynamicResources: PreFilterPlugin & PostFilterPlugin = {
  name: NAME,
  preFilter({ state }) {
    state[NAME] = true;
    return NOTHING;
  },
  postFilter({ state }) {
    return { status: state[NAME] === undefined ? NO_STATE : NO_CLAIMS };
  },
};
