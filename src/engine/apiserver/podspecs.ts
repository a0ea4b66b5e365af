// Pods come in great numbers whose specs are equal, and what the API server makes of one holds for the next. Nothing
// here changes an outcome: a spec is plain data that nobody mutates, so an equal one may stand for it.
import {
  applyDefaults,
  type DecodeResult,
  type KubeObject,
  type Pod,
  type PodSpec,
} from '../../api/index.ts';
import { equal } from './equal.ts';

/** A spec as a client wrote it, and what it decoded to without a complaint. */
interface Decoded {
  readonly given: unknown;
  readonly spec: PodSpec;
}

/** So many different specs are remembered. */
const REMEMBERED = 8;
const decoded: Decoded[] = [];
let oldest = 0;

/** What an equal spec decoded to; undefined when none is remembered. */
export function decodedSpec(given: unknown): PodSpec | undefined {
  for (const known of decoded) if (equal(known.given, given)) return known.spec;
  return undefined;
}

/** Keeps what a Pod with this spec decoded to, unless there was something to be said about it. */
export function rememberDecoded(given: unknown, { object, errors, unknownFields }: DecodeResult): void {
  if (errors.length > 0 || unknownFields.length > 0) return;
  decoded[oldest] = { given, spec: (object as Pod).spec };
  oldest = (oldest + 1) % REMEMBERED;
}

const defaulted = new WeakMap<PodSpec, PodSpec>();

/** As `applyDefaults` does it, which fills in a Pod's spec and nothing else of it. */
export function withDefaults(object: KubeObject): KubeObject {
  if (object.kind !== 'Pod') return applyDefaults(object);
  const pod = object as Pod;
  const known = defaulted.get(pod.spec);
  if (known !== undefined) return { ...pod, spec: known } as Pod;
  const complete = applyDefaults(pod);
  if (pod.spec !== undefined) defaulted.set(pod.spec, complete.spec);
  return complete;
}

const valid = new WeakSet<PodSpec>();

/**
 * Whether a Pod with this spec was valid once it was admitted; `spec` is from before that. What admission adds is as
 * valid for one Pod as for the next.
 */
export function isKnownValid(spec: PodSpec): boolean {
  return valid.has(spec);
}

export function rememberValid(spec: PodSpec): void {
  // The claims of generic ephemeral volumes are called after the Pod: they are to be looked at each time.
  if (!spec.volumes?.some(({ ephemeral }) => ephemeral !== undefined)) valid.add(spec);
}
