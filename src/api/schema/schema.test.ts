import { describe, expect, it } from 'vitest';
import { describePath } from './descriptions.ts';
import {
  isKnownPropertyName,
  lookupPath,
  propertiesOf,
  SCHEMA_KINDS,
  schemaType,
  typesWithProperty,
} from './index.ts';

describe('lookup along a path', () => {
  it.each([
    [[], 'Pod'],
    [['spec'], 'PodSpec'],
    [['spec', 'containers'], '[]Container'],
    [['spec', 'containers', 0], 'Container'],
    [['spec', 'containers', 0, 'ports', 1, 'containerPort'], 'integer'],
    [['metadata', 'labels'], 'map[string]string'],
    [['metadata', 'labels', 'app.kubernetes.io/name'], 'string'],
    [['spec', 'containers', 0, 'resources', 'limits', 'cpu'], 'Quantity'],
    [['spec', 'containers', 0, 'livenessProbe', 'httpGet', 'port'], 'integer or string'],
  ])('%j is %s', (path, type) => {
    expect(lookupPath('v1', 'Pod', path)?.typeText).toBe(type);
  });

  it.each([[['spce']], [['spec', 'containers', 'name']], [['spec', 'containers', 0, 'imagee']]])(
    '%j is nothing',
    (path) => {
      expect(lookupPath('v1', 'Pod', path)).toBeUndefined();
    },
  );

  it('knows enumerations and what is required', () => {
    expect(lookupPath('v1', 'Pod', ['spec', 'restartPolicy'])?.enum).toEqual([
      'Always',
      'Never',
      'OnFailure',
    ]);
    expect(lookupPath('v1', 'PersistentVolumeClaim', ['spec', 'accessModes', 0])?.enum).toContain(
      'ReadWriteOnce',
    );
    expect(lookupPath('v1', 'Pod', ['spec', 'containers'])?.required).toBe(true);
    expect(lookupPath('v1', 'Pod', ['spec', 'volumes'])?.required).toBe(false);
    expect(lookupPath('apps/v1', 'Deployment', ['spec', 'selector'])?.required).toBe(true);
  });
});

describe('the generated schema', () => {
  it('has no reference to a type it does not have', () => {
    const seen = new Set<string>();
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      if (schemaType(name) === undefined) throw new Error(`no type ${name}`);
      for (const { objectType } of propertiesOf(name)) if (objectType !== undefined) visit(objectType);
    };
    for (const key of SCHEMA_KINDS) visit(key.split(' ')[1] ?? '');
    expect(seen.size).toBeGreaterThan(150);
  });

  it('holds quantities where upstream does', () => {
    const fields = ['limits', 'requests', 'capacity', 'allocatable', 'overhead', 'sizeLimit', 'divisor'];
    for (const name of fields) {
      for (const { type, code } of typesWithProperty(name)) {
        if (type !== 'NodeSwapStatus') expect(`${type} ${code}`).toMatch(/ \{?q$/);
      }
    }
  });

  it('knows property names', () => {
    expect(isKnownPropertyName('containerPort')).toBe(true);
    expect(isKnownPropertyName('containerport')).toBe(false);
    expect(isKnownPropertyName('constructor')).toBe(false);
  });

  it('describes fields in at most 240 characters', () => {
    expect(describePath('v1', 'Pod', ['spec', 'containers', 0, 'image'])).toMatch(/image/i);
    expect(describePath('v1', 'Pod', ['spec', 'containers', 0])).toMatch(/container/i);
    expect(describePath('v1', 'Pod', [])?.length).toBeLessThanOrEqual(241);
    expect(describePath('v1', 'Pod', ['nope'])).toBeUndefined();
  });
});
