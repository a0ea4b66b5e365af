import type { classicEn } from './classic.en.ts';

export const classicZh: Readonly<Record<keyof typeof classicEn, string>> = {
  'steps.classic.1.title': 'kubectl 提交 Pod',
  'steps.classic.1.titleBy': '{controller} 提交 Pod',
  'steps.classic.1.what': '清单变成发给 API 服务器的一个请求：创建 Pod `{pod}`。',
  'steps.classic.1.why': 'API 服务器是通往集群状态的唯一入口，kubectl 和 Kubernetes 自己的组件都要经过它。',

  'steps.classic.2.title': 'API 服务器存入 etcd',
  'steps.classic.2.what':
    'API 服务器补全默认值、执行准入、校验 Pod，然后写入 etcd。此时它有了 `uid` 和 `resourceVersion`，但还没有节点。',
  'steps.classic.2.why':
    'etcd 是集群的记忆。写入一旦提交，请求就成功了；此后的一切都是对这个已存对象的反应。',

  'steps.classic.3.title': 'etcd 报告创建事件',
  'steps.classic.3.what': 'API 服务器对所有 Pod 保持着一个 watch，etcd 把新 Pod 从这里送回来。',
  'steps.classic.3.why':
    'API 服务器用这一条流更新自己的 watch 缓存，再由缓存服务所有人，所以 etcd 不必知道谁关心它。',

  'steps.classic.4.title': '控制器管理器得知',
  'steps.classic.4.what': '`ADDED` 事件沿着各控制器自己对 Pod 的 watch 到达。',
  'steps.classic.4.why': '没有人调用控制器。它观察，把现状与期望比较，再根据差别行动。',

  'steps.classic.5.title': '为申领寻找卷',
  'steps.classic.5.what':
    '`PersistentVolume` 控制器寻找容量足够、存储类与访问模式都符合申领的卷；如果没有，就由存储类的制备器创建一个。',
  'steps.classic.5.why':
    'Pod 引用的是申领，而不是某一块磁盘。总要有人去找到这块盘，而且不应依赖于具体是哪个集群。',
  'steps.classic.5.note':
    '这在申领出现时就开始，并不等 Pod。绑定模式为 `WaitForFirstConsumer` 的存储类则要等调度器选好节点。',

  'steps.classic.6.title': '绑定卷与申领',
  'steps.classic.6.what':
    '卷写上 `spec.claimRef`，申领写上 `spec.volumeName`：通过发给 API 服务器的请求，互相指名。',
  'steps.classic.6.why': '一个卷最多属于一个申领。两边都写明，就不会被分配两次。',

  'steps.classic.7.title': '保存绑定',
  'steps.classic.7.what': 'API 服务器把改动后的卷与申领写入 etcd，两者的阶段都成为 `Bound`。',
  'steps.classic.7.why': '一个决定只有存下来，对其他组件才算存在。',

  'steps.classic.8.title': '报告更新',
  'steps.classic.8.what': 'etcd 报告申领的改动，API 服务器再转给所有 watch 申领的组件。',
  'steps.classic.8.why': '调度器正是这样得知 Pod 的磁盘已经就位。',
  'steps.classic.8.note': '经典说法称之为 Pod 的更新事件；实际改动的是申领。',

  'steps.classic.9.title': '调度器得知',
  'steps.classic.9.what': '调度器的 watch 送来一个 `spec.nodeName` 为空的 Pod，它进入调度队列 activeQ。',
  'steps.classic.9.why': '还没有节点、且 `spec.schedulerName` 是自己名字的 Pod，就是调度器的全部工作。',

  'steps.classic.10.title': '调度器选择节点',
  'steps.classic.10.what':
    '过滤插件排除不能接收该 Pod 的节点；打分插件给其余节点打 0 到 100 分，各乘以权重，总分最高者胜出。',
  'steps.classic.10.why': 'Pod 作为一个整体安置：所有容器所需的资源必须在同一个节点上。',

  'steps.classic.11.title': '调度器绑定 Pod 与节点',
  'steps.classic.11.what': '它向 Pod 的 `binding` 子资源发送一个目标为 {node} 的 `Binding`。',
  'steps.classic.11.why':
    '调度器并不启动任何东西，它的结果只是一个名字；在 API 服务器收到之前，它只是假定 Pod 已在那里。',

  'steps.classic.12.title': '节点写入 Pod 并保存',
  'steps.classic.12.what':
    'API 服务器把 `spec.nodeName` 设为 {node}，把状况 `PodScheduled` 设为 `True`，并将 Pod 写入 etcd。',
  'steps.classic.12.why': 'Pod 一生只调度一次。从此它要么在这个节点上运行，要么不运行。',

  'steps.classic.13.title': '报告更新',
  'steps.classic.13.what': 'etcd 向 API 服务器报告 Pod 的改动，API 服务器再转给相关的 watch。',
  'steps.classic.13.why': '没有人调用 kubelet，它同样是从 watch 得知自己的工作。',

  'steps.classic.14.title': '{node} 的 kubelet 得知',
  'steps.classic.14.what':
    'kubelet 只 watch `spec.nodeName` 为本节点的 Pod。对它来说这个 Pod 是新的：`ADDED`。它准入这个 Pod，着手把它变成现实。',
  'steps.classic.14.why': '每个 kubelet 只对自己节点上的 Pod 负责。',

  'steps.classic.15.title': '拉取 {images}',
  'steps.classic.15.what': 'kubelet 通过 CRI 让运行时取来节点上还没有的镜像。',
  'steps.classic.15.why':
    '由 `imagePullPolicy` 决定：`IfNotPresent` 有就直接用，`Always` 每次都询问镜像仓库，`Never` 从不拉取。',
  'steps.classic.15.note': '经典顺序把它放在网络之前；实际上先建沙箱和它的网络。',

  'steps.classic.16.title': '运行容器',
  'steps.classic.16.what':
    'kubelet 对每个容器调用 `CreateContainer` 与 `StartContainer`：先逐个运行 `initContainers`，再运行其余容器。',
  'steps.classic.16.why': 'kubelet 知道该运行什么，运行时知道怎样运行，CRI 是两者之间的约定。',

  'steps.classic.17.title': '运行时启动容器',
  'steps.classic.17.what':
    'containerd 启动每个进程：放在各自的 cgroup 里，进入由 Pod 的 pause 容器持有的命名空间。',
  'steps.classic.17.why': '容器不过如此：一个有自己视图、有自己限额的进程。',
  'steps.classic.17.note': '这里从前是 Docker。自 Kubernetes 1.24 起，kubelet 直接与 CRI 运行时通信。',

  'steps.classic.18.title': '挂载卷',
  'steps.classic.18.what':
    '卷管理器把磁盘附加到节点，并把 Pod 的每个卷挂载到节点上该 Pod 的目录。准入时每个 Pod 至少得到一个卷：`kube-api-access-…`，里面有访问 API 服务器的令牌。',
  'steps.classic.18.why':
    '卷属于 Pod 而不属于某个容器：只建一次，挂载进每个需要它的容器，容器重启后依然存在。',
  'steps.classic.18.note': '经典说法放得较晚；实际上 kubelet 要等卷就绪才建立沙箱。',

  'steps.classic.19.title': '设置网络',
  'steps.classic.19.what': '运行时调用 CNI 插件，在 Pod 的网络命名空间里放入一个带 IP 地址的网络接口。',
  'steps.classic.19.why':
    'Pod 的所有容器共享这个命名空间：同一个 IP，同一个 `localhost`。它与沙箱同寿，不受容器起停的影响。',
  'steps.classic.19.note': '它属于建立沙箱的过程，所以实际发生在镜像和容器之前，甚至先于 pause。',
};
