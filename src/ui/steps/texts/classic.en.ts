/** The classic nineteen steps: what happens, why, and where the classic picture simplifies. */
export const classicEn = {
  'steps.classic.1.title': 'kubectl submits the Pod',
  'steps.classic.1.titleBy': '{controller} submits the Pod',
  'steps.classic.1.what': 'The manifest becomes a request to the API server: create Pod `{pod}`.',
  'steps.classic.1.why':
    'The API server is the only door to the state of the cluster. kubectl and Kubernetes’ own components all come through it.',

  'steps.classic.2.title': 'API server stores it in etcd',
  'steps.classic.2.what':
    'The API server fills in defaults, runs admission, validates the Pod and writes it to etcd. It has a `uid` and a `resourceVersion` now, but no node.',
  'steps.classic.2.why':
    'etcd is the memory of the cluster. Once the write is committed the request has succeeded; all that follows is a reaction to this stored object.',

  'steps.classic.3.title': 'etcd reports the creation',
  'steps.classic.3.what': 'etcd sends the new Pod on the watch that the API server keeps open on all Pods.',
  'steps.classic.3.why':
    'The API server feeds its watch cache from this one stream and serves everyone else from the cache, so etcd need not know who is interested.',

  'steps.classic.4.title': 'Controller manager is told',
  'steps.classic.4.what': 'The event `ADDED` reaches the controllers on their own watch of Pods.',
  'steps.classic.4.why':
    'Nobody calls a controller. It watches, compares what is with what should be, and acts on the difference.',

  'steps.classic.5.title': 'A volume is sought for the claim',
  'steps.classic.5.what':
    'The `PersistentVolume` controller looks for a volume that is large enough and has the storage class and access modes of the claim. If there is none, the provisioner of the class makes one.',
  'steps.classic.5.why':
    'The Pod names a claim, not a disk. Someone has to find the disk, and that must not depend on which cluster this is.',
  'steps.classic.5.note':
    'This starts as soon as the claim exists, not when the Pod does. A class with `WaitForFirstConsumer` waits until the scheduler has chosen a node.',

  'steps.classic.6.title': 'Volume and claim are bound',
  'steps.classic.6.what':
    'The volume gets a `spec.claimRef`, the claim a `spec.volumeName`: each names the other, in requests to the API server.',
  'steps.classic.6.why':
    'A volume belongs to one claim at most. Written down on both sides, it cannot be given away twice.',

  'steps.classic.7.title': 'The binding is stored',
  'steps.classic.7.what':
    'The API server writes the changed volume and claim to etcd; both now have the phase `Bound`.',
  'steps.classic.7.why': 'A decision exists for the others only once it is stored.',

  'steps.classic.8.title': 'The update is reported',
  'steps.classic.8.what':
    'etcd reports the changed claim, and the API server passes it on to all who watch claims.',
  'steps.classic.8.why': 'This is how the scheduler learns that the Pod’s disk is there.',
  'steps.classic.8.note':
    'The classic picture calls this an update of the Pod. It is the claim that changed.',

  'steps.classic.9.title': 'Scheduler is told',
  'steps.classic.9.what':
    'The scheduler’s watch brings a Pod whose `spec.nodeName` is empty. It goes into the scheduling queue, activeQ.',
  'steps.classic.9.why':
    'Pods without a node, and with its own name in `spec.schedulerName`, are the scheduler’s whole work.',

  'steps.classic.10.title': 'Scheduler picks a node',
  'steps.classic.10.what':
    'Filter plug-ins rule out the nodes that cannot take the Pod. Score plug-ins rate the rest from 0 to 100, each times its weight; the highest sum wins.',
  'steps.classic.10.why': 'A Pod is placed as a whole: what all of its containers need must be on one node.',

  'steps.classic.11.title': 'Scheduler binds Pod to node',
  'steps.classic.11.what': 'It sends a `Binding` with the target {node} to the Pod’s `binding` subresource.',
  'steps.classic.11.why':
    'The scheduler starts nothing. Its result is one name; until the API server has it, the scheduler only assumes that the Pod is there.',

  'steps.classic.12.title': 'The node is stored in the Pod',
  'steps.classic.12.what':
    'The API server sets `spec.nodeName` to {node} and the condition `PodScheduled` to `True`, and writes the Pod to etcd.',
  'steps.classic.12.why':
    'A Pod is scheduled once in its life. From here on it runs on this node or not at all.',

  'steps.classic.13.title': 'The update is reported',
  'steps.classic.13.what':
    'etcd reports the changed Pod to the API server, which passes it on to the watches it concerns.',
  'steps.classic.13.why': 'The kubelet has not been called. It, too, learns of its work from a watch.',

  'steps.classic.14.title': 'kubelet on {node} is told',
  'steps.classic.14.what':
    'The kubelet watches only Pods whose `spec.nodeName` is its own node. To it this Pod is new: `ADDED`. It admits the Pod and begins to make it real.',
  'steps.classic.14.why': 'Each kubelet is answerable for the Pods of its node and for no others.',

  'steps.classic.15.title': 'Pull {images}',
  'steps.classic.15.what':
    'Over CRI the kubelet has the runtime fetch the images that are not yet on the node.',
  'steps.classic.15.why':
    '`imagePullPolicy` decides: `IfNotPresent` takes what is there, `Always` asks the registry each time, `Never` does without.',
  'steps.classic.15.note':
    'The classic order puts this before the network. In fact the sandbox and its network come first.',

  'steps.classic.16.title': 'Run the containers',
  'steps.classic.16.what':
    'For each container the kubelet calls `CreateContainer` and `StartContainer`: init containers first, one after another, then the rest.',
  'steps.classic.16.why':
    'The kubelet knows what is to run, the runtime knows how. CRI is the contract between them.',

  'steps.classic.17.title': 'Runtime starts them',
  'steps.classic.17.what':
    'containerd has each process started in its own cgroup, inside the namespaces that the Pod’s pause container holds.',
  'steps.classic.17.why':
    'That is all a container is: a process with a view of its own and limits of its own.',
  'steps.classic.17.note':
    'Docker stood here once. Since Kubernetes 1.24 the kubelet talks to a CRI runtime directly.',

  'steps.classic.18.title': 'Mount the volumes',
  'steps.classic.18.what':
    'The volume manager attaches disks to the node and mounts every volume of the Pod into the Pod’s directory there. Admission gave each Pod at least one: `kube-api-access-…`, with a token for the API server.',
  'steps.classic.18.why':
    'A volume belongs to the Pod, not to a container: made once, it is mounted into each container that asks, and outlives a container’s restart.',
  'steps.classic.18.note':
    'The classic picture puts this late. The kubelet waits for it before it makes the sandbox.',

  'steps.classic.19.title': 'Set up the network',
  'steps.classic.19.what':
    'The runtime calls the CNI plug-in, which puts an interface with an IP address into the Pod’s network namespace.',
  'steps.classic.19.why':
    'All containers of the Pod share this namespace: one IP, one `localhost`. It lives as long as the sandbox, whatever its containers do.',
  'steps.classic.19.note':
    'It belongs to the making of the sandbox, so it really happens before images and containers, before pause even.',
} as const;
