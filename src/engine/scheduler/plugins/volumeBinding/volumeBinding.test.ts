import { describe, expect, test } from 'vitest';
import type {
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  PersistentVolumeSpec,
  Pod,
  StorageClass,
} from '../../../../api/index.ts';
import {
  makeNode,
  makePersistentVolume,
  makePersistentVolumeClaim,
  makePod,
  makeStorageClass,
} from '../../../testing/builders.ts';
import { ACTION } from '../../framework/clusterEvent.ts';
import { cycleOf, filterAll, type Objects, stored, wouldRequeue } from '../../testing/fixture.ts';
import { volumeBinding } from './volumeBinding.ts';

const nodes = [makeNode('a', { labels: { zone: 'east' } }), makeNode('b', { labels: { zone: 'west' } })];
const waiting = makeStorageClass('waiting', { volumeBindingMode: 'WaitForFirstConsumer' });
const manual = makeStorageClass('manual', {
  volumeBindingMode: 'WaitForFirstConsumer',
  provisioner: 'kubernetes.io/no-provisioner',
});
const immediate = makeStorageClass('immediate', { volumeBindingMode: 'Immediate' });
const storageClasses = [waiting, manual, immediate];

const REFUSED = 'UnschedulableAndUnresolvable: ';
const NO_MATCH = `${REFUSED}node(s) didn't find available persistent volumes to bind`;
const CONFLICT = `${REFUSED}node(s) didn't match PersistentVolume's node affinity`;

const inZone = (zone: string): Partial<PersistentVolumeSpec> => ({
  nodeAffinity: {
    required: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: [zone] }] }],
    },
  },
});
const volume = (name: string, spec: Partial<PersistentVolumeSpec> = {}): PersistentVolume => ({
  ...makePersistentVolume(name, { storageClassName: 'manual', ...spec }),
  status: { phase: 'Available' },
});
const claim = (
  storageClassName: string,
  spec: Partial<PersistentVolumeClaimSpec> = {},
): PersistentVolumeClaim => makePersistentVolumeClaim('data', { storageClassName, ...spec });
const boundTo = (volumeName: string): PersistentVolumeClaim =>
  makePersistentVolumeClaim(
    'data',
    { volumeName, storageClassName: 'manual' },
    { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
  );
const using = (...claimNames: string[]): Pod =>
  makePod('web', {
    spec: {
      volumes: claimNames.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })),
    },
  });

describe('before any node is looked at', () => {
  const both = (text: string) => ({ a: text, b: text });
  const cases: [string, PersistentVolumeClaim[], Pod, Record<string, string>][] = [
    ['a Pod without claims', [], makePod(), both('skipped')],
    ['a missing claim', [], using('data'), both(`${REFUSED}persistentvolumeclaim "data" not found`)],
    [
      'an unbound claim of an immediate class',
      [claim('immediate')],
      using('data'),
      both(`${REFUSED}pod has unbound immediate PersistentVolumeClaims`),
    ],
    [
      'an unbound claim without a class',
      [claim('')],
      using('data'),
      both(`${REFUSED}pod has unbound immediate PersistentVolumeClaims`),
    ],
    [
      'a claim of a class that waits, but that names its volume',
      [claim('waiting', { volumeName: 'pv-1' })],
      using('data'),
      both(`${REFUSED}pod has unbound immediate PersistentVolumeClaims`),
    ],
    [
      'a claim that is being deleted',
      [{ ...claim('waiting'), metadata: { name: 'data', namespace: 'default', deletionTimestamp: 'now' } }],
      using('data'),
      both(`${REFUSED}persistentvolumeclaim "data" is being deleted`),
    ],
    [
      'a claim that lost its volume',
      [{ ...claim('waiting', { volumeName: 'pv-1' }), status: { phase: 'Lost' } }],
      using('data'),
      both(`${REFUSED}persistentvolumeclaim "data" bound to non-existent persistentvolume "pv-1"`),
    ],
    [
      'an ephemeral volume whose claim is not there yet',
      [],
      makePod('web', { spec: { volumes: [{ name: 'tmp', ephemeral: {} }] } }),
      both(`${REFUSED}waiting for ephemeral volume controller to create the persistentvolumeclaim "web-tmp"`),
    ],
  ];
  test.each(cases)('%s', (_, persistentVolumeClaims, pod, expected) => {
    const cycle = cycleOf({ nodes, storageClasses, persistentVolumeClaims }, pod);
    expect(filterAll(volumeBinding, cycle)).toEqual(expected);
  });
});

describe('on each node', () => {
  const cases: [string, Objects, [string, string]][] = [
    [
      'a bound volume without affinity',
      { persistentVolumes: [volume('pv-1')], persistentVolumeClaims: [boundTo('pv-1')] },
      ['ok', 'ok'],
    ],
    [
      'a bound volume of one zone',
      { persistentVolumes: [volume('pv-1', inZone('east'))], persistentVolumeClaims: [boundTo('pv-1')] },
      ['ok', CONFLICT],
    ],
    [
      'a bound volume that is gone',
      { persistentVolumeClaims: [boundTo('pv-1')] },
      [
        `${REFUSED}node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)`,
        `${REFUSED}node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)`,
      ],
    ],
    ['a volume can be made', { persistentVolumeClaims: [claim('waiting')] }, ['ok', 'ok']],
    ['no volume and nobody to make one', { persistentVolumeClaims: [claim('manual')] }, [NO_MATCH, NO_MATCH]],
    [
      'a free volume in one zone',
      { persistentVolumes: [volume('pv-1', inZone('west'))], persistentVolumeClaims: [claim('manual')] },
      [NO_MATCH, 'ok'],
    ],
    [
      'a volume that is too small',
      {
        persistentVolumes: [volume('pv-1')],
        persistentVolumeClaims: [claim('manual', { resources: { requests: { storage: '2Gi' } } })],
      },
      [NO_MATCH, NO_MATCH],
    ],
    [
      'a volume of another access mode',
      {
        persistentVolumes: [volume('pv-1')],
        persistentVolumeClaims: [claim('manual', { accessModes: ['ReadWriteMany'] })],
      },
      [NO_MATCH, NO_MATCH],
    ],
    [
      'a volume that is somebody else’s',
      {
        persistentVolumes: [volume('pv-1', { claimRef: { namespace: 'default', name: 'other' } })],
        persistentVolumeClaims: [claim('manual')],
      },
      [NO_MATCH, NO_MATCH],
    ],
    [
      'a volume that is not available',
      {
        persistentVolumes: [{ ...volume('pv-1'), status: { phase: 'Released' } }],
        persistentVolumeClaims: [claim('manual')],
      },
      [NO_MATCH, NO_MATCH],
    ],
    [
      'a node was selected before',
      {
        persistentVolumeClaims: [
          makePersistentVolumeClaim(
            'data',
            { storageClassName: 'waiting' },
            { annotations: { 'volume.kubernetes.io/selected-node': 'b' } },
          ),
        ],
      },
      [NO_MATCH, 'ok'],
    ],
    [
      'a class that is allowed in one zone',
      {
        storageClasses: [
          makeStorageClass('east-only', {
            volumeBindingMode: 'WaitForFirstConsumer',
            allowedTopologies: [{ matchLabelExpressions: [{ key: 'zone', values: ['east'] }] }],
          }),
        ],
        persistentVolumeClaims: [claim('east-only')],
      },
      ['ok', NO_MATCH],
    ],
  ];
  test.each(cases)('%s', (_, objects, [a, b]) => {
    const cycle = cycleOf({ nodes, storageClasses, ...objects }, using('data'));
    expect(filterAll(volumeBinding, cycle)).toEqual({ a, b });
  });
});

describe('the chosen node', () => {
  const reserve = (objects: Objects, pod = using('data')) => {
    const cycle = cycleOf({ nodes, storageClasses, ...objects }, pod);
    filterAll(volumeBinding, cycle);
    return volumeBinding.reserve(cycle, 'a').reservation;
  };

  test('bound claims need nothing', () => {
    const reservation = reserve({
      persistentVolumes: [volume('pv-1')],
      persistentVolumeClaims: [boundTo('pv-1')],
    });
    expect(reservation).toBeNull();
    expect(volumeBinding.preBindPreFlight(reservation).code).toBe('Skip');
  });

  test('a claim to provision is told the node', () => {
    const reservation = reserve({ persistentVolumeClaims: [claim('waiting')] });
    expect(reservation?.persistentVolumes).toEqual([]);
    expect(reservation?.persistentVolumeClaims).toMatchObject([
      { metadata: { name: 'data', annotations: { 'volume.kubernetes.io/selected-node': 'a' } } },
    ]);
  });

  test('the smallest volume that does gets the claim’s name', () => {
    const reservation = reserve({
      persistentVolumes: ['20Gi', '3Gi', '5Gi', '1Gi'].map((storage) =>
        volume(`pv-${storage.toLowerCase()}`, { capacity: { storage } }),
      ),
      persistentVolumeClaims: [claim('manual', { resources: { requests: { storage: '2Gi' } } })],
    });
    expect(reservation?.persistentVolumes).toMatchObject([
      {
        metadata: { name: 'pv-3gi', annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } },
        spec: {
          claimRef: { kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data', uid: 'uid-of-data' },
        },
      },
    ]);
  });

  test('two claims never share a volume', () => {
    const second = { ...claim('manual'), metadata: { name: 'logs', namespace: 'default' } };
    const reservation = reserve(
      {
        persistentVolumes: [volume('pv-1'), volume('pv-2')],
        persistentVolumeClaims: [claim('manual'), second],
      },
      using('data', 'logs'),
    );
    const names = reservation?.persistentVolumes.map(({ metadata }) => metadata.name).sort();
    expect(names).toEqual(['pv-1', 'pv-2']);
  });
});

describe('waiting for the volumes', () => {
  const selected = stored(
    makePersistentVolumeClaim(
      'data',
      { storageClassName: 'waiting' },
      { annotations: { 'volume.kubernetes.io/selected-node': 'a' } },
    ),
  );
  const reservation = { persistentVolumes: [], persistentVolumeClaims: [selected] };
  const bound: PersistentVolumeClaim = {
    ...selected,
    metadata: {
      ...selected.metadata,
      annotations: { ...selected.metadata.annotations, 'pv.kubernetes.io/bind-completed': 'yes' },
    },
    spec: { ...selected.spec, volumeName: 'pv-1' },
  };
  const cases: [string, Objects, string, string][] = [
    ['not yet', { persistentVolumeClaims: [selected] }, 'Pending', ''],
    ['bound', { persistentVolumeClaims: [bound], persistentVolumes: [volume('pv-1')] }, 'Success', ''],
    [
      'bound to a volume out of reach',
      { persistentVolumeClaims: [bound], persistentVolumes: [volume('pv-1', inZone('west'))] },
      'Error',
      'binding volumes: pv "pv-1" node affinity doesn\'t match node "a": no matching NodeSelectorTerms',
    ],
    [
      'given up',
      { persistentVolumeClaims: [{ ...selected, metadata: { ...selected.metadata, annotations: {} } }] },
      'Error',
      'binding volumes: provisioning failed for PVC "data"',
    ],
    [
      'deleted',
      {},
      'Error',
      'binding volumes: failed to check provisioning pvc: could not find v1.PersistentVolumeClaim "default/data"',
    ],
  ];
  test.each(cases)('%s', (_, objects, code, reason) => {
    const pod = using('data');
    const { handle } = cycleOf({ nodes, storageClasses, pods: [pod], ...objects }, pod);
    const status = volumeBinding.poll(handle, pod, 'a', reservation);
    expect({ code: status.code, reason: status.reasons.join() }).toEqual({ code, reason });
  });
});

describe('brings a rejected Pod back', () => {
  const unrelated = makePersistentVolumeClaim('other');
  const topologies = [{ matchLabelExpressions: [{ key: 'zone', values: ['east'] }] }];
  const cases: [string, string, number, StorageClass | PersistentVolumeClaim | PersistentVolume, boolean][] =
    [
      ['its claim', 'PersistentVolumeClaim', ACTION.UpdateOther, claim('waiting'), true],
      ['another claim', 'PersistentVolumeClaim', ACTION.UpdateOther, unrelated, false],
      ['a new class', 'StorageClass', ACTION.Add, waiting, true],
      ['a new volume', 'PersistentVolume', ACTION.Add, volume('pv-1'), true],
    ];
  test.each(cases)('%s', (_, resource, actions, after, expected) => {
    expect(wouldRequeue(volumeBinding, using('data'), { resource, actions, before: null, after })).toBe(
      expected,
    );
  });

  test('a class only when its topologies change', () => {
    const change = { resource: 'StorageClass', actions: ACTION.UpdateOther, before: waiting };
    expect(wouldRequeue(volumeBinding, using('data'), { ...change, after: { ...waiting } })).toBe(false);
    const after: StorageClass = { ...waiting, allowedTopologies: topologies };
    expect(wouldRequeue(volumeBinding, using('data'), { ...change, after })).toBe(true);
  });
});
