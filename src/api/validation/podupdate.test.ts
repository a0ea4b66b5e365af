import { describe, expect, it } from 'vitest';
import { applyDefaults } from '../defaults/index.ts';
import type { Container, Pod, PodSpec } from '../types/index.ts';
import { fieldErrorMessage } from './field.ts';
import { validateStatusUpdate, validateUpdate } from './index.ts';

function makePod(spec: Partial<PodSpec> = {}, container: Partial<Container> = {}, name = 'web'): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'nginx:1', ...container }], ...spec },
  };
}

describe('updates', () => {
  function stored(spec: Partial<PodSpec> = {}, container: Partial<Container> = {}): Pod {
    const pod = applyDefaults(makePod(spec, container));
    return { ...pod, metadata: { ...pod.metadata, resourceVersion: '1', uid: 'u' } };
  }

  function updateComplaints(next: Pod, previous: Pod): string[] {
    return validateUpdate(next, previous).map(fieldErrorMessage);
  }

  it('may change an image', () => {
    expect(updateComplaints(stored({}, { image: 'nginx:2' }), stored())).toEqual([]);
  });

  it('may add tolerations and shorten the deadline', () => {
    const before = stored({ activeDeadlineSeconds: 10, tolerations: [{ key: 'a', operator: 'Exists' }] });
    const after = stored({
      activeDeadlineSeconds: 5,
      tolerations: [
        { key: 'a', operator: 'Exists' },
        { key: 'b', operator: 'Exists' },
      ],
    });
    expect(updateComplaints(after, before)).toEqual([]);
  });

  it('may not lengthen the deadline', () => {
    expect(
      updateComplaints(stored({ activeDeadlineSeconds: 9 }), stored({ activeDeadlineSeconds: 5 })),
    ).toEqual(['spec.activeDeadlineSeconds: Invalid value: 9: must be less than or equal to previous value']);
  });

  it('may not drop a toleration', () => {
    expect(updateComplaints(stored(), stored({ tolerations: [{ key: 'a', operator: 'Exists' }] }))).toEqual([
      'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    ]);
  });

  it('may not add containers', () => {
    const after = stored({
      containers: [
        { name: 'c', image: 'nginx:1' },
        { name: 'd', image: 'x:1' },
      ],
    });
    expect(updateComplaints(after, stored())).toEqual([
      'spec.containers: Forbidden: pod updates may not add or remove containers',
    ]);
  });

  it('may not change anything else, and is told what may change and what did', () => {
    expect(
      updateComplaints(
        stored({}, { ports: [{ containerPort: 81 }] }),
        stored({}, { ports: [{ containerPort: 80 }] }),
      ),
    ).toEqual([
      'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n  spec.containers[0].ports[0].containerPort: 80 → 81',
    ]);
  });

  it('sees no change in an absent empty value or another spelling of a quantity', () => {
    const before = stored({ nodeSelector: {} }, { resources: { requests: { cpu: '1000m' } } });
    const after = stored({ hostNetwork: false, volumes: [] }, { resources: { requests: { cpu: '1' } } });
    expect(updateComplaints(after, before)).toEqual([]);
  });

  it('may remove a gate but not add one', () => {
    const gated = stored({ schedulingGates: [{ name: 'a' }] });
    expect(updateComplaints(stored(), gated)).toEqual([]);
    expect(updateComplaints(gated, stored())).toEqual([
      "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'a'",
    ]);
  });

  it('may narrow the node selector while gated', () => {
    const gates = { schedulingGates: [{ name: 'a' }] };
    expect(updateComplaints(stored({ ...gates, nodeSelector: { disk: 'ssd' } }), stored(gates))).toEqual([]);
    expect(updateComplaints(stored({ nodeSelector: { disk: 'ssd' } }), stored())[0]).toMatch(
      /^spec: Forbidden: pod updates may not change fields/,
    );
  });

  it('needs a resourceVersion and the same name', () => {
    const next = stored();
    next.metadata.resourceVersion = '';
    next.metadata.name = 'other';
    expect(updateComplaints(next, stored())).toEqual([
      'metadata.resourceVersion: Invalid value: "": must be specified for an update',
      'metadata.name: Invalid value: "other": field is immutable',
    ]);
  });

  it('status: a container that ended for good does not run again', () => {
    const status = (state: object) => ({
      containerStatuses: [{ name: 'c', ready: false, restartCount: 0, image: '', imageID: '', state }],
    });
    const before = {
      ...stored({ restartPolicy: 'Never' as const }),
      status: status({ terminated: { exitCode: 1 } }),
    };
    const after = { ...before, status: status({ running: {} }) };
    expect(validateStatusUpdate(after, before).map(fieldErrorMessage)).toEqual([
      'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
    ]);
  });
});
