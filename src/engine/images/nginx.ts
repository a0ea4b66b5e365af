import { accountFiles } from './base/accounts.ts';
import { tool } from './base/modelled.ts';
import { type Family, images, kubernetes, official, type Tag, VARIANTS } from './family.ts';
import { binary, directory, type Files, link, text } from './files.ts';
import { BUILT_IN, nginxEntrypoint } from './nginx/entrypoint.ts';
import { nginx } from './nginx/program.ts';

const RELEASES = [
  '1.29.3 1.28.0 1.27.5 1.26.3 1.25.5 1.24.0 1.23.4 1.22.1 1.21.6 1.20.2 1.19.10 1.18.0 1.17.10 1.16.1 1.15.12 1.14.2',
  '1.13.12 1.12.2 1.11.13 1.10.3 1.9.15 1.8.1 1.7.12 1.7.9',
].flatMap((releases) => releases.split(' '));

const conf = (user: string, pid: string, http: string): string => `
${user}worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        ${pid};


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;
${http}
    include /etc/nginx/conf.d/*.conf;
}
`;

const defaultServer = (port: number): string => `server {
    listen       ${port};
    server_name  localhost;

    #access_log  /var/log/nginx/host.access.log  main;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    #error_page  404              /404.html;

    # redirect server error pages to the static page /50x.html
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;

const WELCOME = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server works. It still has to be
configured to serve something of your own.</p>
</body>
</html>
`;

const SORRY = `<!DOCTYPE html>
<html>
<head>
<title>Error</title>
</head>
<body>
<h1>An error occurred.</h1>
<p>The page you are looking for is not available just now. The server's error log says why.</p>
</body>
</html>
`;

const MIME_TYPES = `
types {
    text/html                             html htm shtml;
    text/css                              css;
    text/xml                              xml;
    image/gif                             gif;
    image/jpeg                            jpeg jpg;
    application/javascript                js;
    text/plain                            txt;
    image/png                             png;
    image/svg+xml                         svg svgz;
    application/json                      json;
    application/pdf                       pdf;
    application/zip                       zip;
    application/octet-stream              bin exe dll deb dmg iso img;
}
`;

/** nginx itself with its usual directories. */
function base({ version, alpine }: Tag, uid: number): Files {
  const user = `nginx:${uid}:${uid}:/var/cache/nginx`;
  return {
    ...accountFiles(alpine ? 'alpine' : 'debian', [`${user}:${alpine ? '/sbin/nologin' : '/bin/false'}`]),
    '/usr/sbin/nginx': binary('nginx', { version, sizeBytes: 1_566_000 }),
    '/usr/sbin/nginx-debug': binary('nginx', { version, sizeBytes: 1_713_000 }),
    '/etc/nginx/mime.types': text(MIME_TYPES),
    '/etc/nginx/modules': link('/usr/lib/nginx/modules'),
    '/usr/share/nginx/html/index.html': text(WELCOME),
    '/usr/share/nginx/html/50x.html': text(SORRY),
    '/var/log/nginx/access.log': link('/dev/stdout'),
    '/var/log/nginx/error.log': link('/dev/stderr'),
    '/var/cache/nginx': directory(0o755, uid === 101 ? 0 : uid),
  };
}

/** curl came with 1.19. */
const hasCurl = ({ version }: Tag): boolean => Number(version.split('.')[1]) >= 19;

function files(tag: Tag, port = 80): Files {
  return {
    ...base(tag, 101),
    '/etc/nginx/nginx.conf': text(conf('\nuser  nginx;\n', '/run/nginx.pid', '')),
    '/etc/nginx/conf.d/default.conf': text(defaultServer(port)),
    '/docker-entrypoint.sh': binary('nginx-entrypoint', { sizeBytes: 1620 }),
    ...Object.fromEntries(
      BUILT_IN.map((name) => [
        `/docker-entrypoint.d/${name}`,
        text('#!/bin/sh\n# done by /docker-entrypoint.sh\n', 0o755),
      ]),
    ),
    ...(hasCurl(tag) ? { '/usr/bin/curl': binary(tool('curl')) } : {}),
    ...(tag.alpine ? {} : { '/usr/bin/envsubst': binary(tool('envsubst')) }),
  };
}

const TAGS = {
  releases: RELEASES,
  names: ['stable', 'mainline', 'alpine', 'alpine-slim', 'stable-alpine', 'mainline-alpine', 'perl', '1'],
  versions: { 1: [7, 29] as const },
  variants: VARIANTS,
};

const env = ({ version }: Tag) => ({ NGINX_VERSION: version });

/** The server of the image that shows where a request has arrived. */
const PLAIN_TEXT = `server {
    listen 80;
    location / {
        default_type text/plain;
        expires -1;
        return 200 'Server address: $server_addr:$server_port\\nServer name: $hostname\\nDate: $time_local\\nURI: $request_uri\\nRequest ID: $request_id\\n';
    }
}
`;

const PAGE = PLAIN_TEXT.replace('text/plain', 'text/html')
  .replace(
    "'Server address",
    "'<!DOCTYPE html><html><head><title>Hello World</title></head><body><pre>Server&nbsp;address",
  )
  .replace("$request_id\\n'", "$request_id</pre></body></html>\\n'");

export const family: Family = {
  images: [
    ...images({
      repositories: [
        ...official('nginx'),
        'public.ecr.aws/nginx/nginx',
        ...kubernetes('e2e-test-images/nginx'),
      ],
      size: 70.5,
      alpineSize: 21.2,
      entrypoint: ['/docker-entrypoint.sh'],
      cmd: ['nginx', '-g', 'daemon off;'],
      ports: [80],
      stopSignal: 'SIGQUIT',
      env,
      files,
      ...TAGS,
    }),
    ...images({
      repositories: ['docker.io/nginxinc/nginx-unprivileged'],
      size: 70.5,
      alpineSize: 21.2,
      entrypoint: ['/docker-entrypoint.sh'],
      cmd: ['nginx', '-g', 'daemon off;'],
      ports: [8080],
      stopSignal: 'SIGQUIT',
      user: '101',
      env,
      files: (tag) => ({
        ...files(tag, 8080),
        '/var/cache/nginx': directory(0o755, 101),
        '/etc/nginx/conf.d': directory(0o755, 101),
        '/etc/nginx/nginx.conf': text(
          conf(
            '',
            '/tmp/nginx.pid',
            ['client', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
              .map((name) => `    ${name === 'client' ? 'client_body' : name}_temp_path /tmp/${name}_temp;\n`)
              .join(''),
          ),
        ),
      }),
      ...TAGS,
    }),
    ...images({
      repositories: kubernetes('nginx-slim'),
      size: 26.9,
      cmd: ['nginx', '-g', 'daemon off;'],
      ports: [80],
      files: (tag) => files({ ...tag, version: '1.21.6' }),
      versions: { 0: [1, 50] },
    }),
    // Of Kubernetes' examples: an nginx that is started anew when its configuration changes, which is not modelled.
    ...images({
      repositories: ['docker.io/bprashanth/nginxhttps'],
      size: 70.5,
      cmd: ['nginx', '-g', 'daemon off;'],
      ports: [80, 443],
      env: () => ({ NGINX_VERSION: '1.9.9' }),
      files: (tag) => files({ ...tag, version: '1.9.9' }),
      versions: { 1: [0, 0] },
    }),
    ...images({
      repositories: ['docker.io/nginxdemos/hello'],
      size: 20.2,
      cmd: ['nginx', '-g', 'daemon off;'],
      ports: [80],
      stopSignal: 'SIGQUIT',
      on: 'alpine',
      files: (tag) => ({
        ...files({ ...tag, alpine: true, version: '1.27.5' }),
        '/etc/nginx/conf.d/default.conf': text(tag.text.includes('plain-text') ? PLAIN_TEXT : PAGE),
      }),
      names: ['plain-text'],
      versions: { 0: [1, 4] },
      variants: ['plain-text'],
    }),
  ],
  programs: { nginx, 'nginx-entrypoint': nginxEntrypoint },
};
