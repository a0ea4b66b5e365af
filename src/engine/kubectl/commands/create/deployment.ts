// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/create/create_deployment.go
import { listFlag, numberFlag } from '../../verb.ts';
import { type Maker, writtenNamespace } from './maker.ts';

export const DEPLOYMENT: Maker = {
  names: ['deployment', 'deploy', 'dep'],
  usage: 'NAME --image=image -- [COMMAND] [args...]',
  flags: {
    image: { type: 'slice' },
    port: { type: 'int' },
    replicas: { type: 'int', short: 'r' },
  },
  takesCommand: true,
  make(name, call) {
    const { args, flags } = call;
    const command = args.slice(1);
    const images = listFlag(flags, 'image');
    if (images.length === 0) return 'required flag(s) "image" not set';
    const replicas = numberFlag(flags, 'replicas') ?? 1;
    const port = numberFlag(flags, 'port') ?? -1;
    if (images.length > 1 && command.length > 0) {
      return 'cannot specify multiple --image options and command';
    }
    const labels = { app: name };
    const containers = images.map((image) => ({
      image,
      ...(command.length > 0 && { command }),
      name: containerName(image),
      ...(port >= 0 && { ports: [{ containerPort: port }] }),
      resources: {},
    }));
    const object = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, ...writtenNamespace(call), labels },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        strategy: {},
        template: { metadata: { labels }, spec: { containers } },
      },
      status: {},
    };
    return { object, complaint: 'failed to create deployment' };
  },
};

/** The last part of an image's path, without tag and digest. */
function containerName(image: string): string {
  const last = image.split('/').pop() ?? image;
  const name = (last.split('@')[0] ?? last).split(':')[0] ?? last;
  return name
    .replaceAll('_', '-')
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '');
}
