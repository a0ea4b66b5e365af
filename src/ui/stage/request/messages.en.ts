/** English words for requests on their way; keys begin with `request.`. */
export const requestEn = {
  'request.who.machine': 'the machine {node}',
  'request.who.kubelet': 'the kubelet',
  'request.who.you': 'your curl',
  'request.who.process': 'a process of the machine',
  'request.what.question': 'the question for `{name}`',
  'request.what.answer': 'the answer `{says}`',
  'request.what.open': 'a new connection',
  'request.what.accept': 'the word that the connection stands',
  'request.what.data': 'more data',
  'request.what.close': 'the end of the connection',
  'request.what.reset': 'the refusal',
  'request.what.datagram': 'a datagram',
  'request.what.echo': 'a ping',
  'request.what.echo-reply': 'the answer to the ping',
  'request.what.unreachable': 'the word that nobody is there',

  // One sentence for each hop.
  'request.say.leave': '{client} sends {what} to `{target}`.',
  'request.say.leave.rule':
    '{client} sends {what} to `{target}`; kube-proxy’s rule for Service **{rule}** leads it to {endpoint}, {choice}.',
  'request.say.leave.known': '{client} sends {what}; like all of this connection it goes to {endpoint}.',
  'request.say.leave.port':
    '{client} sends {what} to `{target}`, a port of the node that leads to {endpoint}.',
  'request.say.leave.reject':
    '{client} sends {what} to `{target}`, but Service **{rule}** has no endpoints: the node refuses it at once.',
  'request.say.leave.drop': '{client} sends {what} to `{target}` and will wait in vain: {reason}.',
  'request.say.pass': '{what} goes on to {who}.',
  'request.say.wire': '{what} leaves {node} by the wire.',
  'request.say.come': '{what} reaches the network of {node}.',
  'request.say.come.drop': 'Between the nodes {what} is lost: {reason}.',
  'request.say.come.unreachable': 'Between the nodes {what} finds no way: {reason}.',
  'request.say.back': '{what} goes back to {client}.',
  'request.say.back.unnat':
    '{what} comes back to {node}, where its sender becomes the Service’s address again: `{change}`.',
  'request.say.name': 'CoreDNS is asked for `{name}` and finds `{answer}`.',
  'request.say.name.none': 'CoreDNS is asked for `{name}` and answers {answer}: {reason}.',
  'request.say.arrive': '{what} of {client} reaches {who}, where process {pid} takes it.',
  'request.say.arrive.refused':
    '{what} reaches {who}, but nothing listens on `{at}`; it listens on `{ports}`.',
  'request.say.arrive.deaf': '{what} reaches {who}, but nothing listens on `{at}`, nor on any other port.',
  'request.say.local': '{what} of {client} stays on {node}: it is meant for `{at}`.',
  'request.say.answer': '{who} answers {client}: {what}.',
  'request.say.names.answer': 'CoreDNS sends {what} back to {client}.',
  'request.say.got': '{client} gets {what}.',
  'request.say.got.error': '{client} learns that it failed: {error}.',
  'request.say.refusedAt': '{what} reaches {who}, but nobody takes it: {reason}.',
  'request.choice.only': 'its only ready endpoint',
  'request.choice.random': 'one of {count} ready endpoints, by lot',
  'request.choice.affinity': 'the endpoint this client keeps',

  // Beside the network of a node.
  'request.note.rejected': '{rule}: no endpoints',
  'request.note.dropped': 'nobody answers',
  'request.note.refused': 'nothing listens on :{port}',

  // Why the network says what it says.
  'request.reason.noService': 'no Service has this address and port',
  'request.reason.noLocal': 'the Service wants endpoints of this node only, and there are none',
  'request.reason.noPing': 'a Service’s address is made of rules for its ports; nothing answers a ping',
  'request.reason.noMachine': 'the node does not answer',
  'request.reason.outside': 'the world outside the cluster is not modelled',
  'request.reason.noAddress': 'nothing has this address',
  'request.reason.noDnsService': 'there is no such Service in that namespace',
  'request.reason.noDnsNamespace': 'there is no such namespace',
  'request.reason.noDnsEndpoint': 'no endpoint of the headless Service is ready',
  'request.reason.noDnsKind': 'names of cluster.local end in svc or pod before it',
  'request.reason.noDnsOutside': 'only names of cluster.local are known here',

  // The request in the inspector.
  'request.title': 'Request',
  'request.from': '{client} → {target}',
  'request.open': 'no answer yet',
  'request.connected': 'connected',
  'request.answered': 'answered: {says}',
  'request.status': 'answered, but with {says}',
  'request.unknownName': 'no such name (NXDOMAIN)',
  'request.noEndpoints': 'refused: no endpoints',
  'request.refused': 'connection refused',
  'request.dropped': 'no answer: it will time out',
  'request.unreachable': 'cannot be reached',
  'request.why': 'Why it failed',
  'request.why.noEndpoints': 'Service **{service}** had no endpoint that could be chosen.',
  'request.why.selector':
    'Service **{service}** selects Pods with `{selector}`, and no Pod has these labels.',
  'request.why.notReady':
    'Service **{service}** has {count} {count|Pod|Pods}, but {count|it is not|none of them is} Ready: {pods}. Only Ready Pods become endpoints.',
  'request.why.noSelector': 'Service **{service}** has no selector, and nobody has given it endpoints.',
  'request.why.refused': 'The packet reached {endpoint}, but no process listens on port {port} there.',
  'request.why.listening': 'It listens on `{ports}`.',
  'request.why.deaf': 'It listens on no port at all.',
  'request.why.loopback':
    'Port {port} is listened to on 127.0.0.1 only: that can be reached only from within the Pod.',
  'request.why.unknownName':
    'None of the {count} full names that were tried exists; the resolver makes them with the search domains of /etc/resolv.conf.',
  'request.why.dropped':
    'No answer will ever come, so the client waits until its own time is over: {reason}.',
  'request.why.waits':
    'Such packets are dropped: no answer ever comes, and the client waits until its own time is over.',
  'request.why.port': 'Service **{service}** has the address, but no port {port}; it has {ports}.',
  'request.why.unreachable': 'There is no way to it: {reason}.',
  'request.why.status': 'The network did its part: the process itself answered `{says}`.',
  'request.check': 'What to look at',
  'request.check.selector':
    'the labels of your Pods, `kubectl get pods --show-labels`, and the Service’s `spec.selector`: they must agree',
  'request.check.notReady': '`kubectl describe pod {pod}`: its readiness probe says why it is not Ready',
  'request.check.endpoints': '`kubectl get endpointslices`: who stands behind the Service',
  'request.check.targetPort':
    'the Service’s `targetPort` and the port the process listens on: they must agree',
  'request.check.port': 'the port of the request, and whether the process has started',
  'request.check.name':
    '`kubectl get services -A`: a Service is called `name` in its own namespace and `name.namespace` elsewhere; Pods have no such names',
  'request.check.servicePort': '`spec.ports` of the Service, and the port of the request',
  'request.check.there': 'whether the Pod and its node are still there: `kubectl get pods -o wide`',
  'request.check.logs': '`kubectl logs {pod}`, and the path that was asked for',
  'request.lookup': 'Its name',
  'request.lookup.open': 'no answer',
  'request.service': 'Its Service',
  'request.service.to': 'Chosen',
  'request.service.endpoints': 'Endpoints',
  'request.service.ready': 'ready',
  'request.service.notReady': 'not ready',
  'request.service.ending': 'ending',
  'request.service.noEndpoints': 'No endpoints',
  'request.path': 'Its way, hop by hop',
  'request.go': 'Go to message {seq}',

  // The list of requests.
  'request.list': 'Requests',
  'request.list.count': '{count} {count|request|requests}',
  'request.list.previous': 'Previous request',
  'request.list.next': 'Next request',
  'request.list.show': 'Show all requests',
  'request.list.hide': 'Hide the list of requests',
  'request.list.why': 'Why?',
  'request.list.inspect': 'Look into this request',
} as const;
