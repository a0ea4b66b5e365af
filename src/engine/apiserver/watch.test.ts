import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/index.ts';
import { makeConfigMap, makePod } from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';

const told = (plane: ControlPlane, client: string, resource = 'pods') =>
  plane.watched(client, resource).map((event) => `${event.event} ${event.object.metadata.name}`);

function bind(plane: ControlPlane, name: string, node: string) {
  return plane.request({
    verb: 'create',
    resource: 'pods',
    subresource: 'binding',
    namespace: 'default',
    name,
    object: { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target: { kind: 'Node', name: node } },
  });
}

function label(plane: ControlPlane, name: string, value: string | null) {
  const object = { metadata: { labels: { app: value } } };
  return plane.request({
    verb: 'patch',
    patchType: 'merge',
    resource: 'pods',
    namespace: 'default',
    name,
    object,
  });
}

function remove(plane: ControlPlane, name: string) {
  const options = { gracePeriodSeconds: 0 };
  return plane.request({ verb: 'delete', resource: 'pods', namespace: 'default', name, options });
}

describe('a watch without a resourceVersion', () => {
  it('is sent what exists before it is answered, then what happens', () => {
    const plane = new ControlPlane();
    plane.create(makePod('a'), 'pods');
    const id = plane.send({ verb: 'watch', resource: 'pods' }, 'watcher');
    plane.settle();
    expect(told(plane, 'watcher')).toEqual(['ADDED a']);
    const answer = plane.inbox.findIndex(
      ({ body }) => (body as { id?: string }).id === id && (body as { type: string }).type === 'response',
    );
    const added = plane.inbox.findIndex(({ to, verb }) => to === 'watcher' && verb === 'watch');
    expect(added).toBeLessThan(answer);
    plane.create(makePod('b'), 'pods');
    label(plane, 'b', 'x');
    remove(plane, 'a');
    expect(told(plane, 'watcher')).toEqual(['ADDED a', 'ADDED b', 'MODIFIED b', 'DELETED a']);
  });

  it('names the request that began it in every event', () => {
    const plane = new ControlPlane();
    plane.send({ id: 'my-watch', verb: 'watch', resource: 'pods' }, 'watcher');
    plane.create(makePod('a'), 'pods');
    expect(plane.watched('watcher', 'pods').map((event) => event.id)).toEqual(['my-watch']);
  });

  it('sees the deleted object with the revision of its deletion', () => {
    const plane = new ControlPlane();
    plane.send({ verb: 'watch', resource: 'pods' }, 'watcher');
    const created = plane.create(makePod('a'), 'pods').object as Pod;
    remove(plane, 'a');
    const deleted = plane.watched('watcher', 'pods').at(-1);
    expect(Number(deleted?.object.metadata.resourceVersion)).toBe(
      Number(created.metadata.resourceVersion) + 1,
    );
  });
});

describe('a selector', () => {
  it('turns entering and leaving it into ADDED and DELETED', () => {
    const plane = new ControlPlane();
    plane.send({ verb: 'watch', resource: 'pods', options: { labelSelector: 'app=x' } }, 'watcher');
    plane.create(makePod('a'), 'pods');
    label(plane, 'a', 'x');
    label(plane, 'a', 'y');
    label(plane, 'a', 'z');
    label(plane, 'a', 'x');
    remove(plane, 'a');
    expect(told(plane, 'watcher')).toEqual(['ADDED a', 'DELETED a', 'ADDED a', 'DELETED a']);
  });

  it('on the node is found by the node', () => {
    const plane = new ControlPlane();
    for (const node of ['n1', 'n2']) {
      const fieldSelector = `spec.nodeName=${node}`;
      plane.send({ verb: 'watch', resource: 'pods', options: { fieldSelector } }, `kubelet/${node}`);
    }
    plane.create(makePod('a'), 'pods');
    bind(plane, 'a', 'n1');
    plane.create(makePod('b', { nodeName: 'n2' }), 'pods');
    remove(plane, 'a');
    expect(told(plane, 'kubelet/n1')).toEqual(['ADDED a', 'DELETED a']);
    expect(told(plane, 'kubelet/n2')).toEqual(['ADDED b']);
  });

  it('on the name and the namespace selects one object', () => {
    const plane = new ControlPlane();
    plane.send({ verb: 'watch', resource: 'configmaps', namespace: 'default', name: 'a' }, 'watcher');
    plane.create(makeConfigMap('a'), 'configmaps');
    plane.create(makeConfigMap('b'), 'configmaps');
    plane.create(makeConfigMap('a', {}, { namespace: 'kube-system' }), 'configmaps');
    expect(plane.watched('watcher', 'configmaps').map((event) => event.object.metadata.namespace)).toEqual([
      'default',
    ]);
  });

  it.each([
    ['labelSelector', 'a==b=', /^found '=', expected/],
    ['fieldSelector', 'spec.foo=bar', /^field label not supported: spec\.foo$/],
  ])('that cannot be read in %s is refused', (option, text, message) => {
    const plane = new ControlPlane();
    const answer = plane.request({ verb: 'list', resource: 'pods', options: { [option]: text } });
    expect(answer.status).toMatchObject({
      code: 400,
      reason: 'BadRequest',
      message: expect.stringMatching(message),
    });
  });
});

describe('a watch from a revision', () => {
  it('is sent exactly what it missed', () => {
    const plane = new ControlPlane();
    plane.create(makePod('a'), 'pods');
    const { resourceVersion } = plane.request({ verb: 'list', resource: 'pods' });
    plane.create(makePod('b'), 'pods');
    remove(plane, 'a');
    plane.send({ verb: 'watch', resource: 'pods', options: { resourceVersion } }, 'watcher');
    plane.settle();
    label(plane, 'b', 'x');
    expect(told(plane, 'watcher')).toEqual(['ADDED b', 'DELETED a', 'MODIFIED b']);
  });

  it('that was compacted is refused with 410', () => {
    const plane = new ControlPlane();
    const { resourceVersion } = plane.request({ verb: 'list', resource: 'pods' });
    plane.create(makePod('a'), 'pods');
    const since = { resourceVersion };
    plane.run(5 * 60_000 + 10);
    expect(plane.request({ verb: 'watch', resource: 'pods', options: since }).code).toBe(200);
    const { resourceVersion: kept } = plane.request({ verb: 'list', resource: 'pods' });
    plane.run(5 * 60_000);
    expect(plane.request({ verb: 'watch', resource: 'pods', options: since }).status).toMatchObject({
      code: 410,
      reason: 'Expired',
      message: `too old resource version: ${resourceVersion} (${kept})`,
    });
    expect(plane.request({ verb: 'watch', resource: 'pods', options: { resourceVersion: kept } }).code).toBe(
      200,
    );
  });
});

describe('bookmarks', () => {
  it('come each minute to who allows them, in the background', () => {
    const plane = new ControlPlane();
    plane.send({ verb: 'watch', resource: 'pods', options: { allowWatchBookmarks: true } }, 'with');
    plane.send({ verb: 'watch', resource: 'pods' }, 'without');
    plane.run(120_010);
    expect(plane.watched('with', 'pods').map((event) => event.event)).toEqual(['BOOKMARK', 'BOOKMARK']);
    expect(plane.watched('without', 'pods')).toEqual([]);
    expect(plane.inbox.filter(({ to }) => to === 'with').slice(-1)[0]?.background).toBe(true);
  });
});

describe('a client', () => {
  it('that asks for the same watch again replaces the old one', () => {
    const plane = new ControlPlane();
    for (let i = 0; i < 2; i++) plane.send({ verb: 'watch', resource: 'pods' }, 'watcher');
    plane.create(makePod('a'), 'pods');
    expect(told(plane, 'watcher')).toEqual(['ADDED a']);
  });

  it.each([undefined, 'spec.nodeName=n1'])('can close a watch (%s)', (fieldSelector) => {
    const plane = new ControlPlane();
    plane.send({ id: 'w', verb: 'watch', resource: 'pods', options: { fieldSelector } }, 'watcher');
    plane.create(makePod('a', { nodeName: 'n1' }), 'pods');
    plane.send({ id: 'w', verb: 'unwatch', resource: 'pods' }, 'watcher');
    plane.create(makePod('b', { nodeName: 'n1' }), 'pods');
    expect(told(plane, 'watcher')).toEqual(['ADDED a']);
  });
});
