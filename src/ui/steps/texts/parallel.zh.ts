import type { parallelEn } from './parallel.en.ts';

export const parallelZh: Readonly<Record<keyof typeof parallelEn, string>> = {
  'steps.parallel.1.title': 'kubectl 提交 Pod',
  'steps.parallel.1.titleBy': '{controller} 提交 Pod',
  'steps.parallel.1.what': '清单变成发给 API 服务器的一个请求：创建 Pod `{pod}`。',
  'steps.parallel.1.why': 'API 服务器是通往集群状态的唯一入口。',

  'steps.parallel.2.title': 'API 服务器存入 etcd',
  'steps.parallel.2.what': '补全默认值并通过校验之后，Pod 写入 etcd，此时还没有节点。',
  'steps.parallel.2.why': '此后的一切都是对这个已存对象的反应。',

  'steps.parallel.3.title': '调度器选择并绑定',
  'steps.parallel.3.what': '调度器从队列取出 Pod，对节点过滤、打分，绑定到最好的一个；API 服务器保存结果。',
  'steps.parallel.3.why': 'Pod 作为一个整体安置，一生只有一次。',

  'steps.parallel.4.title': '{node} 的 kubelet 得知',
  'steps.parallel.4.what': '它的 watch 送来一个 `spec.nodeName` 为本节点的 Pod，它的各个管理器开始工作。',
  'steps.parallel.4.why': '每个 kubelet 只对自己节点上的 Pod 负责。',
  'steps.parallel.4.note':
    '这种读法让卷、监测与运行时同时开始。实际上，kubelet 为该 Pod 工作的协程依次进行：卷、沙箱与网络、镜像、容器。',

  'steps.parallel.4.1.title': '卷管理器挂载',
  'steps.parallel.4.1.what':
    '卷管理器准备 Pod 的每个卷：磁盘要调用节点上的 CSI 驱动；`emptyDir`、`configMap`、`secret` 以及每个 Pod 都有的令牌由它自己建立。',
  'steps.parallel.4.1.why': '它始终在 Pod 的工作协程旁边运行，把现有的挂载与应有的挂载相比较。',

  'steps.parallel.4.2.title': 'cAdvisor 监测 Pod',
  'steps.parallel.4.2.what': 'kubelet 内置的 cAdvisor 开始从 cgroup 读取该 Pod 的 CPU 与内存用量。',
  'steps.parallel.4.2.why': '这些数字供 `kubectl top`、自动扩缩，以及节点资源不足时的驱逐使用。',

  'steps.parallel.4.3.title': '运行时建立 Pod',
  'steps.parallel.4.3.what': 'kubelet 通过 CRI 依次要求沙箱、镜像与容器。',
  'steps.parallel.4.3.why': 'kubelet 知道该运行什么，运行时知道怎样运行，CRI 是两者之间的约定。',

  'steps.parallel.4.3.1.title': 'ImageService 拉取 {images}',
  'steps.parallel.4.3.1.what': 'CRI 的 `ImageService` 取来节点上还没有的镜像。',
  'steps.parallel.4.3.1.why': '是否询问镜像仓库，由 `imagePullPolicy` 决定。',

  'steps.parallel.4.3.2.title': 'RuntimeService 启动',
  'steps.parallel.4.3.2.what':
    'CRI 的 `RuntimeService` 先启动 pause 容器，再把 Pod 的各容器作为节点上的进程启动。',
  'steps.parallel.4.3.2.why': 'pause 在先，因为其他容器要加入由它持有的命名空间。',

  'steps.parallel.4.3.3.title': 'CNI 设置网络',
  'steps.parallel.4.3.3.what': 'CNI 插件在 Pod 的网络命名空间里放入一个带 IP 地址的网络接口。',
  'steps.parallel.4.3.3.why': 'Pod 的所有容器共享它：同一个 IP，同一个 `localhost`。',
};
