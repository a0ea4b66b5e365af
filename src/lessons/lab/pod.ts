import { insidePid, isOwn, listens, processOf, share, wrote } from './look.ts';
import type { LabTrack } from './types.ts';

const CONF = `cat <<EOF > nginx.conf
error_log stderr;
events { worker_connections 1024; }
http {
  access_log /dev/stdout combined;
  server {
    listen 80 default_server;
    server_name example.com www.example.com;
    location / {
      proxy_pass http://127.0.0.1:2368;
    }
  }
}
EOF`;
const JOIN = '--net=container:pause --ipc=container:pause --pid=container:pause';

export const podByHand: LabTrack = {
  id: 'pod',
  title: { en: 'A Pod by hand', zh: '手工搭一个 Pod' },
  intro: {
    en: 'Three containers that share namespaces are a Pod. Docker is enough to build one: pause, nginx, and a blog behind it.',
    zh: '共享命名空间的三个容器就是一个 Pod。只用 Docker 就能搭出来：pause、nginx，以及它后面的博客。',
  },
  steps: [
    {
      id: 'pause',
      title: { en: 'Pause holds the namespaces', zh: 'pause 持有命名空间' },
      why: {
        en: 'The first container only sleeps; its namespaces are what matters. The port is published here, because this container owns the network.',
        zh: '第一个容器只是睡觉，重要的是它的命名空间。端口也在这里发布，因为网络归这个容器所有。',
      },
      commands: ['docker run -d --name pause -p 8880:80 --ipc=shareable registry.k8s.io/pause:3.10'],
      look: ['docker ps'],
      see: {
        en: 'A new border with an address of its own and one process, `/pause`.',
        zh: '出现一个新的边框，有自己的地址和唯一的进程 `/pause`。',
      },
      done: (view) => {
        const pause = processOf(view, 'pause');
        return pause !== undefined && isOwn(view, pause, 'net', 'ipc', 'pid', 'uts');
      },
    },
    {
      id: 'nginx',
      title: { en: 'nginx joins', zh: 'nginx 加入' },
      why: {
        en: '`--net`, `--ipc` and `--pid` with `container:pause` put nginx into the namespaces of pause. Its file system stays its own, so its configuration is mounted into it.',
        zh: '`--net`、`--ipc`、`--pid` 配上 `container:pause`，让 nginx 进入 pause 的命名空间。文件系统仍是自己的，所以把配置挂载进去。',
      },
      commands: [CONF, `docker run -d --name nginx -v $(pwd)/nginx.conf:/etc/nginx/nginx.conf ${JOIN} nginx`],
      look: ['docker ps', 'curl -sI localhost:8880'],
      see: {
        en: 'nginx listens on port 80 of the shared network. It answers 502: nobody listens on 2368 yet.',
        zh: 'nginx 在共享网络的 80 端口监听。它回答 502：2368 端口还没有人监听。',
      },
      done: (view) =>
        share(view, 'nginx', 'pause', 'net', 'ipc', 'pid') && listens(view, processOf(view, 'pause'), 80),
    },
    {
      id: 'ghost',
      title: { en: 'Ghost joins', zh: 'ghost 加入' },
      why: {
        en: 'Ghost listens on port 2368 of the same network. For nginx it is `127.0.0.1`, although both come from different images.',
        zh: 'ghost 在同一个网络的 2368 端口监听。对 nginx 来说它就在 `127.0.0.1`，尽管两者来自不同的镜像。',
      },
      commands: [`docker run -d --name ghost ${JOIN} ghost`],
      look: ['docker exec ghost ps aux'],
      see: {
        en: '`/pause` is process 1 for all of them; the master and workers of nginx are visible from inside ghost.',
        zh: '对所有人来说 `/pause` 都是 1 号进程；在 ghost 里能看到 nginx 的 master 和 worker。',
      },
      done: (view) => {
        const pause = processOf(view, 'pause');
        return (
          share(view, 'ghost', 'pause', 'net', 'ipc', 'pid') &&
          listens(view, pause, 2368) &&
          pause !== undefined &&
          insidePid(pause) === 1
        );
      },
    },
    {
      id: 'curl',
      title: { en: 'Ask for the page', zh: '请求页面' },
      why: {
        en: 'Port 8880 of the machine leads to port 80 in the shared network, where nginx passes the request on to 127.0.0.1:2368. Both containers write down what they served.',
        zh: '机器的 8880 端口通向共享网络的 80 端口，nginx 再把请求转给 127.0.0.1:2368。两个容器都记下了自己的应答。',
      },
      commands: ['curl localhost:8880'],
      look: ['docker logs nginx', 'docker logs ghost'],
      see: {
        en: 'The same request stands in both logs.',
        zh: '同一个请求出现在两份日志里。',
      },
      done: (view) => wrote(view, 'nginx', /"GET .* 200 /) && wrote(view, 'ghost', /GET .* 200/),
    },
  ],
  example: 'ghost',
  inKubernetes: {
    en: 'The same Pod as a manifest: nginx and ghost as two containers. Nobody has to write pause down.',
    zh: '写成清单就是同一个 Pod：nginx 和 ghost 两个容器，而 pause 不用写出来。',
  },
};
