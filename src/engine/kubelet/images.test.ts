import { describe, expect, test } from 'vitest';
import type { Pod } from '../../api/index.ts';
import { makePod } from '../testing/builders.ts';
import { Lab } from '../testing/lab.ts';

const NOT_FOUND =
  'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:nope": failed to resolve reference "docker.io/library/nginx:nope": docker.io/library/nginx:nope: not found';

const status = (lab: Lab) => lab.pod('p').status?.containerStatuses?.[0];

describe('images', () => {
  test('a tag that does not exist', () => {
    const lab = new Lab().apply(makePod('p', { image: 'nginx:nope' }));
    lab.run(100).until(() => status(lab)?.state?.waiting?.reason === 'ErrImagePull');
    expect(status(lab)?.state?.waiting?.message).toBe(NOT_FOUND);
    lab.settle();
    expect(status(lab)?.state?.waiting).toEqual({
      reason: 'ImagePullBackOff',
      message: `Back-off pulling image "nginx:nope": ErrImagePull: ${NOT_FOUND}`,
    });
    expect(lab.pod('p').status?.phase).toBe('Pending');
    expect(lab.events('p').slice(1)).toEqual([
      'Pulling: Pulling image "nginx:nope"',
      `Failed: Failed to pull image "nginx:nope": ${NOT_FOUND}`,
      'Failed: Error: ErrImagePull',
      'BackOff: Back-off pulling image "nginx:nope"',
      'Failed: Error: ImagePullBackOff',
    ]);
  });

  test('pulls are tried further and further apart, up to five minutes', () => {
    const lab = new Lab().apply(makePod('p', { image: 'nginx:nope' })).run(2_400_000);
    const pulls = lab.records.filter(({ verb }) => verb === 'PullImage').map(({ timeMs }) => timeMs);
    const gaps = pulls.slice(1).map((timeMs, index) => timeMs - (pulls[index] as number));
    // Each wait is the back-off, rounded up to the next look at the Pod (10 s and up to half of that).
    [10, 20, 40, 80, 160, 300, 300].forEach((seconds, index) => {
      expect(gaps[index]).toBeGreaterThanOrEqual(seconds * 1000);
      expect(gaps[index]).toBeLessThan((seconds + 16) * 1000);
    });
  });

  test('a private registry wants a Secret of the Pod', () => {
    const image = 'registry.example.com/team/app:1.0';
    const pod = makePod('p', { image }) as Pod;
    const spec = { ...pod.spec, imagePullSecrets: [{ name: 'regcred' }] };
    const lab = new Lab().apply({ ...pod, spec } as Pod).settle();
    expect(status(lab)?.state?.waiting).toEqual({
      reason: 'ImagePullBackOff',
      message: expect.stringContaining('authorization failed: no basic auth credentials'),
    });
    expect(lab.events('p')).toContain(
      'FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.',
    );
    const login = (server: string) =>
      lab.kubectl(
        `create secret docker-registry regcred --docker-server=${server} --docker-username=jane --docker-password=s`,
      );
    login('other.example.com').run(120_000);
    expect(status(lab)?.state?.waiting?.reason).toBe('ImagePullBackOff');
    lab.kubectl('delete secret regcred').run(1000);
    login('registry.example.com').run(120_000).settle();
    expect(lab.pod('p').status?.phase).toBe('Running');
    expect(lab.records.findLast(({ verb }) => verb === 'PullImage')?.detail).toMatchObject({
      username: 'jane',
    });
  });

  test('it is mended by naming another image', () => {
    const lab = new Lab().apply(makePod('p', { image: 'nginx:nope' })).settle();
    lab.kubectl('set image pod/p app=nginx:1.27').settle();
    expect(lab.pod('p').status?.phase).toBe('Running');
    expect(status(lab)?.restartCount).toBe(0);
  });

  test.each([
    [
      'Never',
      'busybox:1.36',
      'ErrImageNeverPull',
      'Container image "busybox:1.36" is not present with pull policy of Never',
    ],
    [
      'IfNotPresent',
      'Bad Name',
      'InvalidImageName',
      'Failed to apply default image tag "Bad Name": couldn\'t parse image name "Bad Name": invalid reference format',
    ],
  ] as const)('imagePullPolicy %s, image %s: %s', (imagePullPolicy, image, reason, message) => {
    const lab = new Lab().apply(makePod('p', { containers: [{ image, imagePullPolicy }] })).settle();
    expect(status(lab)?.state).toEqual({ waiting: { reason, message } });
  });

  test('an image that is there is not pulled again, unless it is to be always', () => {
    const lab = new Lab().apply(makePod('a', { image: 'nginx:1.27' })).settle();
    const pulls = () => lab.records.filter(({ verb }) => verb === 'PullImage').length;
    lab.apply(makePod('b', { image: 'nginx:1.27' })).settle();
    expect(pulls()).toBe(1);
    expect(lab.events('b')).toContain(
      'Pulled: Container image "nginx:1.27" already present on machine and can be accessed by the pod',
    );
    lab.apply(makePod('c', { containers: [{ image: 'nginx:1.27', imagePullPolicy: 'Always' }] })).settle();
    expect(pulls()).toBe(2);
    expect(lab.events('c')).toContain(
      'Pulled: Successfully pulled image "nginx:1.27" in 352ms (352ms including waiting). Image size: 70500000 bytes.',
    );
  });

  test('pulls on one node wait for each other', () => {
    const lab = new Lab()
      .apply(makePod('a', { image: 'nginx:1.27' }), makePod('b', { image: 'redis:7' }))
      .settle();
    const steps = lab.records
      .filter(({ verb, detail }) => verb === 'PullImage' || detail?.bytes !== undefined)
      .map(({ verb, object }) => `${verb} ${object?.name}`);
    expect(steps).toEqual(['PullImage a', 'reply a', 'PullImage b', 'reply b']);
    expect(lab.events('b').join()).toMatch(/in 1\.485s \(3\.\d+s including waiting\)/);
  });

  test('the node lists what it has', () => {
    const lab = new Lab().apply(makePod('a', { image: 'nginx:1.27' })).run(15_000);
    const names = lab.object('nodes', 'node-1') as unknown as { status: { images: { names: string[] }[] } };
    expect(names.status.images.map(({ names: [, name] }) => name)).toEqual([
      'docker.io/library/nginx:1.27',
      'registry.k8s.io/pause:3.10.1',
    ]);
  });
});
