// Models kubernetes@v1.36.0 pkg/kubelet/kubelet_node_status.go
// Models kubernetes@v1.36.0 pkg/kubelet/cm/node_container_manager_linux.go (events)
// Differs: nothing ever presses the node; it is ready a moment after it is registered, and a machine that comes back is
// so at once. The Pods' address range is the kubelet's to tell, since no controller hands ranges out.
import type { Node } from '../../../api/index.ts';
import { amounts } from '../admission.ts';
import { type Desk, event, remind, request } from '../desk.ts';
import { images, nodeStatus, nodeToRegister, PRESSURE_EVENTS } from './info.ts';

/** A status without news is sent this often (nodeStatusReportFrequency). */
const REPORT_MS = 300_000;
/** News is gathered for this long (nodeStatusUpdateFrequency). */
const UPDATE_MS = 10_000;
/** How soon a new node is looked at again until it is ready (fastStatusUpdateOnce). */
const READY_MS = 100;
/** After a failed attempt. */
const RETRY_MS = 1000;

const refOf = (desk: Desk) => ({ kind: 'Node', name: desk.state.node });

/** What a kubelet says when it starts, before anybody has asked. */
export function birthCry(desk: Desk): void {
  nodeEvent(desk, 'Starting', 'Starting kubelet.');
  nodeEvent(desk, 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
}

function nodeEvent(desk: Desk, reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal'): void {
  event(desk, nodeRef(desk), { type, reason, message });
}

function statusEvent(desk: Desk, reason: string): void {
  nodeEvent(desk, reason, `Node ${desk.state.node} status is now: ${reason}`);
}

export function register(desk: Desk): void {
  // The Node is made anew for each attempt, and its conditions with it.
  for (const reason of Object.values(PRESSURE_EVENTS)) statusEvent(desk, reason);
  const object = nodeToRegister(desk.state, desk.context.nowMs);
  // Pods may be waiting already: until the API server has its Node, the kubelet goes by what it knows itself.
  if (desk.state.nodeObject === null) {
    desk.state = { ...desk.state, allocatable: amounts(object.status?.allocatable ?? {}) };
  }
  request(desk, 'register', { verb: 'create', resource: 'nodes', object }, refOf(desk));
}

export function registered(desk: Desk, code: number, node: Node | undefined): void {
  if (code === 409) {
    request(desk, 'node', { verb: 'get', resource: 'nodes', name: desk.state.node }, refOf(desk));
    return;
  }
  if (code >= 400) {
    remind(desk, 'register', null, desk.state.boot, RETRY_MS, { background: true });
    return;
  }
  if (node !== undefined) {
    nodeChanged(desk, node);
    desk.state = { ...desk.state, reportedImages: desk.state.images };
  }
  remind(desk, 'node-ready', null, desk.state.boot, READY_MS);
  nextReport(desk);
}

/** The new node has what it takes. */
export function becomeReady(desk: Desk, boot: number): void {
  if (boot === desk.state.boot) report(desk, false);
}

/** The Node existed already: this machine has been up before. */
export function nodeRead(desk: Desk, node: Node | undefined): void {
  if (node === undefined) {
    register(desk);
    return;
  }
  nodeChanged(desk, node);
  const bootId = node.status?.nodeInfo?.bootID;
  const info = nodeStatus(desk.state, node.status?.conditions, desk.context.nowMs).nodeInfo;
  if (bootId !== undefined && bootId !== info?.bootID) {
    nodeEvent(
      desk,
      'Rebooted',
      `Node ${desk.state.node} has been rebooted, boot id: ${info?.bootID}`,
      'Warning',
    );
  }
  report(desk, false);
  nextReport(desk);
}

/** Events about a node name it twice, as kubelets do: its uid is its name. */
function nodeRef(desk: Desk): Node {
  const { node } = desk.state;
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: node, uid: node } };
}

/** Writes the whole status; `background` is false when it changes what others see. */
export function report(desk: Desk, background: boolean): void {
  const { nodeObject, node, images: present } = desk.state;
  const before = nodeObject?.status?.conditions;
  for (const { type, status } of before ?? []) {
    if (type === 'Ready' && status !== 'True') statusEvent(desk, 'NodeReady');
    const reason = PRESSURE_EVENTS[type];
    if (reason !== undefined && status !== 'False') statusEvent(desk, reason);
  }
  sayWhetherSchedulable(desk);
  request(
    desk,
    'nodestatus',
    {
      verb: 'patch',
      resource: 'nodes',
      name: node,
      subresource: 'status',
      patchType: 'merge',
      object: { status: nodeStatus(desk.state, before, desk.context.nowMs) },
    },
    refOf(desk),
    { background },
  );
  desk.state = { ...desk.state, reportedImages: present };
}

/** `kubectl cordon` is noticed with the next status. */
function sayWhetherSchedulable(desk: Desk): void {
  const isUnschedulable = desk.state.nodeObject?.spec?.unschedulable === true;
  if (isUnschedulable === desk.state.unschedulable) return;
  desk.state = { ...desk.state, unschedulable: isUnschedulable };
  statusEvent(desk, isUnschedulable ? 'NodeNotSchedulable' : 'NodeSchedulable');
}

function nextReport(desk: Desk): void {
  remind(desk, 'node-report', null, desk.state.boot, REPORT_MS, { background: true });
}

export function reportDue(desk: Desk, boot: number): void {
  if (boot !== desk.state.boot) return;
  report(desk, true);
  nextReport(desk);
}

/** Images have changed: the next update of the status will say so. */
export function scheduleNodeStatus(desk: Desk): void {
  remind(desk, 'node-update', null, desk.state.boot, UPDATE_MS, { background: true });
}

export function updateDue(desk: Desk, boot: number): void {
  if (boot !== desk.state.boot) return;
  sayWhetherSchedulable(desk);
  const { state } = desk;
  if (state.reportedImages === state.images) return;
  desk.state = { ...state, reportedImages: state.images };
  request(
    desk,
    'nodestatus',
    {
      verb: 'patch',
      resource: 'nodes',
      name: state.node,
      subresource: 'status',
      patchType: 'merge',
      object: { status: { images: images(state) } },
    },
    refOf(desk),
    { background: true },
  );
}

/** The own Node object has changed, by somebody else or by a report of one's own. */
export function nodeChanged(desk: Desk, node: Node): void {
  const { nodeObject } = desk.state;
  const list = node.status?.allocatable;
  const same = nodeObject?.status?.allocatable === list && nodeObject !== null;
  const allocatable = same ? desk.state.allocatable : amounts(list ?? {});
  desk.state = { ...desk.state, nodeObject: node, allocatable };
  const was = nodeObject?.spec?.unschedulable === true;
  if (nodeObject !== null && was !== (node.spec?.unschedulable === true)) scheduleNodeStatus(desk);
}
