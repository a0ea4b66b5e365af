import type { Node } from '../api/index.ts';
import { taintToString } from '../api/index.ts';

type Labels = Readonly<Record<string, string>>;

/** Labels and taints that kubelets and controllers keep by themselves. */
const KEPT = /^((beta|node|node-role)\.)?kubernetes\.io\//;

/**
 * The kubectl lines that give a Node the labels and taints of another description of the same machine.
 * What controllers have put on it is left alone.
 */
export function changeLines(current: Node, wanted: Node): string[] {
  const name = wanted.metadata.name as string;
  const labels = labelArguments(current.metadata.labels ?? {}, wanted.metadata.labels ?? {});
  const taints = taintArguments(current, wanted);
  return [
    ...(labels.length > 0 ? [`label nodes ${name} ${labels.join(' ')} --overwrite`] : []),
    ...(taints.length > 0 ? [`taint nodes ${name} ${taints.join(' ')} --overwrite`] : []),
  ];
}

function labelArguments(current: Labels, wanted: Labels): string[] {
  const set = Object.entries(wanted).filter(([key, value]) => current[key] !== value);
  const gone = Object.keys(current).filter((key) => !(key in wanted) && !KEPT.test(key));
  return [...set.map(([key, value]) => `${key}=${value}`), ...gone.map((key) => `${key}-`)];
}

function taintArguments(current: Node, wanted: Node): string[] {
  const before = current.spec?.taints ?? [];
  const after = wanted.spec?.taints ?? [];
  const has = (list: typeof before, text: string) => list.some((taint) => taintToString(taint) === text);
  const set = after.map(taintToString).filter((text) => !has(before, text));
  const gone = before.filter(
    (taint) =>
      !taint.key.startsWith('node.kubernetes.io/') &&
      !after.some(({ key, effect }) => key === taint.key && effect === taint.effect),
  );
  return [...set, ...gone.map(({ key, effect }) => `${key}:${effect}-`)];
}

/** True when the two describe machines of different size. */
export function isResized(current: Node, wanted: Node): boolean {
  const size = ({ status }: Node) => status?.capacity ?? {};
  const names = new Set([...Object.keys(size(current)), ...Object.keys(size(wanted))]);
  return [...names].some((name) => size(current)[name] !== size(wanted)[name]);
}
