// The common slips of a manifest: found on their line, explained, and mended where the text says how.
import { describe, expect, it } from 'vitest';
import { checkManifest, fixAll } from './check.ts';
import type { Diagnostic } from './diagnostic.ts';
import { formatMessage, LOCALES } from './messages.ts';

function errorsOf(text: string): Diagnostic[] {
  return checkManifest(text).diagnostics.filter(({ severity }) => severity === 'error');
}

function summary(text: string): string[] {
  return errorsOf(text).map(({ line, code }) => `${line}: ${code}`);
}

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: nginx
    image: nginx:1.27
    ports:
    - containerPort: 80
`;

interface Mistake {
  readonly title: string;
  readonly text: string;
  readonly line: number;
  /** In upstream's words. */
  readonly message: string | RegExp;
  /** The line as it should be; absent when only a human can know. */
  readonly mended?: string;
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
`;

const MISTAKES: readonly Mistake[] = [
  {
    title: 'a tab',
    text: POD.replace('  name: web', '\tname: web'),
    line: 4,
    message: 'error converting YAML to JSON: yaml: line 4: found character that cannot start any token',
    mended: '  name: web',
  },
  {
    title: 'full-width colons',
    text: POD.replace('kind: Pod', 'kind：Pod'),
    line: 2,
    message: /^error converting YAML to JSON: yaml: line 2: /,
    mended: 'kind: Pod',
  },
  {
    title: 'a dash forgotten',
    text: POD.replace('  - name: nginx\n    image', '    name: nginx\n    image'),
    line: 6,
    message:
      'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    mended: '    - name: nginx',
  },
  {
    title: 'a dash too many',
    text: POD.replace('  name: web', '- name: web'),
    line: 3,
    message: 'json: cannot unmarshal array into Go struct field Pod.metadata of type v1.ObjectMeta',
    mended: '  name: web',
  },
  {
    title: 'no space after a dash',
    text: POD.replace('    - containerPort', '    -containerPort'),
    line: 10,
    message: 'strict decoding error: unknown field "spec.containers[0].-containerPort"',
    mended: '    - containerPort: 80',
  },
  {
    title: 'a colon forgotten',
    text: POD.replace('    image: nginx', '    image nginx'),
    line: 8,
    message: /^error converting YAML to JSON: yaml: line 8: /,
    mended: '    image: nginx:1.27',
  },
  {
    title: 'a quotation not closed',
    text: POD.replace('image: nginx:1.27', 'image: "nginx:1.27'),
    line: 8,
    message: /^error converting YAML to JSON: yaml: line 8: /,
    mended: '    image: "nginx:1.27"',
  },
  {
    title: 'a field one column off',
    text: POD.replace('    image', '     image'),
    line: 8,
    message: /^error converting YAML to JSON: yaml: line 8: /,
    mended: '    image: nginx:1.27',
  },
  {
    title: 'a field written twice',
    text: POD.replace('    image: nginx:1.27', '    image: nginx:1.27\n    image: nginx:1.28'),
    line: 9,
    message: 'error converting YAML to JSON: yaml: line 9: key "image" already set in map',
  },
  {
    title: 'a number for text',
    text: `${POD}    env:\n    - name: PORT\n      value: 8080\n`,
    line: 13,
    message:
      'json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string',
    mended: '      value: "8080"',
  },
  {
    title: 'yes for text',
    text: POD.replace('  name: web', '  name: web\n  labels:\n    gpu: yes'),
    line: 6,
    message: 'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string',
    mended: '    gpu: "yes"',
  },
  {
    title: 'text for a number',
    text: POD.replace('containerPort: 80', 'containerPort: "80"'),
    line: 10,
    message:
      'json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
    mended: '    - containerPort: 80',
  },
  {
    title: 'text for a list',
    text: `${POD}    command: sleep 3600\n`,
    line: 11,
    message:
      'json: cannot unmarshal string into Go struct field Container.spec.containers.command of type []string',
    mended: '    command: ["sleep", "3600"]',
  },
  {
    title: 'a colon in an argument',
    text: `${POD}    args:\n    - echo a: b\n`,
    line: 12,
    message:
      'json: cannot unmarshal object into Go struct field Container.spec.containers.args of type string',
    mended: '    - "echo a: b"',
  },
  {
    title: 'a misspelt field',
    text: POD.replace('image', 'imagee'),
    line: 8,
    message: 'strict decoding error: unknown field "spec.containers[0].imagee"',
    mended: '    image: nginx:1.27',
  },
  {
    title: 'a field in small letters',
    text: POD.replace('containerPort', 'containerport'),
    line: 10,
    message: 'strict decoding error: unknown field "spec.containers[0].ports[0].containerport"',
    mended: '    - containerPort: 80',
  },
  {
    title: 'a field that nobody knows',
    text: `${POD}    banana: 1\n`,
    line: 11,
    message: 'strict decoding error: unknown field "spec.containers[0].banana"',
  },
  {
    title: 'a field of the Pod inside its container',
    text: `${POD}    restartPolicy: Never\n    nodeSelector:\n      disk: ssd\n`,
    line: 12,
    message: 'strict decoding error: unknown field "spec.containers[0].nodeSelector"',
    mended: '  nodeSelector:',
  },
  {
    title: 'a field of the spec at the left edge',
    text: `${POD}restartPolicy: Never\n`,
    line: 11,
    message: 'strict decoding error: unknown field "restartPolicy"',
    mended: '  restartPolicy: Never',
  },
  {
    title: 'a volume whose source is not indented',
    text: `${POD}  volumes:\n  - name: v\n    hostPath:\n    path: /data\n`,
    line: 14,
    message: 'strict decoding error: unknown field "spec.volumes[0].path"',
    mended: '      path: /data',
  },
  {
    title: 'a quantity with a unit of its own',
    text: `${POD}    resources:\n      limits:\n        memory: 500MB\n`,
    line: 13,
    message: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    mended: '        memory: 500Mi',
  },
  {
    title: 'a quantity with a small unit',
    text: `${POD}    resources:\n      limits:\n        memory: 1gi\n`,
    line: 13,
    message: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    mended: '        memory: 1Gi',
  },
  {
    title: 'a choice in small letters',
    text: `${POD}  restartPolicy: never\n`,
    line: 11,
    message:
      'spec.restartPolicy: Unsupported value: "never": supported values: "Always", "OnFailure", "Never"',
    mended: '  restartPolicy: Never',
  },
  {
    title: 'capitals in a name',
    text: POD.replace('name: web', 'name: My_Web'),
    line: 4,
    message: /^metadata.name: Invalid value: "My_Web": a lowercase RFC 1123 subdomain/,
    mended: '  name: my-web',
  },
  {
    title: 'a container without a name',
    text: POD.replace('  - name: nginx\n    image', '  - image'),
    line: 7,
    message: 'spec.containers[0].name: Required value',
    mended: '  - name: nginx',
  },
  {
    title: 'a request above its limit',
    text: `${POD}    resources:\n      requests:\n        cpu: 2\n      limits:\n        cpu: 1\n`,
    line: 12,
    message:
      'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
  },
  {
    title: 'a Deployment in v1',
    text: DEPLOYMENT.replace('apps/v1', 'v1'),
    line: 1,
    message:
      'resource mapping not found for name: "web" namespace: "": no matches for kind "Deployment" in version "v1"\nensure CRDs are installed first',
    mended: 'apiVersion: apps/v1',
  },
  {
    title: 'a Deployment of old',
    text: DEPLOYMENT.replace('apps/v1', 'extensions/v1beta1'),
    line: 1,
    message: /no matches for kind "Deployment" in version "extensions\/v1beta1"/,
    mended: 'apiVersion: apps/v1',
  },
  {
    title: 'a kind in small letters',
    text: DEPLOYMENT.replace('kind: Deployment', 'kind: deployment'),
    line: 2,
    message: /no matches for kind "deployment" in version "apps\/v1"/,
    mended: 'kind: Deployment',
  },
  {
    title: 'a kind in the plural',
    text: POD.replace('kind: Pod', 'kind: Pods'),
    line: 2,
    message: /no matches for kind "Pods" in version "v1"/,
    mended: 'kind: Pod',
  },
  {
    title: 'no kind',
    text: POD.replace('kind: Pod\n', ''),
    line: 1,
    message: 'error validating data: kind not set',
    mended: 'kind: Pod',
  },
  {
    title: 'no apiVersion',
    text: POD.replace('apiVersion: v1\n', ''),
    line: 1,
    message: 'error validating data: apiVersion not set',
    mended: 'apiVersion: v1',
  },
  {
    title: 'a Deployment without a selector',
    text: DEPLOYMENT.replace('  selector:\n    matchLabels:\n      app: web\n', ''),
    line: 5,
    message: 'spec.selector: Required value',
    mended: '  selector:',
  },
  {
    title: 'a selector that does not find its template',
    text: DEPLOYMENT.replace('        app: web', '        app: wob'),
    line: 12,
    message:
      'spec.template.metadata.labels: Invalid value: {"app":"wob"}: `selector` does not match template `labels`',
    mended: '        app: web',
  },
  {
    title: 'a kind that is not modelled',
    text: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: j\n',
    line: 2,
    message: 'batch/v1 Job exists in Kubernetes 1.36 but is not modelled here, so it cannot be stored or run',
  },
  {
    title: 'a kind that does not exist',
    text: 'apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: j\n',
    line: 2,
    message: /no matches for kind "Widget" in version "example.com\/v1"/,
  },
  {
    title: 'text that is no object',
    text: 'hello\n',
    line: 1,
    message: /^couldn't get version\/kind; json parse error: json: cannot unmarshal string/,
  },
];

describe.each(MISTAKES)('$title', ({ text, line, message, mended }) => {
  it('is found on its line, in upstream’s words', () => {
    const [first] = errorsOf(text);
    expect(first?.line).toBe(line);
    if (typeof message === 'string') expect(first?.message).toBe(message);
    else expect(first?.message).toMatch(message);
  });

  it('is explained in both languages', () => {
    for (const { explain } of errorsOf(text)) {
      if (explain === undefined) throw new Error('no explanation');
      for (const locale of LOCALES) expect(formatMessage(locale, explain)).not.toMatch(/\{\w+\}|@was/);
    }
  });

  it(mended === undefined ? 'is left to the writer' : 'is mended', () => {
    if (mended === undefined) {
      expect(errorsOf(text).every(({ fix }) => fix === undefined)).toBe(true);
      return;
    }
    const after = fixAll(text);
    expect(summary(after), after).toEqual([]);
    expect(after.split('\n')).toContain(mended);
  });
});
