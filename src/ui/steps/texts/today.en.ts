/** What Kubernetes 1.36 really does, in the order in which it does it. */
export const todayEn = {
  'steps.today.t1.title': 'The request arrives',
  'steps.today.t1.titleBy': '{controller} creates the Pod',
  'steps.today.t1.what': 'A `create` of Pod `{pod}` reaches the API server.',
  'steps.today.t1.why': 'The API server is the only door to the state of the cluster, also for controllers.',

  'steps.today.t2.title': 'Defaulted, admitted, validated',
  'steps.today.t2.what':
    'Missing fields get their defaults, admission plug-ins complete or refuse the Pod (its account with a token, tolerations for a lost node, its priority), then every field is validated.',
  'steps.today.t2.why': 'What is stored is complete and legal, so no component after this has to doubt it.',

  'steps.today.t3.title': 'etcd commits it',
  'steps.today.t3.what':
    'One transaction: the key must not exist yet. Its revision becomes the Pod’s `resourceVersion`.',
  'steps.today.t3.why':
    'Once committed the request has succeeded; all that follows is a reaction to this object.',

  'steps.today.t4.title': 'The watch cache learns of it',
  'steps.today.t4.what': 'etcd sends the new key on the API server’s own watch; the watch cache takes it in.',
  'steps.today.t4.why': 'All other watches are served from this cache, in the order of revisions.',

  'steps.today.t5.title': 'Controllers and scheduler are told',
  'steps.today.t5.what': 'Their informers receive `ADDED`, each on its own watch.',
  'steps.today.t5.why':
    'Nobody calls anybody. Each sees the object and decides for itself whether it is concerned.',

  'steps.today.t6.title': 'The claim finds a volume',
  'steps.today.t6.what':
    'For a class that binds at once, the `PersistentVolume` controller matches claim and volume, or has the provisioner make a volume, and binds the two.',
  'steps.today.t6.why': 'The Pod names a claim, not a disk.',
  'steps.today.t6.note': 'It begins with the claim, often before there is a Pod.',

  'steps.today.t7.title': 'It waits in the queue',
  'steps.today.t7.what':
    'The scheduler takes Pods from activeQ one at a time: higher priority first, then first come.',
  'steps.today.t7.why': 'One Pod after another: each decision counts the ones before it.',

  'steps.today.t8.title': 'Filter and score',
  'steps.today.t8.what':
    'Filter plug-ins rule out the nodes that cannot take the Pod. Score plug-ins rate the rest from 0 to 100, each times its weight; the highest sum wins.',
  'steps.today.t8.why': 'What all of its containers need must be on one node.',

  'steps.today.t9.title': 'Reserved on {node}',
  'steps.today.t9.what':
    'The scheduler assumes the Pod in its own cache: its requests already count on {node}. The binding goes on in the background.',
  'steps.today.t9.why':
    'So it can take the next Pod without waiting for the API server, and not give the same room away twice.',

  'steps.today.t10.title': 'Volumes bound for {node}',
  'steps.today.t10.what':
    '`PreBind`: the `VolumeBinding` plug-in writes the chosen node on the claim or the claim on a volume, and waits until the claims are bound.',
  'steps.today.t10.why':
    'With `WaitForFirstConsumer` the disk is made where the Pod will be, not the other way round.',

  'steps.today.t11.title': 'Bound to {node}',
  'steps.today.t11.what':
    'The scheduler posts a `Binding`; the API server sets `spec.nodeName` and the condition `PodScheduled` and stores the Pod.',
  'steps.today.t11.why': 'A Pod is scheduled once in its life; the node of a Pod never changes.',

  'steps.today.t12.title': 'kubelet on {node} is told',
  'steps.today.t12.what':
    'Its watch has the field selector `spec.nodeName={node}`: to this kubelet the Pod is new, `ADDED`.',
  'steps.today.t12.why': 'Each kubelet is answerable for the Pods of its node and for no others.',

  'steps.today.t13.title': 'kubelet admits it',
  'steps.today.t13.what':
    'The kubelet checks for itself that the Pod fits: resources, node selector and affinity, ports, taints.',
  'steps.today.t13.why':
    'The scheduler’s picture may be old, and a Pod may come without a scheduler. A Pod that is refused here fails.',

  'steps.today.t14.title': 'A worker takes the Pod',
  'steps.today.t14.what': 'A worker of its own begins to sync the Pod: cgroup and directories are made.',
  'steps.today.t14.why': 'One worker per Pod: a Pod that hangs holds up no other.',

  'steps.today.t15.title': 'Volumes are mounted',
  'steps.today.t15.what':
    'The worker waits until the volume manager has attached and mounted every volume of the Pod. At least one is there: `kube-api-access-…` holds a token that the kubelet asks the API server for.',
  'steps.today.t15.why': 'A container must find its files when it starts, so this comes first.',

  'steps.today.t16.title': 'Sandbox: a network namespace',
  'steps.today.t16.what':
    '`RunPodSandbox`: containerd notes the new sandbox and makes a network namespace for it, empty but for `lo`.',
  'steps.today.t16.why':
    'The namespace is there before any process of the Pod, so its network can be made ready first. With `hostNetwork` there is none to make.',

  'steps.today.t17.title': 'CNI gives it an IP',
  'steps.today.t17.what':
    'containerd calls CNI `ADD`, which puts an interface with an IP address into that network namespace.',
  'steps.today.t17.why': 'All containers of the Pod share it: one IP, one `localhost`.',

  'steps.today.t18.title': 'pause starts',
  'steps.today.t18.what':
    'containerd starts the pause container in that network namespace and new IPC, UTS and PID namespaces. It does nothing but hold them.',
  'steps.today.t18.why':
    'Application containers come and go. As long as pause lives, the Pod keeps its namespaces, its network and its IP.',

  'steps.today.t19.title': 'Images: {images}',
  'steps.today.t19.what':
    'Just before a container is created, the kubelet sees to its image and has it pulled if need be.',
  'steps.today.t19.why': '`imagePullPolicy` decides whether the registry is asked.',

  'steps.today.t20.title': 'Containers are created',
  'steps.today.t20.what':
    '`CreateContainer`: configuration, mounts, environment, cgroup. Init containers go first, one by one.',
  'steps.today.t20.why':
    'Creating and starting are two calls, so that everything is in place before a process runs.',

  'steps.today.t21.title': 'Containers run',
  'steps.today.t21.what':
    '`StartContainer`: containerd’s shim and runc start the process inside the Pod’s namespaces.',
  'steps.today.t21.why':
    'That is all a container is: a process with a view of its own and limits of its own.',

  'steps.today.t22.title': 'Status goes back: Ready',
  'steps.today.t22.what':
    'The kubelet patches the Pod’s status: container states, IP, conditions, phase. It is Ready when all containers are.',
  'steps.today.t22.why': 'Only a Ready Pod receives traffic from a Service.',
} as const;
