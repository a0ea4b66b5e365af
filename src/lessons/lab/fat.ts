import type { MachineView } from '../../protocol/machine.ts';
import { container, processesOf, wrote } from './look.ts';
import type { LabTrack } from './types.ts';

const LOOP = `while sleep 2; do echo "collector: nothing new"; done`;

const hasNginx = (view: MachineView): boolean =>
  processesOf(view, 'fat').some(({ argv }) => argv.join(' ').startsWith('nginx: master'));

export const fatContainer: LabTrack = {
  id: 'fat',
  title: { en: 'One fat container', zh: '一个臃肿的容器' },
  intro: {
    en: 'A web server and a log collector could run in the same container. Watch what the container runtime knows of the second process: nothing.',
    zh: '网页服务器和日志收集器也可以塞进同一个容器。看看容器运行时对第二个进程知道多少：一无所知。',
  },
  steps: [
    {
      id: 'both',
      title: { en: 'Two programs, one container', zh: '两个程序，一个容器' },
      why: {
        en: 'A shell starts nginx in the background and goes on as the collector. Process 1 is the shell; it alone is what Docker watches.',
        zh: 'shell 在后台启动 nginx，自己接着当收集器。1 号进程是 shell，Docker 只看着它。',
      },
      commands: [`docker run -d --name fat -p 8080:80 nginx sh -c 'nginx & ${LOOP}'`],
      look: ['docker ps', 'ps aux'],
      see: {
        en: 'One container for Docker; in the picture, two programs inside it.',
        zh: '在 Docker 眼里是一个容器；图中可以看到里面有两个程序。',
      },
      done: hasNginx,
    },
    {
      id: 'logs',
      title: { en: 'Whose line is it?', zh: '这一行是谁写的？' },
      why: {
        en: 'A container has one standard output. What two programs write there arrives as one stream, in the order of writing.',
        zh: '一个容器只有一个标准输出。两个程序写进去的内容按先后混成一条流。',
      },
      commands: ['curl -s -o /dev/null localhost:8080', 'sleep 3', 'curl -s -o /dev/null localhost:8080'],
      look: ['docker logs --tail 8 fat'],
      see: {
        en: 'Requests of nginx between lines of the collector; nothing says which is whose.',
        zh: 'nginx 的请求夹在收集器的输出里，没有任何标记说明哪行是谁的。',
      },
      done: (view) => wrote(view, 'fat', /"GET /) && wrote(view, 'fat', /^collector/),
    },
    {
      id: 'dead',
      title: { en: 'The web server dies', zh: '网页服务器死了' },
      why: {
        en: 'A runtime restarts a container when its process 1 ends. A child that ends is the business of its parent, and this shell does not care.',
        zh: '1 号进程结束，运行时才会重启容器。子进程结束是它父进程的事，而这个 shell 并不关心。',
      },
      commands: ['pkill nginx'],
      look: ['docker ps', 'curl localhost:8080'],
      see: {
        en: 'The container is Up, and the page is gone. Nobody restarts nginx.',
        zh: '容器显示 Up，页面却打不开。没有人重启 nginx。',
      },
      done: (view) => container(view, 'fat') !== undefined && !hasNginx(view),
    },
    {
      id: 'apart',
      title: { en: 'One process per container', zh: '一个容器一个进程' },
      why: {
        en: 'As two containers, each program is process 1 of its own. Each has its own log and its own state.',
        zh: '分成两个容器后，每个程序都是自己容器的 1 号进程，各有各的日志和状态。',
      },
      commands: [
        'docker rm -f fat',
        'docker run -d --name web -p 8080:80 nginx',
        `docker run -d --name collector busybox sh -c '${LOOP}'`,
      ],
      look: ['docker logs collector'],
      see: {
        en: 'The log of the collector holds only its own lines.',
        zh: '收集器的日志里只有它自己的行。',
      },
      done: (view) => container(view, 'web') !== undefined && container(view, 'collector') !== undefined,
    },
    {
      id: 'seen',
      title: { en: 'A death that is seen', zh: '看得见的死亡' },
      why: {
        en: 'When the web server dies now, its container ends with it. That is what lets a kubelet apply a restart policy.',
        zh: '现在网页服务器一死，它的容器也随之结束。kubelet 正是据此执行重启策略。',
      },
      commands: ['docker kill web'],
      look: ['docker ps -a'],
      see: { en: 'web: Exited (137). collector: Up.', zh: 'web 显示 Exited (137)，collector 显示 Up。' },
      done: (view) => container(view, 'web') === undefined && container(view, 'collector') !== undefined,
    },
  ],
  example: 'log-sidecar',
  inKubernetes: {
    en: 'The two programs as one Pod: two containers with a log each, restarted one by one, that share a volume.',
    zh: '这两个程序组成一个 Pod：两个容器各有日志，各自重启，共享一个存储卷。',
  },
};
