import { describe, expect, it } from 'vitest';
import { closest, decodeFailure, decodeObject, editDistance, kindFailure } from './index.ts';

function pod(spec: unknown): Record<string, unknown> {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec };
}

function messages(value: unknown): string[] {
  const { errors, unknownFields } = decodeObject(value);
  return [...errors, ...unknownFields].map((issue) => issue.message);
}

describe('decoding', () => {
  it('keeps what is right', () => {
    const value = pod({
      containers: [{ name: 'a', image: 'b', ports: [{ containerPort: 80 }] }],
      hostNetwork: true,
    });
    expect(decodeObject(value).object).toEqual(value);
  });

  it('drops nulls, turns number quantities into text and gives empty parts', () => {
    const { object, errors } = decodeObject({
      apiVersion: 'v1',
      kind: 'Pod',
      spec: {
        containers: [{ name: 'a', command: null, resources: { limits: { cpu: 0.5 } } }],
        volumes: null,
      },
    });
    expect(errors).toEqual([]);
    expect(object).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {},
      spec: { containers: [{ name: 'a', resources: { limits: { cpu: '0.5' } } }] },
    });
    expect(decodeObject({ apiVersion: 'v1', kind: 'ConfigMap' }).object).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {},
    });
  });

  it.each<[string, unknown, string]>([
    [
      'a boolean in a list of texts',
      pod({
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'gpu', operator: 'In', values: [true] }] }],
            },
          },
        },
      }),
      'json: cannot unmarshal bool into Go struct field NodeSelectorRequirement.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms.matchExpressions.values of type string',
    ],
    [
      'an object for a list',
      pod({ containers: { name: 'a' } }),
      'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      'text in a list of objects',
      pod({ containers: ['a'] }),
      'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type v1.Container',
    ],
    [
      'text for an object',
      pod({ volumes: [{ name: 'v', hostPath: 'path:/data' }] }),
      'json: cannot unmarshal string into Go struct field Volume.spec.volumes.hostPath of type v1.HostPathVolumeSource',
    ],
    [
      'a number for a label',
      { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { a: 1 } } },
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      'a fraction',
      pod({ containers: [{ ports: [{ containerPort: 1.5 }] }] }),
      'json: cannot unmarshal number 1.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
    ],
    [
      'a number beyond 32 bits',
      pod({ priority: 3000000000 }),
      'json: cannot unmarshal number 3000000000 into Go struct field PodSpec.spec.priority of type int32',
    ],
    [
      'a choice that is no text',
      pod({ restartPolicy: false }),
      'json: cannot unmarshal bool into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy',
    ],
    [
      'a quantity',
      pod({ containers: [{ resources: { limits: { memory: '1GB' } } }] }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      'a port that is neither',
      pod({ containers: [{ livenessProbe: { httpGet: { port: true } } }] }),
      'json: cannot unmarshal bool into Go value of type int32',
    ],
    [
      'a time',
      { apiVersion: 'v1', kind: 'Pod', metadata: { creationTimestamp: 'yesterday' } },
      'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00"',
    ],
    [
      'base64',
      { apiVersion: 'v1', kind: 'Secret', data: { a: 'not base64!' } },
      'illegal base64 data at input byte 3',
    ],
    ['an unknown field', pod({ containers: [{ imagee: 'a' }] }), 'unknown field "spec.containers[0].imagee"'],
    ['an unknown field at the top', { ...pod({}), sepc: {} }, 'unknown field "sepc"'],
    ['capitals count', pod({ Containers: [] }), 'unknown field "spec.Containers"'],
    [
      '__proto__ is a field like any other',
      pod(JSON.parse('{"__proto__":1}')),
      'unknown field "spec.__proto__"',
    ],
  ])('%s', (_title, value, message) => {
    expect(messages(value)).toEqual([message]);
  });

  it('reports every mistake, and knows what was meant', () => {
    const { errors, unknownFields } = decodeObject(pod({ contaners: [], hostNetwork: 'yes', priority: 'x' }));
    expect(errors.map(({ field }) => field)).toEqual(['spec.hostNetwork', 'spec.priority']);
    expect(unknownFields[0]).toMatchObject({
      field: 'spec.contaners',
      owner: 'PodSpec',
      candidates: ['containers'],
    });
  });

  it('suggests no field that is already given', () => {
    expect(decodeObject(pod({ containers: [], containres: [] })).unknownFields[0]?.candidates).not.toContain(
      'containers',
    );
  });

  it('leaves kinds without a schema alone', () => {
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' }, spec: { anything: 1 } };
    expect(decodeObject(job)).toEqual({ object: job, errors: [], unknownFields: [] });
  });
});

describe('the server’s refusal', () => {
  it('names the kind and the first mistake', () => {
    const failure = decodeFailure(decodeObject(pod({ hostNetwork: 1, hostPID: 2 })), true);
    expect(failure).toMatchObject({
      code: 400,
      reason: 'BadRequest',
      message:
        'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field PodSpec.spec.hostNetwork of type bool',
    });
  });

  it('lists unknown fields only when strict', () => {
    const result = decodeObject(pod({ a: 1, b: 2 }));
    expect(decodeFailure(result, true)?.message).toBe(
      'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.a", unknown field "spec.b"',
    );
    expect(decodeFailure(result, false)).toBeUndefined();
  });

  it('comes before decoding when the kind is missing or not served', () => {
    expect(kindFailure({})?.message).toBe("Object 'Kind' is missing in the request body");
    expect(kindFailure({ kind: 'Pod' })?.message).toBe('apiVersion not set');
    expect(kindFailure({ apiVersion: 'v1', kind: 'Deployment' })?.code).toBe(400);
    expect(kindFailure({ apiVersion: 'v1', kind: 'Pod' })).toBeUndefined();
  });
});

describe('what was meant', () => {
  it.each([
    ['', 'abc', 3],
    ['image', 'imagee', 1],
    ['iamge', 'image', 1],
    ['port', 'ports', 1],
    ['abc', 'abc', 0],
  ])('%s and %s are %d apart', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it('prefers the same letters in other capitals', () => {
    expect(closest('containerport', ['containers', 'containerPort'])[0]).toBe('containerPort');
    expect(closest('no-schedule', ['NoSchedule', 'NoExecute'])[0]).toBe('NoSchedule');
    expect(closest('banana', ['image', 'command'])).toEqual([]);
  });
});
