import { describe, expect, it } from 'vitest';
import { makeNode } from './builders.ts';
import { Session } from './session.ts';

/** Pages of kubernetes.io as they are printed: what is typed, and what has to be seen. */
const cluster = (): Session => new Session([makeNode('node-1'), makeNode('node-2')]);

const words = (s: Session, line: string): string[] => s.kubectl(line).trim().split(/\s+/);

/** What a line at the shell of a node prints. */
function onNode(s: Session, line: string): string {
  const output = (): string => {
    const terminals = JSON.stringify(s.lab.host().machine.terminals);
    return JSON.parse(/"output":("(?:[^"\\]|\\.)*")/.exec(terminals)?.[1] ?? '""') as string;
  };
  s.lab.issue({ type: 'terminal', node: 'node-1', terminal: 't', text: '\n' }).run(500);
  const before = output().length;
  s.lab.issue({ type: 'terminal', node: 'node-1', terminal: 't', text: `${line}\n` }).run(3000);
  return output()
    .slice(before)
    .replace(/root@node-1:~# $/, '');
}

describe('Debug Services', () => {
  const s = cluster();

  it('the Pods run and serve their names', () => {
    expect(s.kubectl('create deployment hostnames --image=registry.k8s.io/serve_hostname')).toBe(
      'deployment.apps/hostnames created\n',
    );
    expect(s.kubectl('scale deployment hostnames --replicas=3')).toBe('deployment.apps/hostnames scaled\n');
    s.kubectl('run busybox --restart=Never --image=gcr.io/google-containers/busybox -- sleep 36000');
    s.wait(20);
    const names = words(s, 'get pods -l app=hostnames -o jsonpath={.items[*].metadata.name}');
    const ips = words(s, 'get pods -l app=hostnames -o jsonpath={.items[*].status.podIP}');
    expect(names).toHaveLength(3);
    const endpoints = ips.map((ip) => `${ip}:9376`).join(' ');
    expect(s.sh('busybox', `for ep in ${endpoints}; do\n    wget -qO- $ep\ndone`)).toBe(
      `${names.join('\n')}\n`,
    );
  });

  it('a Service that does not exist has no name', () => {
    expect(s.sh('busybox', 'wget -O- hostnames')).toContain("wget: bad address 'hostnames'\n");
    expect(s.kubectl('get svc hostnames')).toBe(
      'Error from server (NotFound): services "hostnames" not found\n',
    );
    expect(s.kubectl('expose deployment hostnames --port=80 --target-port=9376')).toBe(
      'service/hostnames exposed\n',
    );
    s.wait(3);
    expect(words(s, 'get svc hostnames --no-headers')).toEqual([
      'hostnames',
      'ClusterIP',
      expect.stringMatching(/^10\./),
      '<none>',
      '80/TCP',
      expect.any(String),
    ]);
  });

  it.each(['hostnames', 'hostnames.default', 'hostnames.default.svc.cluster.local'])(
    'nslookup %s',
    (name) => {
      const ip = s.kubectl('get svc hostnames -o jsonpath={.spec.clusterIP}').trim();
      expect(s.sh('busybox', `nslookup ${name}`)).toBe(
        'Server:    10.96.0.10\nAddress 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\n' +
          `Name:      ${name}\nAddress 1: ${ip} hostnames.default.svc.cluster.local\n`,
      );
      expect(onNode(s, `nslookup hostnames.default.svc.cluster.local 10.96.0.10`)).toBe(
        `Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\thostnames.default.svc.cluster.local\nAddress: ${ip}\n\n`,
      );
    },
  );

  it('the Service works by IP, from a Pod and from a node', () => {
    const ip = s.kubectl('get svc hostnames -o jsonpath={.spec.clusterIP}').trim();
    const names = words(s, 'get pods -l app=hostnames -o jsonpath={.items[*].metadata.name}');
    const heard = s
      .sh('busybox', `for i in $(seq 1 12); do \n    wget -qO- ${ip}:80\ndone`)
      .trim()
      .split('\n');
    expect([...new Set(heard)].sort()).toEqual([...names].sort());
    expect(names).toContain(onNode(s, `curl ${ip}:80`).trim());
  });

  it('its endpoints are the Pods', () => {
    const slices = words(s, 'get endpointslices -l kubernetes.io/service-name=hostnames --no-headers');
    const ips = words(s, 'get pods -l app=hostnames -o jsonpath={.items[*].status.podIP}');
    expect(slices.slice(1, 3)).toEqual(['IPv4', '9376']);
    expect(slices[3]?.split(',').sort()).toEqual([...ips].sort());
  });

  it('kube-proxy has written its rules', () => {
    const ip = s.kubectl('get svc hostnames -o jsonpath={.spec.clusterIP}').trim();
    const rules = onNode(s, 'iptables-save | grep hostnames').trim().split('\n');
    const count = (start: string): number => rules.filter((rule) => rule.startsWith(`-A ${start}`)).length;
    expect([count('KUBE-SERVICES'), count('KUBE-SVC-'), count('KUBE-SEP-')]).toEqual([1, 4, 6]);
    expect(rules).toContainEqual(
      expect.stringMatching(
        new RegExp(
          `^-A KUBE-SERVICES -d ${ip}/32 -p tcp -m comment --comment "default/hostnames cluster IP" -m tcp --dport 80 -j KUBE-SVC-`,
        ),
      ),
    );
  });
});

describe('Connecting Applications with Services', () => {
  const s = cluster();
  const first = (): string =>
    s.kubectl('get pods -l run=my-nginx -o jsonpath={.items[0].metadata.name}').trim();

  it('two nginx, reached at their own addresses from every node', () => {
    s.apply(`
apiVersion: apps/v1
kind: Deployment
metadata:
  name: my-nginx
spec:
  selector:
    matchLabels:
      run: my-nginx
  replicas: 2
  template:
    metadata:
      labels:
        run: my-nginx
    spec:
      containers:
      - name: my-nginx
        image: nginx
        ports:
        - containerPort: 80
`);
    s.wait(20);
    const ips = words(s, 'get pods -l run=my-nginx -o jsonpath={.items[*].status.podIP}');
    expect(s.kubectl('get pods -l run=my-nginx -o custom-columns=POD_IP:.status.podIPs')).toBe(
      `POD_IP\n${ips.map((ip) => `[map[ip:${ip}]]\n`).join('')}`,
    );
    for (const ip of ips)
      expect(onNode(s, `curl -s ${ip} | grep title`)).toBe('<title>Welcome to nginx!</title>\n');
  });

  it('a Service is found by environment variables only by Pods that came later, and by its name', () => {
    expect(s.kubectl('expose deployment/my-nginx')).toBe('service/my-nginx exposed\n');
    const ip = s.kubectl('get svc my-nginx -o jsonpath={.spec.clusterIP}').trim();
    const before =
      'KUBERNETES_SERVICE_HOST=10.96.0.1\nKUBERNETES_SERVICE_PORT=443\nKUBERNETES_SERVICE_PORT_HTTPS=443\n';
    expect(s.sh(first(), 'printenv | grep SERVICE')).toBe(before);
    s.kubectl('scale deployment my-nginx --replicas=0');
    s.kubectl('scale deployment my-nginx --replicas=2');
    s.wait(10);
    expect(s.sh(first(), 'printenv | grep SERVICE')).toBe(
      `${before}MY_NGINX_SERVICE_HOST=${ip}\nMY_NGINX_SERVICE_PORT=80\n`,
    );
    expect(words(s, 'get services kube-dns --namespace=kube-system --no-headers').slice(0, 5)).toEqual([
      'kube-dns',
      'ClusterIP',
      '10.96.0.10',
      '<none>',
      '53/UDP,53/TCP',
    ]);
    expect(onNode(s, `curl -s ${ip}:80 | grep title`)).toBe('<title>Welcome to nginx!</title>\n');
  });
});

describe('Securing the Service', () => {
  it('nginx serves HTTPS with a certificate of a Secret', () => {
    const s = cluster();
    s.apply(`
apiVersion: v1
kind: Secret
metadata:
  name: nginxsecret
type: kubernetes.io/tls
stringData:
  tls.crt: certificate
  tls.key: key
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: nginxconfigmap
data:
  default.conf: |
    server {
            listen 80 default_server;
            listen [::]:80 default_server ipv6only=on;

            listen 443 ssl;

            root /usr/share/nginx/html;
            index index.html;

            server_name localhost;
            ssl_certificate /etc/nginx/ssl/tls.crt;
            ssl_certificate_key /etc/nginx/ssl/tls.key;

            location / {
                    try_files $uri $uri/ =404;
            }
    }
---
apiVersion: v1
kind: Service
metadata:
  name: my-nginx
  labels:
    run: my-nginx
spec:
  type: NodePort
  ports:
  - port: 8080
    targetPort: 80
    protocol: TCP
    name: http
  - port: 443
    protocol: TCP
    name: https
  selector:
    run: my-nginx
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: my-nginx
spec:
  selector:
    matchLabels:
      run: my-nginx
  replicas: 1
  template:
    metadata:
      labels:
        run: my-nginx
    spec:
      volumes:
      - name: secret-volume
        secret:
          secretName: nginxsecret
      - name: configmap-volume
        configMap:
          name: nginxconfigmap
      containers:
      - name: nginxhttps
        image: bprashanth/nginxhttps:1.0
        ports:
        - containerPort: 443
        - containerPort: 80
        volumeMounts:
        - mountPath: /etc/nginx/ssl
          name: secret-volume
        - mountPath: /etc/nginx/conf.d
          name: configmap-volume
---
apiVersion: v1
kind: Pod
metadata:
  name: curlpod
spec:
  volumes:
  - name: secret-volume
    secret:
      secretName: nginxsecret
  containers:
  - name: curlpod
    command: [sh, -c, while true; do sleep 1; done]
    image: radial/busyboxplus:curl
    volumeMounts:
    - mountPath: /etc/nginx/ssl
      name: secret-volume
`);
    s.wait(25);
    const ip = s.kubectl('get pods -l run=my-nginx -o jsonpath={.items[0].status.podIP}').trim();
    expect(onNode(s, `curl -sk https://${ip} | grep title`)).toBe('<title>Welcome to nginx!</title>\n');
    expect(onNode(s, `curl -sS https://${ip}`)).toContain('curl: (60) SSL certificate problem');
    expect(onNode(s, `curl -s http://${ip}:443`)).toContain(
      '400 The plain HTTP request was sent to HTTPS port',
    );
    expect(onNode(s, `curl -sSk https://${ip}:80`)).toContain('curl: (35) TLS connect error');
    expect(s.sh('curlpod', 'curl -s https://my-nginx --cacert /etc/nginx/ssl/tls.crt | grep title')).toBe(
      '<title>Welcome to nginx!</title>\n',
    );
    const nodePort = s.kubectl('get svc my-nginx -o jsonpath={.spec.ports[1].nodePort}').trim();
    expect(onNode(s, `curl -sk https://172.18.0.3:${nodePort} | grep title`)).toBe(
      '<title>Welcome to nginx!</title>\n',
    );
  });
});

describe('Explore Termination Behavior for Pods And Their Endpoints', () => {
  it('an endpoint that ends still serves, and is not ready', () => {
    const s = cluster();
    s.apply(`
apiVersion: apps/v1
kind: Deployment
metadata:
  name: nginx-deployment
  labels:
    app: nginx
spec:
  replicas: 1
  selector:
    matchLabels:
      app: nginx
  template:
    metadata:
      labels:
        app: nginx
    spec:
      terminationGracePeriodSeconds: 120 # extra long grace period
      containers:
      - name: nginx
        image: nginx:latest
        ports:
        - containerPort: 80
        lifecycle:
          preStop:
            exec:
              command: ["/bin/sh", "-c", "sleep 180"]
---
apiVersion: v1
kind: Service
metadata:
  name: nginx-service
spec:
  selector:
    app: nginx
  ports:
    - protocol: TCP
      port: 80
      targetPort: 80
`);
    s.wait(20);
    const pod = s.kubectl('get pods -o jsonpath={.items[0].metadata.name}').trim();
    s.kubectl(`delete pod ${pod} --wait=false`);
    s.wait(8);
    const conditions = (): unknown[] =>
      (
        JSON.parse(s.kubectl('get endpointslices -o json -l kubernetes.io/service-name=nginx-service')) as {
          items: { endpoints: { conditions: unknown }[] }[];
        }
      ).items[0]?.endpoints.map((endpoint) => endpoint.conditions) ?? [];
    expect(s.kubectl('get pods --no-headers')).toMatch(/1\/1 +Terminating/);
    expect(conditions()).toEqual([
      { ready: false, serving: true, terminating: true },
      { ready: true, serving: true, terminating: false },
    ]);
    s.wait(115);
    expect(s.kubectl('get pods --no-headers')).not.toContain(pod);
    expect(conditions()).toEqual([{ ready: true, serving: true, terminating: false }]);
  });
});
