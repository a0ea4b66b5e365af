/** The classic nineteen steps in one line each. */
const STEPS: Readonly<Record<string, string>> = {
  '1': 'kubectl → API server: submit the manifest',
  '2': 'API server → etcd: store the Pod',
  '3': 'etcd → API server: it was created',
  '4': 'API server → controller manager: it was created',
  '5': 'controller manager: is there a volume for the claim?',
  '6': 'controller manager → API server: bind volume and claim',
  '7': 'API server → etcd: store the binding of the volume',
  '8': 'etcd → API server: the claim is bound',
  '9': 'API server → scheduler: a Pod without a node',
  '10': 'scheduler: choose a node',
  '11': 'scheduler → API server: bind the Pod to the node',
  '12': 'API server → etcd: store the binding',
  '13': 'etcd → API server: the Pod has a node',
  '14': 'API server → kubelet: a Pod for your node',
  '15': 'kubelet → CRI: pull the images',
  '16': 'kubelet → CRI: create and start the containers',
  '17': 'CRI → runtime: start the processes',
  '18': 'kubelet → volume manager: mount the volumes',
  '19': 'CRI → CNI: set up the network',
};

export function stepWords(step: string): string {
  return STEPS[step] ?? '';
}
