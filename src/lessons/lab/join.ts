import { container, interfacesOf, processOf, share } from './look.ts';
import type { LabTrack } from './types.ts';

export const whyPause: LabTrack = {
  id: 'owner',
  title: { en: 'Why not join each other', zh: '为什么不直接互相加入' },
  intro: {
    en: 'A container can join the network of another one directly. Then one of the two owns what both need; see what happens when it ends.',
    zh: '一个容器可以直接加入另一个容器的网络。但这样一来，两者都需要的东西归其中一个所有；看看它结束时会怎样。',
  },
  steps: [
    {
      id: 'owner',
      title: { en: 'B has a network', zh: 'B 有一个网络' },
      why: {
        en: 'Docker makes a network namespace for each container that asks for no other. Its life is that of the container it was made for.',
        zh: '容器不另作要求时，Docker 就为它新建一个网络命名空间。这个命名空间的寿命就是该容器的寿命。',
      },
      commands: ['docker run -d --name app-b nginx'],
      look: ['docker ps'],
      see: { en: 'One border with an address, held by app-b.', zh: '一个带地址的边框，由 app-b 持有。' },
      done: (view) => interfacesOf(view, processOf(view, 'app-b')).includes('eth0'),
    },
    {
      id: 'join',
      title: { en: 'A joins B', zh: 'A 加入 B' },
      why: {
        en: '`--net=container:app-b` and `--volumes-from=app-b` share the network and the volumes of B. A can start only after B: they are not peers.',
        zh: '`--net=container:app-b` 和 `--volumes-from=app-b` 共享 B 的网络和存储卷。A 只能在 B 之后启动：两者并不对等。',
      },
      commands: ['docker run -d --name app-a --net=container:app-b --volumes-from=app-b busybox sleep 3600'],
      look: ['docker exec app-a ip addr', 'docker exec app-a wget -qO- localhost'],
      see: {
        en: 'A has the `eth0` of B and reaches its nginx on localhost.',
        zh: 'A 有 B 的 `eth0`，通过 localhost 就能访问 B 的 nginx。',
      },
      done: (view) => share(view, 'app-a', 'app-b', 'net'),
    },
    {
      id: 'lost',
      title: { en: 'B ends, and the network goes', zh: 'B 结束，网络也没了' },
      why: {
        en: 'The network was made for B and is taken down with it. A still runs, but in an empty network.',
        zh: '网络是为 B 建的，也随 B 一起拆除。A 还在运行，但网络已经空了。',
      },
      commands: ['docker kill app-b'],
      look: ['docker exec app-a ip addr', 'docker ps'],
      see: { en: '`eth0` is gone from A. Only `lo` is left.', zh: 'A 的 `eth0` 没有了，只剩下 `lo`。' },
      done: (view) => {
        const a = processOf(view, 'app-a');
        return (
          a !== undefined && container(view, 'app-b') === undefined && !interfacesOf(view, a).includes('eth0')
        );
      },
    },
    {
      id: 'pause',
      title: { en: 'Once more, with pause', zh: '有 pause，再来一次' },
      why: {
        en: 'Now both join a third container that does nothing and therefore never fails. A and B are peers and start in any order.',
        zh: '这次两者都加入第三个容器，它什么都不做，所以不会出错。A 和 B 对等，谁先启动都行。',
      },
      commands: [
        'docker rm -f app-a app-b',
        'docker run -d --name pause registry.k8s.io/pause:3.10',
        'docker run -d --name app-a --net=container:pause busybox sleep 3600',
        'docker run -d --name app-b --net=container:pause nginx',
      ],
      look: ['docker exec app-a ip addr'],
      see: {
        en: 'Three containers in one border, held by pause.',
        zh: '一个边框里三个容器，由 pause 持有。',
      },
      done: (view) => share(view, 'app-a', 'pause', 'net') && share(view, 'app-b', 'pause', 'net'),
    },
    {
      id: 'kept',
      title: { en: 'B ends, and nobody else notices', zh: 'B 结束，别人毫无察觉' },
      why: {
        en: 'The namespace belongs to pause, so it outlives every application container. The lifetime of a Pod is that of its pause container.',
        zh: '命名空间属于 pause，所以比任何应用容器都活得久。Pod 的寿命就是 pause 容器的寿命。',
      },
      commands: ['docker kill app-b'],
      look: ['docker exec app-a ip addr'],
      see: { en: '`eth0` and its address are still there.', zh: '`eth0` 和它的地址都还在。' },
      done: (view) =>
        container(view, 'app-b') === undefined &&
        share(view, 'app-a', 'pause', 'net') &&
        interfacesOf(view, processOf(view, 'app-a')).includes('eth0'),
    },
  ],
  example: 'two-containers',
  inKubernetes: {
    en: 'In Kubernetes, every Pod has a pause container. Here debian writes a page and ends; nginx keeps the network and the volume.',
    zh: '在 Kubernetes 里，每个 Pod 都有 pause 容器。这里 debian 写完页面就结束，nginx 的网络和存储卷照旧。',
  },
};
