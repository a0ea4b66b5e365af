const folder = import.meta.glob<string>('./manifests/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const others = import.meta.glob<string>('./files/*', { query: '?raw', import: 'default', eager: true });

/** Files that an example's kubectl lines may name. */
export const files: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(others).map(([path, text]) => [path.replace(/^.*\//, ''), text]),
);

/** Ten Pods that do not all fit where the first one goes. */
function tenPods(): string {
  return Array.from({ length: 10 }, (_, index) =>
    [
      'apiVersion: v1',
      'kind: Pod',
      'metadata:',
      `  name: web-${index + 1}`,
      '  labels:',
      '    app: web',
      'spec:',
      '  containers:',
      '  - name: nginx',
      '    image: nginx:1.27',
      '    resources:',
      '      requests:',
      '        cpu: 500m',
      '        memory: 256Mi',
      '',
    ].join('\n'),
  ).join('---\n');
}

/** The manifests by the id of their example. Loaded when the first one is asked for. */
export const manifests: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(folder).map(([path, text]) => [path.replace(/^.*\/|\.yaml$/g, ''), text]),
  ),
  'ten-pods': tenPods(),
};
