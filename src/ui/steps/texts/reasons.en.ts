/** Why a step waits, was left out, or has something to add. `short` stands in the list, `text` explains. */
export const reasonsEn = {
  'steps.reason.noClaim.short': 'this Pod claims no disk',
  'steps.reason.noClaim.text':
    'None of its volumes is a `persistentVolumeClaim`, so there is nothing to bind.',
  'steps.reason.nodeNameSet.short': 'the manifest names {node}',
  'steps.reason.nodeNameSet.text':
    'With `spec.nodeName` in the manifest the scheduler never sees the Pod: no filter and no taint is asked, only the kubelet’s own admission.',
  'steps.reason.createdByController.short': 'made by a controller',
  'steps.reason.createdByController.text': 'A controller creates this Pod from its template, in your place.',
  'steps.reason.claimNotFound.short': 'the claim does not exist',
  'steps.reason.claimNotFound.text':
    'The Pod names a claim that is not in its namespace. It waits until someone creates it.',
  'steps.reason.waitForFirstConsumer.short': 'bound once there is a node',
  'steps.reason.waitForFirstConsumer.text':
    'The storage class binds with `WaitForFirstConsumer`: first the scheduler chooses a node, then a volume is made for it.',
  'steps.reason.provisioning.short': 'a volume is being made',
  'steps.reason.provisioning.text': 'No volume fits, so the provisioner of the storage class makes one.',
  'steps.reason.noVolumeFits.short': 'no volume fits',
  'steps.reason.noVolumeFits.text':
    'No `PersistentVolume` has the size, class and access modes the claim asks for, and nobody is going to make one.',
  'steps.reason.claimBoundEarlier.short': 'bound before the Pod came',
  'steps.reason.claimBoundEarlier.text':
    'The claim had its volume before this Pod was created: binding waits for the claim, not for the Pod.',
  'steps.reason.boundAtOnce.short': 'the volumes are bound already',
  'steps.reason.boundAtOnce.text':
    'The claims were bound by the controller; the scheduler has nothing left to bind.',
  'steps.reason.schedulingGated.short': 'held back by a gate',
  'steps.reason.schedulingGated.text':
    'While `spec.schedulingGates` is not empty ({gates}), the Pod does not enter the queue.',
  'steps.reason.otherScheduler.short': 'meant for another scheduler',
  'steps.reason.otherScheduler.text':
    'The Pod asks for the scheduler `{scheduler}`, and none of that name is running.',
  'steps.reason.unschedulable.short': 'no node can take it',
  'steps.reason.unschedulable.text':
    'Every node was ruled out. The Pod waits among the unschedulable Pods until something changes that could help: a node, a taint, another Pod’s end.',
  'steps.reason.noKubelet.short': 'no kubelet of the name {node}',
  'steps.reason.noKubelet.text':
    'The Pod belongs to `{node}`, and no such node is there to take it. If none comes, the Pod garbage collector deletes the Pod 40 to 60 seconds later.',
  'steps.reason.kubeletDown.short': 'the kubelet of {node} is down',
  'steps.reason.kubeletDown.text':
    'The API server has told the kubelet, but its machine has no power. When it comes back it asks again for its Pods.',
  'steps.reason.imagePull.short': 'the image cannot be pulled',
  'steps.reason.imagePull.text':
    'The kubelet tries again, each time after a longer pause (`ImagePullBackOff`).',
  'steps.reason.imagePresent.short': 'the image is on the node',
  'steps.reason.imagePresent.text':
    'Every image is there already, and `imagePullPolicy` does not ask for a new one.',
  'steps.reason.containerTrouble.short': 'a container does not start',
  'steps.reason.containerTrouble.text': 'The kubelet tries again, each time after a longer pause.',
  'steps.reason.mountFailed.short': 'a volume cannot be mounted',
  'steps.reason.mountFailed.text': 'The kubelet waits for all volumes before it goes on, and tries again.',
  'steps.reason.networkFailed.short': 'the network cannot be set up',
  'steps.reason.networkFailed.text': 'Without a network the sandbox fails; the kubelet makes a new one.',
  'steps.reason.noVolumes.short': 'this Pod has no volumes',
  'steps.reason.noVolumes.text':
    'There is nothing to mount, not even a token: `automountServiceAccountToken` is `false` here.',
  'steps.reason.noCsiVolume.short': 'no CSI driver needed',
  'steps.reason.noCsiVolume.text': 'The kubelet makes these kinds of volume itself.',
  'steps.reason.hostNetwork.short': 'the node’s own network',
  'steps.reason.hostNetwork.text':
    'With `hostNetwork: true` the Pod uses the network namespace of its node; CNI is not called.',
  'steps.reason.notReady.short': 'running, not ready',
  'steps.reason.notReady.text': 'The containers run, but their readiness has not been confirmed yet.',
  'steps.reason.podFailed.short': 'the Pod has failed',
  'steps.reason.podFailed.text': 'The phase Failed is final: this step will not come any more.',
  'steps.reason.podSucceeded.short': 'the Pod is finished',
  'steps.reason.podSucceeded.text':
    'All of its containers have ended well; this step will not come any more.',
  'steps.reason.podDeleted.short': 'the Pod was deleted',
  'steps.reason.podDeleted.text': 'This step will not come any more.',
} as const;
