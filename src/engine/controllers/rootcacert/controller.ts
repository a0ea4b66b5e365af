// Models kubernetes@v1.36.0 pkg/controller/certificates/rootcacertpublisher/publisher.go
import type { ConfigMap, Namespace } from '../../../api/index.ts';
import { type Controller, DONE, FINAL_CALLS } from '../client/controller.ts';

const NAME = 'root-ca-certificate-publisher';
const CONFIG_MAP = 'kube-root-ca.crt';
const DESCRIPTION = 'kubernetes.io/description';

/** What Pods need to trust the API server. Its key was thrown away: here nobody connects with TLS. */
const ROOT_CA = `\
-----BEGIN CERTIFICATE-----
MIIBcjCCARigAwIBAgIBATAKBggqhkjOPQQDAjAVMRMwEQYDVQQDDAprdWJlcm5l
dGVzMB4XDTI1MTIzMTIzNTUwMFoXDTM1MTIyOTIzNTUwMFowFTETMBEGA1UEAwwK
a3ViZXJuZXRlczBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABL72QcwEh9N70N6J
2RZC7zglieHWEuU26pZNW7JHUZ1o++WA5sthpGAQfn92Zgp56q5VHvhxmPozuzzV
wamZ/32jWTBXMA4GA1UdDwEB/wQEAwICpDAPBgNVHRMBAf8EBTADAQH/MBUGA1Ud
EQQOMAyCCmt1YmVybmV0ZXMwHQYDVR0OBBYEFIAZX43xaURh1SqQ5NPMxRlvio+0
MAoGCCqGSM49BAMCA0gAMEUCIB5u957uNNUxJFe8YCF1nKNwyfEWXBZL2tECk4cm
etl6AiEA+fDiWq6zdSA+hc8Vhlf0PYk2wh+yTWM2mnpehoDRD2s=
-----END CERTIFICATE-----
`;

const DATA = { 'ca.crt': ROOT_CA };
const ANNOTATIONS = {
  [DESCRIPTION]:
    'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the ' +
    'internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes ' +
    'clusters.',
};

/** Keeps a ConfigMap with the cluster's certificate in every namespace. A key is the name of the namespace. */
export const rootCACertPublisher: Controller = {
  name: NAME,
  workers: 1,
  watches: ['configmaps', 'namespaces'],

  observe(desk, { resource, before, after }) {
    if (resource === 'namespaces') {
      const namespace = after as Namespace | undefined;
      if (namespace?.status?.phase === 'Active') desk.enqueue(NAME, namespace.metadata.name as string);
      return;
    }
    const { name, namespace } = (after ?? before)?.metadata ?? {};
    if (name === CONFIG_MAP && before !== undefined && namespace !== undefined) desk.enqueue(NAME, namespace);
  },

  sync(desk, key) {
    const found = desk.find<ConfigMap>('configmaps', `${key}/${CONFIG_MAP}`);
    if (found === undefined) {
      const namespace = desk.find<Namespace>('namespaces', key);
      // Upstream finds out by being refused.
      if (namespace === undefined || namespace.status?.phase === 'Terminating') return DONE;
      desk.create<ConfigMap>(NAME, key, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: CONFIG_MAP, namespace: key, annotations: ANNOTATIONS },
        data: DATA,
      });
      return FINAL_CALLS;
    }
    const { data = {}, metadata } = found;
    const isRight = Object.keys(data).length === 1 && data['ca.crt'] === ROOT_CA;
    if (isRight && metadata.annotations?.[DESCRIPTION]) return DONE;
    desk.update<ConfigMap>(NAME, key, {
      ...found,
      metadata: { ...metadata, annotations: { ...metadata.annotations, ...ANNOTATIONS } },
      data: DATA,
    });
    return FINAL_CALLS;
  },
};
