import type { todayEn } from './today.en.ts';

export const todayZh: Readonly<Record<keyof typeof todayEn, string>> = {
  'steps.today.t1.title': '请求到达',
  'steps.today.t1.titleBy': '{controller} 创建 Pod',
  'steps.today.t1.what': '创建 Pod `{pod}` 的 `create` 请求到达 API 服务器。',
  'steps.today.t1.why': 'API 服务器是通往集群状态的唯一入口，控制器也不例外。',

  'steps.today.t2.title': '默认值、准入、校验',
  'steps.today.t2.what':
    '缺少的字段补上默认值，准入插件补充或拒绝该 Pod（账号及其令牌、节点失联时的容忍度、优先级），然后校验每个字段。',
  'steps.today.t2.why': '存下来的对象完整而合法，后面的组件不必再怀疑它。',

  'steps.today.t3.title': 'etcd 提交',
  'steps.today.t3.what': '一个事务：该键必须还不存在。它的修订号成为 Pod 的 `resourceVersion`。',
  'steps.today.t3.why': '一旦提交，请求就成功了；此后的一切都是对这个对象的反应。',

  'steps.today.t4.title': 'watch 缓存得知',
  'steps.today.t4.what': 'etcd 沿着 API 服务器自己的 watch 送来新键，watch 缓存收下它。',
  'steps.today.t4.why': '其他所有 watch 都由这个缓存按修订号的顺序提供。',

  'steps.today.t5.title': '控制器与调度器得知',
  'steps.today.t5.what': '它们的 `informer` 各自从自己的 watch 收到 `ADDED`。',
  'steps.today.t5.why': '没有人调用别人。各自看到对象，自己判断是否与己有关。',

  'steps.today.t6.title': '申领找到卷',
  'steps.today.t6.what':
    '对立即绑定的存储类，`PersistentVolume` 控制器匹配申领与卷，或让制备器建一个卷，再把两者绑定。',
  'steps.today.t6.why': 'Pod 引用的是申领，而不是某一块磁盘。',
  'steps.today.t6.note': '它从申领出现时开始，常常早于 Pod。',

  'steps.today.t7.title': '在队列中等待',
  'steps.today.t7.what': '调度器每次从 activeQ 取一个 Pod：优先级高的在前，其次先来先得。',
  'steps.today.t7.why': '一个接一个：每次决定都把前面的结果计算在内。',

  'steps.today.t8.title': '过滤与打分',
  'steps.today.t8.what':
    '过滤插件排除不能接收该 Pod 的节点；打分插件给其余节点打 0 到 100 分，各乘以权重，总分最高者胜出。',
  'steps.today.t8.why': '所有容器所需的资源必须在同一个节点上。',

  'steps.today.t9.title': '在 {node} 上预留',
  'steps.today.t9.what': '调度器在自己的缓存中假定 Pod 已在那里：它的请求已计入 {node}。绑定在后台继续。',
  'steps.today.t9.why': '这样不必等待 API 服务器就能处理下一个 Pod，也不会把同一份资源给出两次。',

  'steps.today.t10.title': '为 {node} 绑定卷',
  'steps.today.t10.what':
    '在 `PreBind` 阶段，`VolumeBinding` 插件把所选节点写到申领上，或把申领写到卷上，并等待申领绑定完成。',
  'steps.today.t10.why': '使用 `WaitForFirstConsumer` 时，磁盘建在 Pod 要去的地方，而不是反过来。',

  'steps.today.t11.title': '绑定到 {node}',
  'steps.today.t11.what':
    '调度器提交 `Binding`；API 服务器设置 `spec.nodeName` 与状况 `PodScheduled`，并保存 Pod。',
  'steps.today.t11.why': 'Pod 一生只调度一次，它的节点不会再变。',

  'steps.today.t12.title': '{node} 的 kubelet 得知',
  'steps.today.t12.what':
    '它的 watch 带有字段选择器 `spec.nodeName={node}`：对这个 kubelet 来说 Pod 是新的，`ADDED`。',
  'steps.today.t12.why': '每个 kubelet 只对自己节点上的 Pod 负责。',

  'steps.today.t13.title': 'kubelet 准入',
  'steps.today.t13.what': 'kubelet 亲自检查 Pod 能否在此运行：资源、节点选择器与亲和性、端口、污点。',
  'steps.today.t13.why':
    '调度器看到的可能已经过时，也可能有不经调度器而来的 Pod。在这里被拒绝的 Pod 会失败。',

  'steps.today.t14.title': '工作协程接手 Pod',
  'steps.today.t14.what': '一个专属的工作协程开始同步该 Pod：建立 cgroup 与目录。',
  'steps.today.t14.why': '每个 Pod 一个协程：某个 Pod 卡住不会拖住别的 Pod。',

  'steps.today.t15.title': '挂载卷',
  'steps.today.t15.what':
    '协程等待卷管理器把 Pod 的每个卷都附加并挂载好。至少有一个卷：`kube-api-access-…`，里面是 kubelet 向 API 服务器申请的令牌。',
  'steps.today.t15.why': '容器启动时必须找得到自己的文件，所以这一步在先。',

  'steps.today.t16.title': '沙箱：网络命名空间',
  'steps.today.t16.what': '`RunPodSandbox`：containerd 登记新的沙箱，并为它建立网络命名空间，里面只有 `lo`。',
  'steps.today.t16.why':
    '这个命名空间先于 Pod 的任何进程存在，所以网络可以先准备好。使用 `hostNetwork` 时无需建立。',

  'steps.today.t17.title': 'CNI 分配 IP',
  'steps.today.t17.what': 'containerd 调用 CNI 的 `ADD`：在该网络命名空间里放入带 IP 地址的接口。',
  'steps.today.t17.why': 'Pod 的所有容器共享它：同一个 IP，同一个 `localhost`。',

  'steps.today.t18.title': '启动 pause',
  'steps.today.t18.what':
    'containerd 在该网络命名空间以及新的 IPC、UTS、PID 命名空间中启动 pause 容器，它只负责持有这些命名空间。',
  'steps.today.t18.why': '应用容器来来去去；只要 pause 还在，Pod 就保有自己的命名空间、网络与 IP。',

  'steps.today.t19.title': '镜像：{images}',
  'steps.today.t19.what': '在创建每个容器之前，kubelet 才检查它的镜像，需要时拉取。',
  'steps.today.t19.why': '是否询问镜像仓库，由 `imagePullPolicy` 决定。',

  'steps.today.t20.title': '创建容器',
  'steps.today.t20.what': '`CreateContainer`：配置、挂载、环境变量、cgroup。先逐个处理 `initContainers`。',
  'steps.today.t20.why': '创建与启动是两次调用，这样在进程运行之前一切都已就位。',

  'steps.today.t21.title': '容器运行',
  'steps.today.t21.what': '`StartContainer`：containerd 的 `shim` 与 runc 在 Pod 的命名空间中启动进程。',
  'steps.today.t21.why': '容器不过如此：一个有自己视图、有自己限额的进程。',

  'steps.today.t22.title': '状态回报：Ready',
  'steps.today.t22.what':
    'kubelet 更新 Pod 的 status：容器状态、IP、状况、阶段。所有容器就绪，Pod 才是 Ready。',
  'steps.today.t22.why': '只有 Ready 的 Pod 才会从 Service 收到流量。',
};
