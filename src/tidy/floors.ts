/**
 * Who may import whom. `x` allows any import of x, `type x` only `import type`, `url x` only an address made
 * with `new URL('...', import.meta.url)`, as a worker is started. A folder may always import itself.
 */
export type Permission = string;

/** The folders of src/. */
export const areas: Readonly<Record<string, readonly Permission[]>> = {
  api: [],
  engine: ['api'],
  timeline: ['api', 'engine'],
  protocol: ['type api', 'type engine', 'type timeline'],
  worker: ['api', 'engine', 'timeline', 'protocol'],
  client: ['api', 'protocol', 'url worker'],
  lessons: ['type api', 'type protocol'],
  ui: ['api', 'protocol', 'client', 'lessons'],
  app: ['api', 'protocol', 'client', 'lessons', 'ui'],
  cli: ['api', 'engine', 'timeline', 'protocol', 'worker', 'client', 'lessons'],
  tidy: [],
};

const control = ['kernel', 'type etcd', 'apiserver', 'client'];

/**
 * The floors of src/engine/. The files directly in it compose the floors and may import them all, and so may
 * the recording in trace/. Control-plane components and the kubelet never import each other: they meet
 * through the API server, which alone talks to etcd.
 */
export const engineFloors: Readonly<Record<string, readonly Permission[]>> = {
  kernel: [],
  linux: ['kernel'],
  shell: ['linux', 'kernel'],
  images: ['shell', 'linux', 'kernel'],
  storage: ['linux', 'kernel'],
  runtime: ['storage', 'images', 'shell', 'linux', 'kernel'],
  network: [...control, 'linux'],
  metrics: control,
  etcd: ['kernel'],
  apiserver: ['etcd', 'kernel'],
  client: ['kernel'],
  scheduler: control,
  // The provisioner asks the storage back end.
  controllers: [...control, 'storage'],
  // On the learner's machine curl runs beside it.
  kubectl: [...control, 'type linux', 'shell'],
  kubelet: [...control, 'runtime', 'storage', 'images', 'shell', 'linux'],
  trace: [
    'kernel',
    'linux',
    'shell',
    'images',
    'storage',
    'runtime',
    'network',
    'metrics',
    'etcd',
    'apiserver',
    'scheduler',
    'controllers',
    'kubelet',
    'kubectl',
  ],
};

/** npm packages by area, by their full name; a folder that is not named here may import none. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  api: ['yaml'],
  engine: ['unbash', 'yaml'],
  timeline: ['fflate', 'yaml'],
  worker: ['fflate', 'yaml'],
  client: ['fflate', 'zustand'],
  ui: ['*'],
  app: ['*'],
  cli: ['node', 'fflate', 'yaml'],
  tidy: ['node', 'vite'],
};
