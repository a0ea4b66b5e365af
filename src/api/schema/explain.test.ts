import { describe, expect, it } from 'vitest';
import { type Explained, explainText, missingField, wrap } from './explain.ts';
import { explain } from './explanations.ts';
import { explanations } from './generated/explanations.ts';
import { structure } from './generated/structure.ts';

const of = (path: string, recursive = false, apiVersion = 'v1', kind = 'Pod'): Explained => ({
  apiVersion,
  kind,
  path: path === '' ? [] : path.split('.'),
  recursive,
});

describe('wrap', () => {
  it.each([
    ['short', 10, 'short'],
    ['one two three', 7, 'one two\nthree'],
    ['exactly ten', 11, 'exactly ten'],
    ['a\nb', 10, 'a\nb'],
    ['aVeryLongWordIndeed x', 5, 'aVeryLongWordIndeed\nx'],
    ['end \n', 10, 'end \n'],
    ['', 10, ''],
  ])('%j in %i', (text, limit, wrapped) => {
    expect(wrap(limit, text)).toBe(wrapped);
  });
});

describe('kubectl explain', () => {
  it('of a kind', () => {
    const text = explain(of(''));
    expect(text).toMatch(
      /^KIND: {7}Pod\nVERSION: {4}v1\n\nDESCRIPTION:\n {4}Pod is a collection of containers that can run on a host. This resource is\n {4}created by clients and scheduled onto hosts\.\n {4}\nFIELDS:\n {2}apiVersion\t<string>\n/,
    );
    expect(text.endsWith('\n\n')).toBe(true);
  });

  it('of a field that lists objects', () => {
    const text = explain(of('spec.containers'));
    expect(text.split('\n').slice(0, 11)).toEqual([
      'KIND:       Pod',
      'VERSION:    v1',
      '',
      'FIELD: containers <[]Container>',
      '',
      '',
      'DESCRIPTION:',
      '    List of containers belonging to the pod. Containers cannot currently be',
      '    added or removed. There must be at least one container in a Pod. Cannot be',
      '    updated.',
      '    A single application container that you want to run within a pod.',
    ]);
    expect(text).toContain(
      '\n  name\t<string> -required-\n    Name of the container specified as a DNS_LABEL.',
    );
  });

  it('of a choice', () => {
    expect(explain(of('spec.restartPolicy'))).toMatch(
      /FIELD: restartPolicy <string>\nENUM:\n {4}Always\n {4}Never\n {4}OnFailure\n\nDESCRIPTION:\n/,
    );
    expect(explain(of('spec.containers'))).toContain(
      '\n  imagePullPolicy\t<string>\n  enum: Always, IfNotPresent, Never\n    Image pull policy.',
    );
  });

  it('of a group', () => {
    expect(explain(of('', false, 'apps/v1', 'Deployment'))).toMatch(
      /^GROUP: {6}apps\nKIND: {7}Deployment\nVERSION: {4}v1\n/,
    );
  });

  it('--recursive has no texts', () => {
    const text = explain(of('spec.containers.resources', true));
    expect(text.slice(text.indexOf('FIELDS:'))).toBe(
      'FIELDS:\n' +
        '  claims\t<[]ResourceClaim>\n' +
        '    name\t<string> -required-\n' +
        '    request\t<string>\n' +
        '  limits\t<map[string]Quantity>\n' +
        '  requests\t<map[string]Quantity>\n' +
        '\n',
    );
  });

  it.each([
    ['spec.containers.image', undefined],
    ['spec.nodeSelector', undefined],
    ['spec.nodeSelector.disk', 'disk'],
    ['spec.container', 'container'],
    ['nope.more', 'nope'],
  ])('%s lacks %s', (path, missing) => {
    expect(missingField(of(path))).toBe(missing);
  });

  it('without texts still says what there is', () => {
    expect(explainText(of('spec.nodeName'), () => undefined)).toBe(
      'KIND:       Pod\nVERSION:    v1\n\nFIELD: nodeName <string>\n\n\nDESCRIPTION:\n    <empty>\n\n',
    );
  });

  it('has a text for nearly every field', () => {
    const missing = Object.entries(structure.types).flatMap(([type, { p }]) =>
      Object.entries(p)
        .filter(([name]) => !explanations[type]?.[name])
        .map(([name, code]) => `${type}.${name} ${code}`),
    );
    // Objects tell what they are themselves.
    expect(missing.filter((field) => !field.includes('@'))).toEqual([]);
  });
});
