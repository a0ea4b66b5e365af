// Models kubernetes@v1.36.0 pkg/scheduler/framework/types.go (FitError)

/** Why a Pod fits nowhere, in parts. */
export interface Diagnosis {
  /** Nodes in the snapshot, examined or not. */
  readonly nodeCount: number;
  /** For each node that was examined, the reasons it was rejected for. */
  readonly nodeReasons: readonly (readonly string[])[];
  /** The reason for the nodes that PreFilter left out; empty when it left out none. */
  readonly absentReason: string;
  /** Set when PreFilter rejected the Pod before any node was looked at. */
  readonly preFilterMessage: string;
  /** What the PostFilter plugins said. */
  readonly postFilterMessage: string;
}

/** `0/4 nodes are available: 1 node(s) were unschedulable, 3 Insufficient cpu. …`, reasons sorted as text. */
export function fitErrorMessage(diagnosis: Diagnosis): string {
  let message = `0/${diagnosis.nodeCount} nodes are available:`;
  if (diagnosis.preFilterMessage !== '') message += ` ${diagnosis.preFilterMessage}.`;
  else {
    const histogram = new Map<string, number>();
    for (const reasons of diagnosis.nodeReasons) {
      for (const reason of reasons) histogram.set(reason, (histogram.get(reason) ?? 0) + 1);
    }
    const absent = diagnosis.nodeCount - diagnosis.nodeReasons.length;
    if (absent > 0 && diagnosis.absentReason !== '') {
      histogram.set(diagnosis.absentReason, (histogram.get(diagnosis.absentReason) ?? 0) + absent);
    }
    const parts = [...histogram].map(([reason, count]) => `${count} ${reason}`).sort();
    if (parts.length > 0) message += ` ${parts.join(', ')}.`;
  }
  if (diagnosis.postFilterMessage !== '') message += ` ${diagnosis.postFilterMessage}`;
  return message;
}
