import { describe, expect, test } from 'vitest';
import { get } from '../../kernel/table.ts';
import { makeNode } from '../../testing/builders.ts';
import { Lab } from '../../testing/lab.ts';

/** A bare machine with a terminal. */
class Host {
  readonly lab: Lab;
  #seen = 0;

  constructor() {
    const node = makeNode('lab');
    const annotations = { 'podscope.dev/bare': 'true' };
    this.lab = new Lab({ nodes: [{ ...node, metadata: { ...node.metadata, annotations } }] });
  }

  /** Types a text and gives what the terminal shows from then on, until nothing happens any more. */
  type(text: string): string {
    this.lab.issue({ type: 'terminal', node: 'lab', terminal: 't', text: `${text}\n` }).settle();
    const output = get(this.lab.host('lab').machine.terminals, 't')?.output ?? '';
    const shown = output.slice(this.#seen);
    this.#seen = output.length;
    return shown;
  }
}

const CONF = `cat <<EOF > nginx.conf
error_log stderr;
events { worker_connections 1024; }
http {
  access_log /dev/stdout combined;
  server {
    listen 80 default_server;
    server_name example.com www.example.com;
    location / {
      proxy_pass http://127.0.0.1:2368;
    }
  }
}
EOF`;
const PAUSE = 'docker run -d --name pause -p 8880:80 --ipc=shareable registry.k8s.io/pause:3.10';
const JOIN = '--net=container:pause --ipc=container:pause --pid=container:pause';
const NGINX = `docker run -d --name nginx -v $(pwd)/nginx.conf:/etc/nginx/nginx.conf ${JOIN} nginx`;
const GHOST = `docker run -d --name ghost ${JOIN} ghost`;

describe('a Pod by hand', () => {
  test('pause, nginx and ghost in the same namespaces', () => {
    const host = new Host();
    for (const line of [PAUSE, CONF, NGINX, GHOST]) host.type(line);
    expect(host.type('docker ps')).toMatch(/ghost[\s\S]*nginx[\s\S]*pause/);
    host.type('sleep 10');
    expect(host.type('curl -s localhost:8880')).toContain('Ghost');
    const table = host.type('docker exec ghost ps aux');
    expect(table).toMatch(/\s1\s.*\/pause/);
    expect(table).toContain('nginx: master process');
    expect(table).toContain('node');
  });

  test('the owner of a network takes it along', () => {
    const host = new Host();
    host.type('docker run -d --name app-b nginx');
    host.type('docker run -d --name app-a --net=container:app-b --volumes-from=app-b busybox sleep 3600');
    expect(host.type('docker exec app-a ip addr')).toContain('eth0');
    host.type('docker kill app-b');
    expect(host.type('docker exec app-a ip addr')).not.toContain('eth0');
  });

  test('with pause it stays', () => {
    const host = new Host();
    for (const line of [PAUSE, 'docker run -d --name app-b --net=container:pause nginx']) host.type(line);
    host.type('docker run -d --name app-a --net=container:pause busybox sleep 3600');
    host.type('docker kill app-b');
    expect(host.type('docker exec app-a ip addr')).toContain('eth0');
  });
});

describe('docker', () => {
  test.each([
    ['docker run --name x', 'requires at least 1 argument'],
    ['docker run nosuchimage', 'pull access denied for nosuchimage'],
    ['docker run nginx:9.99', 'manifest for nginx:9.99 not found'],
    ['docker stop nobody', 'No such container: nobody'],
    ['docker run --net=container:nobody busybox', 'No such container: nobody'],
    ['docker run --name x busybox', 'Invalid container name (x)'],
    ['docker run --net=app busybox', 'network app not found'],
    ['docker frob', 'unknown command: docker frob'],
    ['docker run --frob nginx', 'unknown flag: --frob'],
  ])('%s', (line, message) => {
    expect(new Host().type(line)).toContain(message);
  });

  test('runs in the foreground, shows its output and gives back its code', () => {
    const host = new Host();
    expect(host.type('docker run --rm busybox sh -c "echo hi; exit 3"; echo code $?')).toContain(
      'hi\ncode 3\n',
    );
    expect(host.type('docker ps -aq')).not.toMatch(/[0-9a-f]{12}/);
  });

  test('keeps logs apart by stream', () => {
    const host = new Host();
    host.type('docker run -d --name app busybox sh -c "echo one; echo two >&2"');
    expect(host.type('docker logs app 2>/dev/null')).toContain('one\n');
    expect(host.type('docker logs app 2>/dev/null')).not.toContain('two\n');
  });

  test('stops with the polite signal, and then kills', () => {
    const host = new Host();
    host.type('docker run -d --name app busybox sleep 3600');
    const before = host.lab.world.nowMs;
    expect(host.type('docker stop app')).toContain('app\n');
    expect(host.lab.world.nowMs - before).toBeGreaterThanOrEqual(10_000);
    expect(host.type("docker inspect -f '{{.State.ExitCode}}' app")).toContain('137\n');
  });
});
