/** English words of the X-ray; keys begin with `xray.`. */
export const xrayEn = {
  'xray.how':
    'Each border is a network namespace, held by the process it was made for. Numbers are the pid inside, then the pid on the machine. End any process to see what survives.',
  'xray.nothing': 'Nothing of this Pod runs at this moment.',
  'xray.net': 'Network namespace {id}',
  'xray.netOf': 'held by {owner}',
  'xray.hostNet': 'the machine’s own',
  'xray.nobody': 'nobody',
  'xray.listens': 'listens on {at}',
  'xray.host': 'machine',
  'xray.shared': 'shared',
  'xray.own': 'own',
  'xray.pids': 'Process {inside} inside its PID namespace, {outside} on the machine',
  'xray.zombie': 'zombie',
  'xray.kill': 'End process {pid} ({name}) with SIGKILL',
  'xray.shares': 'Who shares what: the same letter is the same namespace',
  'xray.who': 'Who',
  'xray.mounts': 'Volumes and where containers see them',
  'xray.container': 'Container',
  'xray.volume': 'Volume',
  'xray.path': 'Path',
  'xray.readOnly': 'read-only',
} as const;
