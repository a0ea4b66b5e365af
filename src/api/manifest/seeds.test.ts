// The mistakes of the source documents, as a learner pastes them: each names its line and is mended by one click.
import { describe, expect, it } from 'vitest';
import { checkManifest, fixAll } from './check.ts';
import { applyFix, type Diagnostic } from './diagnostic.ts';
import { formatMessage } from './messages.ts';

/** The errors, each as `line: code`, and the text after its fix. */
function errorsOf(text: string): Diagnostic[] {
  return checkManifest(text).diagnostics.filter(({ severity }) => severity === 'error');
}

function summary(text: string): string[] {
  return errorsOf(text).map(({ line, code }) => `${line}: ${code}`);
}

interface Seed {
  readonly title: string;
  readonly text: string;
  /** `line: code` of every error. */
  readonly errors: readonly string[];
  /** Words of the first error's explanation, in each language. */
  readonly en: string;
  readonly zh: string;
  /** Lines of the text after all fixes, to be found in this order. */
  readonly mended: readonly string[];
}

const GHOST_HEAD = `apiVersion: v1
kind: Pod
metadata:
  name: ghost
  namespace: default
spec:
  containers:
  - image: nginx
    imagePullPolicy: IfNotPresent
    ports:
    - containerPort: 80
      hostPort: 8888
    name: nginx
    volumeMounts:
    - mountPath: /etc/nginx/
      name: nginx-config
      readOnly: true
  - image: ghost
    name: ghost
`;

const AFFINITY = `apiVersion: v1
kind: Pod
metadata:
  name: with-node-affinity
spec:
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
        - matchExpressions:
          - key: gpu
            operator: In
            values:
            - true
  containers:
  - name: app
    image: nginx
`;

const TWO_CONTAINERS = (path: string, mount: string, command: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: two-containers
spec:
  restartPolicy: Never
  volumes:
  - name: shared-data
    hostPath:
      ${path}
  containers:
  - name: nginx-container
    image: nginx
    volumeMounts:
    - name: shared-data
      mountPath: /usr/share/nginx/html
  - name: debian-container
    image: debian
    volumeMounts:
    - name: ${mount}
      mountPath: /pod-data
${command}
    args: ["-c", "echo Hello from the debian container > /pod-data/index.html"]
`;

const SEEDS: readonly Seed[] = [
  {
    title: 'ghost.yaml: volumes indented into the container',
    text: `${GHOST_HEAD}    volumes:
    - name: nginx-config
      configMap:
        name: nginx-config
`,
    errors: ['20: unknownField'],
    en: '“volumes” is not a field of',
    zh: '它的缩进把它放错了位置',
    mended: [
      '    name: ghost',
      '  volumes:',
      '  - name: nginx-config',
      '    configMap:',
      '      name: nginx-config',
    ],
  },
  {
    title: 'ghost.yaml: volumes one column too deep',
    text: `${GHOST_HEAD}   volumes:
  - name: nginx-config
    configMap:
      name: nginx-config
`,
    errors: ['20: syntax'],
    en: 'should start in column 3',
    zh: '应当从第 3 列开始',
    mended: ['  volumes:', '  - name: nginx-config', '    configMap:'],
  },
  {
    title: 'ghost.yaml: volumes at the left edge',
    text: `${GHOST_HEAD}volumes:
- name: nginx-config
  configMap:
    name: nginx-config
`,
    errors: ['20: unknownField'],
    en: '“volumes” is not a field of',
    zh: '它的缩进把它放错了位置',
    mended: ['  volumes:', '  - name: nginx-config', '    configMap:', '      name: nginx-config'],
  },
  {
    title: 'ghost.yaml: the heredoc’s EOF inside',
    text: `${GHOST_HEAD}  volumes:
  - name: nginx-config
    configMap:
      name: nginx-config
EOF
`,
    errors: ['24: shell'],
    en: 'belongs to the shell command',
    zh: '不是 YAML 的一部分',
    mended: ['      name: nginx-config'],
  },
  {
    title: 'ghost.yaml: the EOF indented with the volumes',
    text: `${GHOST_HEAD}  volumes:
  - name: nginx-config
    configMap:
      name: nginx-config
      EOF
`,
    errors: ['24: shell'],
    en: 'belongs to the shell command',
    zh: '不是 YAML 的一部分',
    mended: ['      name: nginx-config'],
  },
  {
    title: 'ghost.yaml: the whole command, with volumes wrong and EOF inside',
    text: `cat <<EOF > ghost.yaml
${GHOST_HEAD}    volumes:
    - name: nginx-config
      configMap:
        name: nginx-config
EOF
kubectl create -f ghost.yaml
`,
    errors: ['1: shell', '21: unknownField', '25: shell', '26: shell'],
    en: 'belongs to the shell command',
    zh: '不是 YAML 的一部分',
    mended: ['apiVersion: v1', '    name: ghost', '  volumes:', '  - name: nginx-config'],
  },
  {
    title: 'node affinity: a boolean where text is required',
    text: AFFINITY,
    errors: ['14: type'],
    en: '“values” takes text. Without quotes YAML reads true as a true/false value',
    zh: '“values”需要文本。不加引号时，YAML 把 true 读成布尔值',
    mended: ['            values:', '            - "true"'],
  },
  {
    title: 'tolerations: a stray space before value',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: tolerant
spec:
  containers:
  - name: app
    image: nginx
  tolerations:
  - key: "key"
    operator: "Equal"
     value: "value"
    effect: "NoSchedule"
`,
    errors: ['12: syntax'],
    en: 'should start in column 5',
    zh: '应当从第 5 列开始',
    mended: ['    operator: "Equal"', '    value: "value"', '    effect: "NoSchedule"'],
  },
  {
    title: 'tolerations: a stray space before the whole list',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: tolerant
spec:
  containers:
  - name: app
    image: nginx
   tolerations:
  - key: "key"
    operator: "Exists"
    effect: "NoSchedule"
`,
    errors: ['9: syntax'],
    en: 'should start in column 3',
    zh: '应当从第 3 列开始',
    mended: ['  tolerations:', '  - key: "key"'],
  },
  {
    title: 'tolerations: a stray space inside the quotes',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: tolerant
spec:
  containers:
  - name: app
    image: nginx
  tolerations:
  - key: "key "
    operator: "Exists"
    effect: "NoSchedule "
`,
    errors: ['10: invalid', '12: invalid'],
    en: 'There is a space at the start or end',
    zh: '多余的空格',
    mended: ['  - key: "key"', '    effect: NoSchedule'],
  },
  {
    title: 'two containers: path:/data without its space',
    text: TWO_CONTAINERS('path:/data', 'shared-data', '    command: ["/bin/sh"]'),
    errors: ['10: type'],
    en: 'There must be a space after the colon',
    zh: '冒号后面必须有一个空格',
    mended: ['    hostPath:', '      path: /data'],
  },
  {
    title: 'two containers: path:/data without its space, with a type below',
    text: TWO_CONTAINERS(
      'path:/data\n      type: DirectoryOrCreate',
      'shared-data',
      '    command: ["/bin/sh"]',
    ),
    errors: ['10: syntax'],
    en: 'There must be a space after the colon',
    zh: '冒号后面必须有一个空格',
    mended: ['    hostPath:', '      path: /data', '      type: DirectoryOrCreate'],
  },
  {
    title: 'two containers: shard-data for shared-data',
    text: TWO_CONTAINERS('path: /data', 'shard-data', '    command: ["/bin/sh"]'),
    errors: ['20: invalid'],
    en: 'mounts a volume “shard-data”, but the Pod declares no volume of that name. Declared: shared-data.',
    zh: '没有声明这个卷。已声明的卷：shared-data。',
    mended: ['    - name: shared-data', '      mountPath: /pod-data'],
  },
  {
    title: 'two containers: command under volumeMounts',
    text: TWO_CONTAINERS('path: /data', 'shared-data', '      command: ["/bin/sh"]'),
    errors: ['22: unknownField'],
    en: '“command” is not a field of VolumeMount but of Container',
    zh: '“command”不是 VolumeMount 的字段，而是 Container 的字段',
    mended: ['      mountPath: /pod-data', '    command: ["/bin/sh"]', '    args: ["-c"'],
  },
  {
    title: 'two containers: command deeper than volumeMounts',
    text: TWO_CONTAINERS('path: /data', 'shared-data', '        command: ["/bin/sh"]'),
    errors: ['22: syntax'],
    en: 'should start in column 5',
    zh: '应当从第 5 列开始',
    mended: ['      mountPath: /pod-data', '    command: ["/bin/sh"]', '    args: ["-c"'],
  },
  {
    title: 'two containers: all three at once',
    text: TWO_CONTAINERS('path:/data', 'shard-data', '      command: ["/bin/sh"]'),
    errors: ['10: type', '20: invalid', '22: unknownField'],
    en: 'There must be a space after the colon',
    zh: '冒号后面必须有一个空格',
    mended: [
      '      path: /data',
      '    - name: shared-data',
      '      mountPath: /pod-data',
      '    command: ["/bin/sh"]',
    ],
  },
];

describe.each(SEEDS)('$title', (seed) => {
  it('names its lines', () => {
    expect(summary(seed.text)).toEqual(seed.errors);
  });

  it('says what is wrong in both languages', () => {
    const [first] = errorsOf(seed.text);
    if (first?.explain === undefined) throw new Error('no explanation');
    expect(formatMessage('en', first.explain)).toContain(seed.en);
    expect(formatMessage('zh-CN', first.explain)).toContain(seed.zh);
  });

  it('offers a fix, and fixes lead to a valid manifest', () => {
    expect(errorsOf(seed.text).some(({ fix }) => fix !== undefined)).toBe(true);
    const mended = fixAll(seed.text);
    expect(summary(mended)).toEqual([]);
    let at = 0;
    for (const line of seed.mended) {
      const found = mended.indexOf(line, at);
      expect(found, `${line} in\n${mended}`).toBeGreaterThanOrEqual(0);
      at = found + line.length;
    }
  });

  it('each fix alone makes things better and never worse', () => {
    const errors = errorsOf(seed.text);
    for (const { fix, message } of errors) {
      if (fix === undefined) continue;
      expect(errorsOf(applyFix(seed.text, fix)).length, message).toBeLessThan(errors.length);
    }
  });
});
