// Models kubernetes@v1.36.0 build/pause/linux/pause.c
import { isErrno } from '../linux/errno.ts';
import type { Program } from '../linux/program.ts';
import { type Family, images, kubernetes } from './family.ts';
import { binary } from './files.ts';

/** Holds a Pod's namespaces, and waits for whoever is left to it when the PID namespace is shared. */
const pause: Program = {
  rssBytes: 700_000,
  run(sys) {
    if (sys.memory === null) {
      sys.onSignal(['INT', 'TERM', 'CHLD'], 'handle');
      if (sys.getpid() !== 1) sys.write(2, 'Warning: pause should be the first process\n');
      sys.remember({});
    }
    for (let signal = sys.takeSignal(); signal !== undefined; signal = sys.takeSignal()) {
      if (signal === 'CHLD') continue;
      sys.write(2, `Shutting down, got signal: ${signal === 'INT' ? 'Interrupt' : 'Terminated'}\n`);
      sys.exit(0);
      return;
    }
    for (let child = sys.waitpid(-1); child !== null && !isErrno(child); child = sys.waitpid(-1)) {
      // Only that it is gone counts.
    }
    sys.block({ child: true });
  },
};

export const family: Family = {
  images: images({
    repositories: [
      ...kubernetes('pause', 'pause-amd64'),
      'docker.io/mirrorgooglecontainers/pause-amd64',
      'docker.io/mirrorgooglecontainers/pause',
      'registry.aliyuncs.com/google_containers/pause',
      'registry.cn-hangzhou.aliyuncs.com/google_containers/pause',
    ],
    size: 0.32,
    entrypoint: ['/pause'],
    on: 'scratch',
    files: { '/pause': binary('pause', { sizeBytes: 534_000 }) },
    // Older tags run as root.
    user: (tag) => (/^3\.([5-9]|1\d)/.test(tag.text) ? '65535:65535' : ''),
    names: ['0.8.0', '1.0', '2.0', 'go'],
    versions: { 3: [0, 10] },
  }),
  programs: { pause },
};
