/** What must be so before an example's manifest is applied. */
export interface Setup {
  /** kubectl lines, without the word kubectl, run in order at the start of the run. */
  readonly kubectl?: readonly string[];
  /** Names of files in `files/` that kubectl lines may name. */
  readonly files?: readonly string[];
}

export interface Example {
  /** Also the name of its manifest, and of its words: `examples.<id>.title`, `examples.<id>.note`. */
  readonly id: string;
  readonly setup?: Setup;
  /** The manifest has a mistake on purpose: it is shown and checked, not applied. */
  readonly broken?: boolean;
  /** It joins the run that is there instead of beginning a new one. */
  readonly joins?: boolean;
}

export interface ExampleGroup {
  readonly id: 'start' | 'share' | 'network' | 'volumes' | 'schedule' | 'life' | 'mistakes';
  readonly examples: readonly Example[];
}

const taintWorkers = (taint: string) =>
  ['node-1', 'node-2', 'node-3'].map((node) => `taint nodes ${node} ${taint}`);

/** Every manifest the page offers, in the order of the menu. */
export const EXAMPLES = [
  {
    id: 'start',
    examples: [{ id: 'nginx' }, { id: 'two-containers' }, { id: 'claim' }, { id: 'ten-pods' }],
  },
  {
    id: 'share',
    examples: [
      { id: 'ghost', setup: { files: ['nginx.conf'] } },
      { id: 'shared-namespaces' },
      { id: 'host-namespaces' },
      { id: 'host-aliases' },
      { id: 'file-puller' },
      { id: 'war-init' },
      { id: 'log-sidecar' },
      { id: 'ambassador' },
      { id: 'adapter' },
    ],
  },
  { id: 'network', examples: [{ id: 'request' }, { id: 'request-fails' }] },
  { id: 'volumes', examples: [{ id: 'static-volume' }, { id: 'five-volumes' }] },
  {
    id: 'schedule',
    examples: [
      { id: 'untolerated', setup: { kubectl: taintWorkers('dedicated=gpu:NoSchedule') } },
      {
        id: 'toleration',
        setup: {
          kubectl: ['taint nodes node-1 tier=db:NoSchedule', 'taint nodes node-2 dedicated=gpu:NoSchedule'],
        },
      },
      { id: 'no-execute' },
      { id: 'node-name' },
      { id: 'node-selector', setup: { kubectl: ['label nodes node-3 disktype=ssd'] } },
      {
        id: 'node-affinity',
        setup: {
          kubectl: [
            'label nodes node-1 topology.kubernetes.io/zone=zone-a',
            'label nodes node-2 topology.kubernetes.io/zone=zone-b disktype=ssd',
            'label nodes node-3 topology.kubernetes.io/zone=zone-c disktype=ssd',
          ],
        },
      },
      { id: 'too-big' },
      { id: 'co-scheduling' },
      { id: 'gated' },
    ],
  },
  {
    id: 'life',
    examples: [
      { id: 'init-containers' },
      { id: 'init-services', joins: true },
      { id: 'liveness' },
      { id: 'readiness' },
      { id: 'hooks' },
      { id: 'restarts' },
      { id: 'run-once' },
      { id: 'bad-image' },
    ],
  },
  {
    id: 'mistakes',
    examples: [
      { id: 'broken-ghost', broken: true, setup: { files: ['nginx.conf'] } },
      { id: 'broken-values', broken: true },
      { id: 'broken-toleration', broken: true },
      { id: 'broken-path', broken: true },
      { id: 'broken-volume-name', broken: true },
      { id: 'broken-command', broken: true },
    ],
  },
] as const satisfies readonly ExampleGroup[];

export type ExampleId = (typeof EXAMPLES)[number]['examples'][number]['id'];

export const DEFAULT_EXAMPLE: ExampleId = 'nginx';

export function findExample(id: string | null): (Example & { readonly id: ExampleId }) | undefined {
  for (const group of EXAMPLES) {
    for (const example of group.examples) if (example.id === id) return example;
  }
  return undefined;
}
