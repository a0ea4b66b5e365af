// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/cmd.go
// Flags that kubectl has and this one does not: who types one is told so, and not that there is no such flag.

/** Of every command; `name/n` has a letter of its own. */
const GLOBAL =
  'as as-group as-uid as-user-extra cache-dir certificate-authority client-certificate client-key cluster context ' +
  'disable-compression insecure-skip-tls-verify kubeconfig kuberc log-flush-frequency match-server-version ' +
  'password profile profile-output request-timeout server/s tls-server-name token user username v/v vmodule ' +
  'warnings-as-errors';

/** Of commands that read files or print objects. */
const COMMON =
  'allow-missing-template-keys dry-run field-manager filename/f kustomize/k local output/o recursive/R ' +
  'resource-version show-managed-fields template validate';

const BY_VERB: Readonly<Record<string, string>> = {
  apply:
    'all cascade force force-conflicts grace-period openapi-patch overwrite prune prune-allowlist selector/l ' +
    'server-side subresource timeout wait',
  create: 'append-hash class edit raw selector/l windows-line-endings',
  delete: 'interactive/i raw',
  debug: 'custom',
  drain: 'chunk-size',
  expose: 'container-port generator override-type overrides',
  get: 'raw server-print subresource use-openapi-print-columns',
  rollout: 'all',
  'port-forward': 'address',
  top: 'show-capacity show-swap use-protocol-buffers',
  run: 'cascade expose force grace-period override-type overrides timeout wait',
};

/** The flag of a command that kubectl knows and this one does not; undefined for what kubectl refuses as well. */
export function unmodelledFlag(verb: string, flag: { readonly name: string } | { readonly letter: string }) {
  const [first = ''] = verb.split(' ');
  const known = `${GLOBAL} ${COMMON} ${BY_VERB[first] ?? ''}`.split(' ').map((entry) => entry.split('/'));
  const found =
    'name' in flag
      ? known.find(([name]) => name === flag.name)
      : known.find(([, letter]) => letter === flag.letter);
  return found?.[0];
}
