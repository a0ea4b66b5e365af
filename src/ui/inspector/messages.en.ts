/** English words of the inspector; keys begin with `inspector.`. */
export const inspectorEn = {
  'inspector.title': 'Inspector',
  'inspector.empty': 'Nothing is selected.',
  'inspector.emptyHow':
    'Choose a Pod, a node, a part of the control plane or a message on the stage, or a record in the steps, to see what is behind it.',
  'inspector.close': 'Close and go back to the steps',
  'inspector.sheets': 'What to show of it',
  'inspector.sheet.summary': 'Summary',
  'inspector.sheet.yaml': 'YAML',
  'inspector.sheet.events': 'Events',
  'inspector.sheet.lanes': 'Over time',
  'inspector.sheet.inside': 'Inside',
  'inspector.clusterScoped': 'belongs to no namespace',
  'inspector.notThere': 'It does not exist at this moment.',
  'inspector.loading': 'Asking the engine …',
  'inspector.none': 'none',
  'inspector.yes': 'yes',
  'inspector.no': 'no',
  'inspector.more': '{count} more',
  'inspector.copy': 'Copy',
  'inspector.warning': 'Warning',
  'inspector.noEvents': 'No Event is about it yet.',
  'inspector.fact.phase': 'Phase',
  'inspector.fact.created': 'Created',
  'inspector.fact.revision': 'Resource version',
  'inspector.fact.labels': 'Labels',
  'inspector.fact.owner': 'Owner',
  'inspector.conditions': 'Conditions',
  'inspector.condition.type': 'Condition',
  'inspector.condition.status': 'Status',
  'inspector.condition.since': 'Since',

  'inspector.yaml.same': 'The message shown does not change it.',
  'inspector.yaml.changed': 'Changed by the message shown: {added} lines in, {gone} out.',
  'inspector.yaml.noise': 'For machines',

  'inspector.pod.phase': 'Phase',
  'inspector.pod.printed': 'kubectl prints',
  'inspector.pod.sameNote':
    '`STATUS` in kubectl happens to be the phase here; it is composed from the container states and can say more.',
  'inspector.pod.differNote':
    'kubectl prints `{printed}`, which is no phase: it composes its `STATUS` column from container states. The phase is `{phase}`.',
  'inspector.pod.node': 'Node',
  'inspector.pod.noNode': 'not placed yet',
  'inspector.pod.ip': 'Pod IP',
  'inspector.pod.qos': 'QoS class',
  'inspector.pod.reason': 'Reason',
  'inspector.pod.message': 'Message',
  'inspector.pod.containers': 'Containers',
  'inspector.pod.ready': 'ready',
  'inspector.pod.notReady': 'not ready',
  'inspector.pod.restarts': '{count} {count|restart|restarts}',
  'inspector.pod.last': 'Before that: {reason}, exit code {code}',
  'inspector.pod.follow': 'Follow this Pod in the steps and the timeline',

  'inspector.node.capacity': 'Capacity',
  'inspector.node.allocatable': 'Allocatable',
  'inspector.node.taints': 'Taints',
  'inspector.node.schedulable': 'Takes new Pods',
  'inspector.node.address': 'Addresses',
  'inspector.node.podCidr': 'Pod addresses from',
  'inspector.node.pods': 'Pods ({count})',

  'inspector.host.off': 'The machine is switched off.',
  'inspector.host.sandboxes': 'Pod sandboxes',
  'inspector.host.sandboxesNote':
    'In each, the pause container holds the Linux namespaces that the containers of the Pod join.',
  'inspector.host.volumes': 'Volumes on this machine',
  'inspector.host.images': 'Images on its disk',
  'inspector.assumed': 'Assumed by the model:',
  'inspector.namespace.pod': 'of the Pod',
  'inspector.namespace.host': 'of the node',
  'inspector.namespace.container': 'one per container',

  'inspector.lanes.note':
    'The phase sums up, conditions answer one question each, container states belong to one container. None of them is a stage of another.',
  'inspector.lanes.phase': 'Phase',
  'inspector.lanes.container': 'Container {name}',
  'inspector.lanes.go': 'go there',

  'inspector.record.title': 'Message #{seq}',
  'inspector.record.gone': 'There is no such message in this future.',
  'inspector.record.go': 'Go to this moment',
  'inspector.record.decision': 'See the decision',
  'inspector.record.from': 'From',
  'inspector.record.to': 'To',
  'inspector.record.about': 'About',
  'inspector.record.way': 'On its way',
  'inspector.record.wayText': '{ms} ms of virtual time',
  'inspector.record.change': 'Change',
  'inspector.record.createdAt': 'created at revision {after}',
  'inspector.record.changedAt': 'revision {before} → {after}',
  'inspector.record.deletedAt': 'deleted, last revision {before}',
  'inspector.record.causes': 'Why it was sent',
  'inspector.record.causesNote': 'From what came from outside, each message led to the next.',
  'inspector.record.between': '… {count} more between',
  'inspector.record.effects': 'What it led to',
  'inspector.record.detail': 'What the receiver noted',

  'inspector.decision.title': 'Scheduling attempt {attempt}',
  'inspector.decision.selected': 'Chosen: {node}',
  'inspector.decision.none': 'No node was chosen.',
  'inspector.decision.nodes': 'Nodes',
  'inspector.decision.nodesText': '{all} in the cluster, {examined} examined, {feasible} passed every filter',
  'inspector.decision.stopped': 'Search',
  'inspector.decision.enough': 'may stop after {count} feasible nodes, as it does on large clusters',
  'inspector.decision.tie': 'Tie',
  'inspector.decision.tieText': '{count} nodes share the highest total; one is drawn at random from the seed',
  'inspector.decision.noTie': 'none',
  'inspector.decision.failedAt': 'Failed at',
  'inspector.decision.skippedFilters': 'Filters with nothing to do',
  'inspector.decision.skippedScores': 'Scores with nothing to do',
  'inspector.decision.tableNote':
    'raw → normalized to 0–100 × weight = what counts; below it, requested / allocatable',
  'inspector.decision.wide': 'Wide table',
  'inspector.decision.table': 'Nodes and plugins',
  'inspector.decision.node': 'Node',
  'inspector.decision.total': 'Total',
  'inspector.decision.chosen': 'chosen',

  'inspector.term.cpu': 'CPU',
  'inspector.term.memory': 'memory',
  'inspector.term.balanceWithPod': 'balance with the Pod',
  'inspector.term.balanceWithoutPod': 'balance without it',
  'inspector.term.untoleratedPreferNoScheduleTaints': 'PreferNoSchedule taints not tolerated',
  'inspector.term.imageBytes': 'images that are there, scaled',
  'inspector.term.fromBytes': 'counts from',
  'inspector.term.toBytes': 'full score from',
  'inspector.you': 'you',

  'inspector.component.controlPlane': 'Control plane',
  'inspector.component.revision': 'Revision',
  'inspector.component.messages': 'Last messages',
  'inspector.component.user': 'You.',
  'inspector.component.kubectl':
    'The client. It reads your manifest, asks the API server what is there already, and sends what differs.',
  'inspector.component.apiserver':
    'The only door to etcd. It admits, defaults and validates every object, and tells every watcher what changed. All other parts meet here and never talk to each other.',
  'inspector.component.etcd':
    'The store. Every write gets the next revision, and every change is reported to whoever watches.',
  'inspector.component.controller-manager':
    'Many control loops in one process. Each watches some kinds of objects and works until what is equals what was asked for.',
  'inspector.component.provisioner':
    'Makes a PersistentVolume for a claim whose StorageClass names it. It runs apart from the controller manager.',
  'inspector.component.scheduler':
    'Gives each Pod a node, once in its life: it filters out the nodes that cannot take it, scores the rest and binds the Pod to the best.',
  'inspector.component.kubelet':
    'The agent of the node. It watches for Pods bound here and makes the machine agree with them, then reports back.',
  'inspector.component.cri':
    'containerd’s side of the Container Runtime Interface: it pulls images and makes sandboxes and containers when the kubelet asks.',
  'inspector.component.runtime':
    'What starts and stops processes for containerd: a shim and runc for each container.',
  'inspector.component.cni':
    'The network plug-in. It gives a sandbox its interface and its IP address, once per Pod.',
  'inspector.component.volumes':
    'The part of the kubelet that mounts what a Pod needs before any of its containers may start.',
  'inspector.component.csi':
    'The storage driver on this node: it stages and publishes volumes at the kubelet’s request.',
  'inspector.component.cadvisor': 'The part of the kubelet that measures what the containers of a Pod use.',
  'inspector.component.net':
    'The network of the node between its Pods: the bridge cni0, the routes, and the packet filter with the rules of Services. Where a rule matches, it writes the address of an endpoint into the packet and remembers the connection.',
  'inspector.component.kube-proxy':
    'Watches Services and EndpointSlices and writes rules for them into the packet filter of its node. No packet passes it.',
  'inspector.component.switch':
    'The wire between the nodes: it brings a packet to the node that has its address.',
  'inspector.component.coredns':
    'Answers for the names of Services. It watches Services and EndpointSlices; here it is one process on the control plane’s machine, behind the Service kube-system/kube-dns.',
  'inspector.component.machine': 'The machine itself.',
} as const;
