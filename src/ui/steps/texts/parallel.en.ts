/** The reading in which the node's managers work side by side. */
export const parallelEn = {
  'steps.parallel.1.title': 'kubectl submits the Pod',
  'steps.parallel.1.titleBy': '{controller} submits the Pod',
  'steps.parallel.1.what': 'The manifest becomes a request to the API server: create Pod `{pod}`.',
  'steps.parallel.1.why': 'The API server is the only door to the state of the cluster.',

  'steps.parallel.2.title': 'API server stores it in etcd',
  'steps.parallel.2.what':
    'Completed with defaults and validated, the Pod is written to etcd, still without a node.',
  'steps.parallel.2.why': 'Everything that follows is a reaction to this stored object.',

  'steps.parallel.3.title': 'Scheduler chooses and binds',
  'steps.parallel.3.what':
    'The scheduler takes the Pod from its queue, filters and scores the nodes, and binds the Pod to the best one; the API server stores it.',
  'steps.parallel.3.why': 'A Pod is placed as a whole, once in its life.',

  'steps.parallel.4.title': 'kubelet on {node} is told',
  'steps.parallel.4.what':
    'Its watch brings a Pod with its own node in `spec.nodeName`. Now its managers set to work.',
  'steps.parallel.4.why': 'Each kubelet is answerable for the Pods of its node and for no others.',
  'steps.parallel.4.note':
    'This reading lets volumes, observation and runtime begin together. The kubelet’s worker for the Pod really goes in order: volumes, sandbox with network, images, containers.',

  'steps.parallel.4.1.title': 'Volume manager mounts',
  'steps.parallel.4.1.what':
    'The volume manager prepares each volume of the Pod. For a disk it calls the CSI driver of the node; `emptyDir`, `configMap`, `secret` and the token that every Pod gets it makes itself.',
  'steps.parallel.4.1.why':
    'It works all the time beside the Pod workers: it compares the mounts that are with those that should be.',

  'steps.parallel.4.2.title': 'cAdvisor observes the Pod',
  'steps.parallel.4.2.what':
    'cAdvisor, a part of the kubelet, begins to read the CPU and memory use of the Pod from its cgroups.',
  'steps.parallel.4.2.why':
    'Its numbers feed `kubectl top`, autoscaling, and evictions when the node runs short.',

  'steps.parallel.4.3.title': 'Runtime brings it up',
  'steps.parallel.4.3.what': 'Over CRI the kubelet asks for the sandbox, the images and the containers.',
  'steps.parallel.4.3.why':
    'The kubelet knows what is to run, the runtime knows how. CRI is the contract between them.',

  'steps.parallel.4.3.1.title': 'ImageService pulls {images}',
  'steps.parallel.4.3.1.what': 'CRI’s `ImageService` fetches the images that are not yet on the node.',
  'steps.parallel.4.3.1.why': '`imagePullPolicy` decides whether the registry is asked at all.',

  'steps.parallel.4.3.2.title': 'RuntimeService starts',
  'steps.parallel.4.3.2.what':
    'CRI’s `RuntimeService` has the pause container and then the Pod’s containers started as processes on the node.',
  'steps.parallel.4.3.2.why': 'pause comes first because it holds the namespaces that the others join.',

  'steps.parallel.4.3.3.title': 'CNI sets up the network',
  'steps.parallel.4.3.3.what':
    'The CNI plug-in puts an interface with an IP address into the Pod’s network namespace.',
  'steps.parallel.4.3.3.why': 'All containers of the Pod share it: one IP, one `localhost`.',
} as const;
