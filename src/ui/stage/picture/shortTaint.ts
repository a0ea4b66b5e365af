/** Kubernetes' own taints have a long prefix that tells a reader nothing. */
export function shortTaint(taint: string): string {
  return taint.replace(/^node-role\.kubernetes\.io\//, '').replace(/^node\.kubernetes\.io\//, '');
}
