import type { Node } from '../../api/index.ts';

/** Labels every kubelet sets by itself: they only make the sheet longer. */
const OWN = /^(beta\.)?kubernetes\.io\/(hostname|os|arch)$/;

/** A value as YAML; quoted whenever it could be read as something else than text. */
function scalar(value: string): string {
  return /^[A-Za-z][\w./-]*$/.test(value) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value);
}

/** The machines of a cluster as the manifests they would be made from. */
export function clusterYaml(nodes: readonly Node[]): string {
  return nodes.map(nodeYaml).join('---\n');
}

function nodeYaml(node: Node): string {
  const labels = Object.entries(node.metadata.labels ?? {}).filter(([key]) => !OWN.test(key));
  // The controllers' own taints say how a node is, not how it was made.
  const taints = (node.spec?.taints ?? []).filter((taint) => !taint.key.startsWith('node.kubernetes.io/'));
  const capacity = node.status?.capacity ?? {};
  const lines = ['apiVersion: v1', 'kind: Node', 'metadata:', `  name: ${node.metadata.name}`];
  if (labels.length > 0) {
    lines.push('  labels:', ...labels.map(([key, value]) => `    ${key}: ${scalar(value)}`));
  }
  if (taints.length > 0) {
    lines.push('spec:', '  taints:');
    for (const taint of taints) {
      lines.push(`    - key: ${taint.key}`);
      if (taint.value) lines.push(`      value: ${scalar(taint.value)}`);
      lines.push(`      effect: ${taint.effect}`);
    }
  }
  lines.push('status:', '  capacity:');
  for (const [resource, quantity] of Object.entries(capacity)) {
    lines.push(`    ${resource}: ${JSON.stringify(quantity)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The text with one more worker, named after the highest `node-N` in it. */
export function withWorker(text: string): string {
  const numbers = [...text.matchAll(/^\s+name: node-(\d+)\s*$/gm)].map((match) => Number(match[1]));
  const name = `node-${Math.max(0, ...numbers) + 1}`;
  const worker = `apiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\nstatus:\n  capacity:\n    cpu: "4"\n    memory: 8Gi\n    pods: "110"\n`;
  const before = text.trimEnd();
  return before === '' ? worker : `${before}\n---\n${worker}`;
}
