/** Ready pieces of YAML. `of` is the schema type they fill, or `document` for a whole manifest. */
export interface Snippet {
  readonly label: string;
  readonly of: string;
  readonly text: string;
}

export const SNIPPETS: readonly Snippet[] = [
  {
    label: 'Pod',
    of: 'document',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${1:web}\nspec:\n  containers:\n    - name: ${2:nginx}\n      image: ${3:nginx:1.27}\n',
  },
  {
    label: 'Pod with a claim',
    of: 'document',
    text: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: ${1:data}\nspec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      storage: 1Gi\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: ${2:web}\nspec:\n  containers:\n    - name: nginx\n      image: nginx:1.27\n      volumeMounts:\n        - name: data\n          mountPath: /data\n  volumes:\n    - name: data\n      persistentVolumeClaim:\n        claimName: ${1:data}\n',
  },
  {
    label: 'ConfigMap',
    of: 'document',
    text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${1:settings}\ndata:\n  ${2:key}: ${3:value}\n',
  },
  {
    label: 'Service',
    of: 'document',
    text: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: ${1:web}\nspec:\n  selector:\n    app: ${2:web}\n  ports:\n    - port: ${3:80}\n',
  },
  { label: 'container', of: 'Container', text: 'name: ${1:app}\nimage: ${2:busybox:1.36}\n' },
  {
    label: 'toleration',
    of: 'Toleration',
    text: 'key: ${1:dedicated}\noperator: Equal\nvalue: ${2:gpu}\neffect: NoSchedule\n',
  },
  { label: 'emptyDir volume', of: 'Volume', text: 'name: ${1:shared-data}\nemptyDir: {}\n' },
  {
    label: 'configMap volume',
    of: 'Volume',
    text: 'name: ${1:config}\nconfigMap:\n  name: ${2:settings}\n',
  },
  {
    label: 'claim volume',
    of: 'Volume',
    text: 'name: ${1:data}\npersistentVolumeClaim:\n  claimName: ${2:data}\n',
  },
  { label: 'volume mount', of: 'VolumeMount', text: 'name: ${1:shared-data}\nmountPath: ${2:/data}\n' },
  {
    label: 'HTTP probe',
    of: 'Probe',
    text: 'httpGet:\n  path: ${1:/}\n  port: ${2:80}\nperiodSeconds: ${3:10}\n',
  },
  {
    label: 'command probe',
    of: 'Probe',
    text: 'exec:\n  command: [${1:cat, /tmp/healthy}]\nperiodSeconds: ${2:5}\n',
  },
  {
    label: 'requests and limits',
    of: 'ResourceRequirements',
    text: 'requests:\n  cpu: ${1:250m}\n  memory: ${2:128Mi}\nlimits:\n  memory: ${2:128Mi}\n',
  },
];
