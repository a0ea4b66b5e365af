import type { MachineView } from '../../protocol/machine.ts';
import { insidePid, interfacesOf, isOwn, loose } from './look.ts';
import type { LabTrack } from './types.ts';

/** Whether a process outside any container has an IPC namespace of its own with shared memory in it. */
function hasOwnMemory(view: MachineView): boolean {
  return loose(view).some(
    (process) =>
      isOwn(view, process, 'ipc') && view.segments.some(({ ipc }) => ipc === process.namespaces.ipc),
  );
}

const KINDS = ['pid', 'uts', 'ipc', 'net', 'mnt'] as const;

export const namespaces: LabTrack = {
  id: 'namespaces',
  title: { en: 'Namespaces from nothing', zh: '从零造出命名空间' },
  intro: {
    en: 'A container is an ordinary process that sees less. Take the view of one shell apart, one namespace at a time.',
    zh: '容器就是一个看到得更少的普通进程。下面一次一个命名空间，把一个 shell 的视野拆开。',
  },
  steps: [
    {
      id: 'uts',
      title: { en: 'A host name of its own', zh: '自己的主机名' },
      why: {
        en: '`unshare` starts a program in new namespaces; everything not named is inherited from its parent. The UTS namespace holds the host name, so a change in it stays there.',
        zh: '`unshare` 在新的命名空间里启动程序，没有指名的都从父进程继承。UTS 命名空间保存主机名，所以在里面改名，外面不受影响。',
      },
      commands: ['unshare --uts bash', 'hostname inside'],
      look: ['hostname', 'cat /proc/sys/kernel/hostname'],
      see: {
        en: 'The picture shows a second group of processes: the same network, another UTS namespace.',
        zh: '图中多了一组进程：网络没变，UTS 命名空间换了。',
      },
      done: (view) =>
        loose(view).some((process) =>
          view.namespaces.some(
            ({ id, first, hostname }) =>
              id === process.namespaces.uts && !first && hostname !== view.hostname,
          ),
        ),
    },
    {
      id: 'ipc',
      title: { en: 'Shared memory of its own', zh: '自己的共享内存' },
      why: {
        en: 'Shared memory, semaphores and message queues belong to the IPC namespace. Two processes that want to talk through shared memory must be in the same one.',
        zh: '共享内存、信号量和消息队列属于 IPC 命名空间。两个进程要用共享内存通信，必须在同一个 IPC 命名空间里。',
      },
      commands: ['exit', 'unshare --ipc bash', 'ipcmk -M 64'],
      look: ['ipcs -m'],
      see: {
        en: 'One segment of 64 bytes. After `exit`, the same `ipcs -m` on the machine lists none.',
        zh: '有一段 64 字节的共享内存。`exit` 之后在机器上再执行 `ipcs -m`，一段也没有。',
      },
      done: hasOwnMemory,
    },
    {
      id: 'net',
      title: { en: 'A network of its own', zh: '自己的网络' },
      why: {
        en: 'A network namespace holds interfaces, addresses, routes and ports. A new one has only a loopback interface, and even that is down.',
        zh: '网络命名空间保存网卡、地址、路由和端口。新建的只有回环网卡，而且还没有启用。',
      },
      commands: ['exit', 'unshare --net bash'],
      look: ['ip addr', 'ip route'],
      see: {
        en: '`eth0` stays with the machine. Somebody has to make a pair of virtual interfaces and put one end in here: for a Pod, that is the work of CNI.',
        zh: '`eth0` 留在了机器上。要有人造一对虚拟网卡，把一端放进来；对 Pod 来说，这正是 CNI 的工作。',
      },
      done: (view) =>
        loose(view).some(
          (process) => isOwn(view, process, 'net') && !interfacesOf(view, process).includes('eth0'),
        ),
    },
    {
      id: 'pid',
      title: { en: 'Process 1, with the old list', zh: '成为 1 号进程，却看到旧的列表' },
      why: {
        en: 'A new PID namespace is for children: with `-f` the shell is forked and becomes its process 1. `ps` reads `/proc`, and that mount still belongs to the machine.',
        zh: '新的 PID 命名空间是给子进程的：加上 `-f`，shell 被 fork 出来，成为其中的 1 号进程。而 `ps` 读的是 `/proc`，那个挂载仍属于机器。',
      },
      commands: ['exit', 'unshare --pid -f bash'],
      look: ['echo $$', 'ps aux'],
      see: {
        en: 'The shell calls itself 1, yet `ps` lists everything on the machine.',
        zh: 'shell 说自己是 1，`ps` 却列出机器上的全部进程。',
      },
      done: (view) =>
        loose(view).some(
          (process) =>
            isOwn(view, process, 'pid') && !isOwn(view, process, 'mnt') && insidePid(process) === 1,
        ),
    },
    {
      id: 'proc',
      title: { en: 'A /proc that matches', zh: '与之相符的 /proc' },
      why: {
        en: '`--mount-proc` takes a mount namespace as well and mounts a fresh `/proc` in it. A mount namespace is the list of what is mounted where.',
        zh: '`--mount-proc` 同时要一个新的挂载命名空间，并在里面挂载新的 `/proc`。挂载命名空间就是“什么挂在哪里”的清单。',
      },
      commands: ['exit', 'unshare --pid -f --mount-proc bash'],
      look: ['ps aux'],
      see: {
        en: 'Now `ps` shows two processes: the shell and itself.',
        zh: '现在 `ps` 只看到两个进程：shell 和它自己。',
      },
      done: (view) =>
        loose(view).some((process) => isOwn(view, process, 'pid', 'mnt') && insidePid(process) === 1),
    },
    {
      id: 'chroot',
      title: { en: 'Another file system', zh: '另一个文件系统' },
      why: {
        en: '`chroot` moves the root of a process into a directory, here an unpacked BusyBox image. This line is a container without its network.',
        zh: '`chroot` 把进程的根换成一个目录，这里是解开的 BusyBox 镜像。这一行就是一个只差网络的容器。',
      },
      commands: [
        'exit',
        'unshare --pid --uts --ipc --mount -f chroot rootfs /bin/sh',
        'mount -t proc proc /proc',
        'hostname box',
      ],
      look: ['ls /', 'ps', 'hostname'],
      see: {
        en: 'Other files, other tools, process 1, a name of its own. The machine is untouched.',
        zh: '文件变了，工具变了，自己是 1 号进程，有自己的主机名。机器则毫无变化。',
      },
      done: (view) =>
        loose(view).some(
          (process) =>
            isOwn(view, process, 'pid', 'uts', 'ipc', 'mnt') &&
            process.argv[0] === '/bin/sh' &&
            view.namespaces.some(
              ({ id, hostname }) => id === process.namespaces.uts && hostname !== view.hostname,
            ),
        ),
    },
    {
      id: 'all',
      title: { en: 'All five at once', zh: '五个一起' },
      why: {
        en: 'This is what a container runtime asks of the kernel. Each namespace is an inode: `/proc/self/ns` shows which ones a process is in.',
        zh: '容器运行时向内核要的就是这些。每个命名空间都是一个 inode：`/proc/self/ns` 显示进程身处哪些命名空间。',
      },
      commands: ['exit', 'unshare --pid --uts --ipc --net --mount -f --mount-proc sleep 1000 &'],
      look: ['ls -l /proc/self/ns', 'ls -l /proc/$(pgrep -x sleep)/ns', 'lsns'],
      see: {
        en: 'Compare the numbers in brackets: only `cgroup` and `user` are the same.',
        zh: '比较方括号里的数字：只有 `cgroup` 和 `user` 相同。',
      },
      done: (view) =>
        loose(view).some((process) => isOwn(view, process, ...KINDS) && insidePid(process) === 1),
    },
    {
      id: 'join',
      title: { en: 'Join them', zh: '加入进去' },
      why: {
        en: '`nsenter` calls `setns` to enter namespaces that exist. `docker exec` and `kubectl exec` do the same.',
        zh: '`nsenter` 用 `setns` 进入已有的命名空间。`docker exec` 和 `kubectl exec` 做的也是这件事。',
      },
      commands: ['nsenter -t $(pgrep -x sleep) -a bash'],
      look: ['ps aux', 'ip addr'],
      see: {
        en: '`sleep` is process 1 here, and this shell came in beside it. This is how containers of one Pod share namespaces.',
        zh: '在这里 `sleep` 是 1 号进程，这个 shell 后来加入到它旁边。同一个 Pod 的容器就是这样共享命名空间的。',
      },
      done: (view) =>
        loose(view).some((process) => {
          const parent = view.processes.find(({ pid }) => pid === process.ppid);
          return (
            isOwn(view, process, ...KINDS) &&
            insidePid(process) > 1 &&
            parent?.namespaces.pid !== process.namespaces.pid
          );
        }),
    },
  ],
  example: 'shared-namespaces',
  inKubernetes: {
    en: 'In Kubernetes, `shareProcessNamespace: true` puts the containers of a Pod into one PID namespace.',
    zh: '在 Kubernetes 里，`shareProcessNamespace: true` 让一个 Pod 的容器进入同一个 PID 命名空间。',
  },
};
