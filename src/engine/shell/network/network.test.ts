import { describe, expect, it } from 'vitest';
import { SERVER_HELLO } from '../../linux/net/tls.ts';
import { networkBench, OK, run, silentServer, webServer } from './testing/bench.ts';

const ZONE = {
  'A db.default.svc.cluster.local': ['10.96.3.4'],
  'PTR 4.3.96.10.in-addr.arpa': ['db.default.svc.cluster.local'],
  'PTR 1.0.0.127.in-addr.arpa': ['kube-dns.kube-system.svc.cluster.local'],
  'SRV _sql._tcp.db.default.svc.cluster.local': ['0 100 3306 db.default.svc.cluster.local'],
};

describe('nslookup of BusyBox', () => {
  it('shows an address', () => {
    const { stdout, code } = run('nslookup db.default.svc.cluster.local', { zone: ZONE });
    expect(stdout).toBe(
      'Server:\t\t127.0.0.1\nAddress:\t127.0.0.1:53\n\n' +
        'Name:\tdb.default.svc.cluster.local\nAddress: 10.96.3.4\n\n\n',
    );
    expect(code).toBe(0);
  });

  it('fails when a name does not exist', () => {
    const { stdout, code } = run('nslookup myservice.default.svc.cluster.local', { zone: ZONE });
    const line = "** server can't find myservice.default.svc.cluster.local: NXDOMAIN\n\n";
    expect(stdout).toBe(`Server:\t\t127.0.0.1\nAddress:\t127.0.0.1:53\n\n${line}${line}`);
    expect(code).toBe(1);
  });

  it('asks for a short name under every search domain, and one that is missing is enough to fail', () => {
    const { stdout, code } = run('nslookup db', { zone: ZONE });
    expect(stdout).toContain('Name:\tdb.default.svc.cluster.local\nAddress: 10.96.3.4\n');
    expect(stdout).toContain("** server can't find db.cluster.local: NXDOMAIN\n");
    expect(code).toBe(1);
  });

  it('does not search for a name with a dot', () => {
    expect(run('nslookup db.default', { zone: ZONE }).stdout).toContain("can't find db.default: NXDOMAIN");
  });

  it('gives up when nobody answers', () => {
    const { stdout, code, ms } = run('nslookup db 10.9.9.9', { zone: ZONE });
    expect({ stdout, code }).toEqual({
      stdout: ';; connection timed out; no servers could be reached\n\n',
      code: 1,
    });
    expect(ms).toBe(0);
  });

  it('asks for other types', () => {
    const { stdout } = run('nslookup -type=srv _sql._tcp.db.default.svc.cluster.local', { zone: ZONE });
    expect(stdout).toContain(
      '_sql._tcp.db.default.svc.cluster.local\tservice = 0 100 3306 db.default.svc.cluster.local\n',
    );
  });

  it('up to 1.28 finds short names as the C library does', () => {
    const { stdout, code } = run('nslookup-1.28 db', { zone: ZONE });
    expect(stdout).toBe(
      'Server:    127.0.0.1\nAddress 1: 127.0.0.1 localhost\n\n' +
        'Name:      db\nAddress 1: 10.96.3.4 db.default.svc.cluster.local\n',
    );
    expect(code).toBe(0);
    const missing = run('nslookup-1.28 nosuch', { zone: ZONE });
    expect(missing.stderr).toBe("nslookup-1.28: can't resolve 'nosuch'\n");
    expect(missing.code).toBe(1);
  });
});

describe('tools of bind', () => {
  const gnu = { flavour: 'gnu', zone: ZONE } as const;

  it('nslookup searches', () => {
    expect(run('nslookup db', gnu).stdout).toBe(
      'Server:\t\t127.0.0.1\nAddress:\t127.0.0.1#53\n\n' +
        'Name:\tdb.default.svc.cluster.local\nAddress: 10.96.3.4\n\n',
    );
    const missing = run('nslookup nosuch', gnu);
    expect(missing.stdout).toContain("** server can't find nosuch: NXDOMAIN\n");
    expect(missing.code).toBe(1);
    expect(run('nslookup 10.96.3.4', gnu).stdout).toContain(
      '4.3.96.10.in-addr.arpa\tname = db.default.svc.cluster.local.\n',
    );
  });

  it('dig shows all of it, or only the answer', () => {
    const { stdout } = run('dig db.default.svc.cluster.local', gnu);
    expect(stdout).toContain('status: NOERROR');
    expect(stdout).toContain(';; ANSWER SECTION:\ndb.default.svc.cluster.local. 30 IN\tA\t10.96.3.4\n');
    expect(run('dig +short db.default.svc.cluster.local', gnu).stdout).toBe('10.96.3.4\n');
    expect(run('dig +short +search db', gnu).stdout).toBe('10.96.3.4\n');
    expect(run('dig +short -x 10.96.3.4', gnu).stdout).toBe('db.default.svc.cluster.local.\n');
    expect(run('dig db', gnu).stdout).toContain('status: NXDOMAIN');
    expect(run('dig @127.0.0.1 +short srv _sql._tcp.db.default.svc.cluster.local', gnu).stdout).toBe(
      '0 100 3306 db.default.svc.cluster.local.\n',
    );
  });

  it('host and getent', () => {
    expect(run('host db', gnu).stdout).toBe('db.default.svc.cluster.local has address 10.96.3.4\n');
    expect(run('host nosuch', gnu)).toMatchObject({
      stdout: 'Host nosuch not found: 3(NXDOMAIN)\n',
      code: 1,
    });
    expect(run('getent hosts db', gnu).stdout).toBe('10.96.3.4       db.default.svc.cluster.local\n');
    expect(run('getent hosts web', gnu).stdout).toBe('127.0.0.1       web.here web\n');
    expect(run('getent hosts nosuch', gnu).code).toBe(2);
  });
});

describe('ping', () => {
  it('sends one echo a second', () => {
    const { stdout, code, ms } = run('ping -c 2 localhost');
    expect(stdout).toBe(
      'PING localhost (127.0.0.1): 56 data bytes\n' +
        '64 bytes from 127.0.0.1: seq=0 ttl=64 time=2.000 ms\n' +
        '64 bytes from 127.0.0.1: seq=1 ttl=64 time=2.000 ms\n' +
        '\n--- localhost ping statistics ---\n' +
        '2 packets transmitted, 2 packets received, 0% packet loss\n' +
        'round-trip min/avg/max = 2.000/2.000/2.000 ms\n',
    );
    expect(code).toBe(0);
    expect(ms).toBe(1002);
  });

  it.each([
    ['busybox', 'ping nosuch', "ping: bad address 'nosuch'\n", 1],
    ['gnu', 'ping nosuch', 'ping: nosuch: Name or service not known\n', 2],
    ['busybox', 'ping 10.1.1.1', 'ping: sendto: Network is unreachable\n', 1],
    ['gnu', 'ping 10.1.1.1', 'ping: connect: Network is unreachable\n', 2],
  ] as const)('of %s: %s', (flavour, line, stderr, code) => {
    expect(run(line, { flavour })).toMatchObject({ stderr, code });
  });
});

describe('wget of BusyBox', () => {
  it('writes to standard output', () => {
    expect(run('wget -qO- http://web')).toMatchObject({ stdout: 'hello\n', stderr: '', code: 0 });
    const { stderr } = run('wget -O - web');
    expect(stderr).toBe(
      'Connecting to web (127.0.0.1:80)\nwriting to stdout\n' +
        `-                    100% |${'*'.repeat(32)}|     6  0:00:00 ETA\nwritten to stdout\n`,
    );
  });

  it('saves, but never over a file', () => {
    const lab = networkBench();
    const first = lab.run(['wget', 'http://web/a.html']);
    expect(first.stderr).toContain("saving to 'a.html'\n");
    expect(lab.files((view) => view.readFile('/a.html'))).toBe('hello\n');
    expect(lab.run(['wget', '-q', 'http://web/a.html']).stderr).toBe(
      "wget: can't open 'a.html': File exists\n",
    );
  });

  it.each([
    ['wget -q nosuch', "wget: bad address 'nosuch'\n", OK],
    ['wget -q web:81', "wget: can't connect to remote host (127.0.0.1): Connection refused\n", OK],
    [
      'wget -q web',
      'wget: server returned error: HTTP/1.1 404 Not Found\n',
      'HTTP/1.1 404 Not Found\r\n\r\n',
    ],
    ['wget -q web', 'wget: error getting response\n', ''],
    ['wget -q https://web:81', "wget: can't connect to remote host (127.0.0.1): Connection refused\n", OK],
  ])('%s: %s', (line, stderr, answer) => {
    expect(run(line, { web: webServer(answer) })).toMatchObject({ stderr, code: 1 });
  });

  it('gives up after -T seconds', () => {
    const { stderr, ms, code } = run('wget -q -T 3 web', { web: silentServer });
    expect({ stderr, code }).toEqual({ stderr: 'wget: download timed out\n', code: 1 });
    expect(ms).toBeGreaterThanOrEqual(3000);
  });

  it('shows headers and looks without loading', () => {
    expect(run('wget -S -qO- web').stderr).toContain('  HTTP/1.1 200 OK\n  Server: test\n');
    expect(run('wget --spider web').stderr).toBe('Connecting to web (127.0.0.1:80)\nremote file exists\n');
  });
});

describe('wget over TLS', () => {
  it.each([
    ['busybox', 'hello\n', 'wget: note: TLS certificate validation not implemented\n', 0],
    ['gnu', 'hello\n', '', 0],
  ] as const)('of %s', (flavour, stdout, stderr, code) => {
    const web = webServer(SERVER_HELLO + OK);
    expect(run('wget -q --no-check-certificate -O - https://web:80', { flavour, web })).toMatchObject({
      stdout,
      stderr,
      code,
    });
  });

  it.each([
    [
      'busybox',
      'wget: note: TLS certificate validation not implemented\nssl_client: TLS error from peer: wrong version number\n' +
        'wget: error getting response: Connection reset by peer\n',
      1,
    ],
    ['gnu', 'Unable to establish SSL connection.\n', 4],
  ] as const)('of %s, when the server does not speak it', (flavour, stderr, code) => {
    const told = run('wget -nv -O - https://web:80', { flavour });
    expect(told.code).toBe(code);
    expect(told.stderr).toContain(stderr);
  });
});

describe('wget of GNU', () => {
  const gnu = { flavour: 'gnu' } as const;

  it('tells what it does', () => {
    const { stderr, stdout } = run('wget -O - http://web', gnu);
    expect(stdout).toBe('hello\n');
    expect(stderr).toContain(
      'Resolving web (web)... 127.0.0.1\nConnecting to web (web)|127.0.0.1|:80... connected.\n',
    );
    expect(stderr).toContain(
      'HTTP request sent, awaiting response... 200 OK\nLength: 6 [text/html]\nSaving to: ‘STDOUT’\n',
    );
  });

  it.each([
    ['wget -q nosuch', 4],
    ['wget -q web:81', 4],
    ['wget -q web', 8],
  ])('%s exits with %i', (line, code) => {
    expect(run(line, { ...gnu, web: webServer('HTTP/1.1 500 Oops\r\n\r\n') }).code).toBe(code);
  });

  it('says why it could not connect', () => {
    expect(run('wget web:81', gnu).stderr).toContain(
      'Connecting to web (web)|127.0.0.1|:81... failed: Connection refused.\n',
    );
    expect(run('wget nosuch', gnu).stderr).toContain('wget: unable to resolve host address ‘nosuch’\n');
  });
});

describe('curl', () => {
  const gnu = { flavour: 'gnu' } as const;

  it('asks as curl asks', () => {
    const lab = networkBench(gnu);
    expect(lab.run(['curl', '-s', 'web']).stdout).toBe('hello\n');
    expect(lab.files((view) => view.readFile('/tmp/asked'))).toBe(
      'GET / HTTP/1.1\r\nHost: web\r\nUser-Agent: curl/8.14.1\r\nAccept: */*\r\n\r\n',
    );
  });

  it('sends what it is given', () => {
    const lab = networkBench(gnu);
    lab.run(['curl', '-s', '-X', 'PUT', '-H', 'X-A: b', '-d', 'k=v', 'web/p']);
    expect(lab.files((view) => view.readFile('/tmp/asked'))).toBe(
      'PUT /p HTTP/1.1\r\nHost: web\r\nUser-Agent: curl/8.14.1\r\nAccept: */*\r\nX-A: b\r\n' +
        'Content-Length: 3\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nk=v',
    );
  });

  it.each([
    ['curl -s -o /dev/null -w %{http_code} web', '200', 0],
    ['curl -s -i web', OK, 0],
    ['curl -s -I web', OK.replace('hello\n', ''), 0],
    ['curl -sf web/x', 'hello\n', 0],
  ])('%s', (line, stdout, code) => {
    expect(run(line, gnu)).toMatchObject({ stdout, code });
  });

  it.each([
    ['curl -sS nosuch', OK, 6, 'curl: (6) Could not resolve host: nosuch\n'],
    [
      'curl -sS web:81',
      OK,
      7,
      'curl: (7) Failed to connect to web port 81 after 2 ms: Could not connect to server\n',
    ],
    ['curl -sS web', '', 52, 'curl: (52) Empty reply from server\n'],
    ['curl -sSf web', 'HTTP/1.1 503 No\r\n\r\n', 22, 'curl: (22) The requested URL returned error: 503\n'],
    ['curl -s web:81', OK, 7, ''],
    ['curl', OK, 2, "curl: (2) no URL specified\ncurl: try 'curl --help' for more information\n"],
    [
      'curl --nosuch web',
      OK,
      2,
      "curl: option --nosuch: is unknown\ncurl: try 'curl --help' for more information\n",
    ],
    [
      'curl -sS --cacert /no https://web:80',
      OK,
      77,
      'curl: (77) error setting certificate verify locations:  CAfile: /no CApath: none\n',
    ],
  ])('%s', (line, answer, code, stderr) => {
    expect(run(line, { ...gnu, web: webServer(answer) })).toMatchObject({ stderr, code });
  });

  it('trusts no certificate unless told to', () => {
    const secure = { ...gnu, web: webServer(SERVER_HELLO + OK) };
    const refused = run('curl -sS https://web:80', secure);
    expect(refused.code).toBe(60);
    expect(refused.stderr).toContain('curl: (60) SSL certificate problem');
    expect(run('curl -sk https://web:80', secure).stdout).toBe('hello\n');
  });

  it('finds out that a server does not speak TLS', () => {
    expect(run('curl -sSk https://web:80', gnu)).toMatchObject({
      code: 35,
      stderr: 'curl: (35) TLS connect error: error:0A00010B:SSL routines::wrong version number\n',
    });
  });

  it('gives up after -m seconds', () => {
    expect(run('curl -sS -m 2 web', { ...gnu, web: silentServer })).toMatchObject({
      stderr: 'curl: (28) Operation timed out after 2000 milliseconds with 0 bytes received\n',
      code: 28,
      ms: 2000,
    });
  });

  it('follows redirects when asked to', () => {
    const web = webServer('HTTP/1.1 302 Found\r\nLocation: http://nosuch/\r\nContent-Length: 0\r\n\r\n');
    expect(run('curl -s web', { ...gnu, web }).code).toBe(0);
    expect(run('curl -sSL web', { ...gnu, web }).stderr).toBe('curl: (6) Could not resolve host: nosuch\n');
  });

  it('tells all with -v', () => {
    const { stderr } = run('curl -sv web', gnu);
    expect(stderr).toContain('*   Trying 127.0.0.1:80...\n* Connected to web (127.0.0.1) port 80\n');
    expect(stderr).toContain('> GET / HTTP/1.1\n> Host: web\n');
    expect(stderr).toContain('< HTTP/1.1 200 OK\n< Server: test\n');
  });
});

describe('nc', () => {
  it.each([
    ['busybox', 'nc -zv web 80', 'web (127.0.0.1:80) open\n', 0],
    ['busybox', 'nc -zv web 81', 'nc: web (127.0.0.1:81): Connection refused\n', 1],
    ['busybox', 'nc nosuch 80', "nc: bad address 'nosuch'\n", 1],
    ['gnu', 'nc -zv web 80', 'Connection to web (127.0.0.1) 80 port [tcp/http] succeeded!\n', 0],
    ['gnu', 'nc -zv web 81', 'nc: connect to web (127.0.0.1) port 81 (tcp) failed: Connection refused\n', 1],
  ] as const)('of %s: %s', (flavour, line, stderr, code) => {
    expect(run(line, { flavour })).toMatchObject({ stderr, code });
  });

  it('talks to itself', () => {
    const lab = networkBench();
    const server = lab.start(['nc', '-l', '-p', '9000'], { stdin: 'from the server' });
    const client = lab.run(['nc', 'localhost', '9000'], { stdin: 'from the client' });
    expect(client.stdout).toBe('from the server');
    lab.until(lab.nowMs + 100);
    expect(lab.stdout(server)).toBe('from the client');
    expect(lab.exits.get(server)?.code).toBe(0);
  });

  it('sends by hand what a browser would', () => {
    expect(run('nc web 80', { stdin: 'GET / HTTP/1.0\r\n\r\n' }).stdout).toBe(OK);
  });

  it('cannot have a port that is taken', () => {
    expect(run('nc -l -p 80')).toMatchObject({ stderr: 'nc: bind: Address already in use\n', code: 1 });
  });

  it('sends datagrams', () => {
    const lab = networkBench();
    const server = lab.start(['nc', '-u', '-l', '-p', '9000']);
    lab.run(['nc', '-u', '-w', '1', 'localhost', '9000'], { stdin: 'hello' });
    expect(lab.stdout(server)).toBe('hello');
  });
});

describe('telnet', () => {
  it.each([
    ['busybox', "telnet: can't connect to remote host (127.0.0.1): Connection refused\n"],
    ['gnu', 'telnet: Unable to connect to remote host: Connection refused\n'],
  ] as const)('of %s says why not', (flavour, stderr) => {
    expect(run('telnet web 81', { flavour })).toMatchObject({ stderr, code: 1 });
  });
});

describe('what is listening', () => {
  it('by netstat', () => {
    expect(run('netstat -tlnp').stdout).toBe(
      'Active Internet connections (only servers)\n' +
        'Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    \n' +
        'tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      3/httpd\n',
    );
  });

  it('by ss', () => {
    const { stdout } = run('ss -tlnp', { flavour: 'gnu' });
    const [header, line] = stdout.split('\n');
    expect(header).toMatch(/^State +Recv-Q Send-Q +Local Address:Port +Peer Address:Port +Process$/);
    expect(line).toMatch(/^LISTEN +0 +4096 +0\.0\.0\.0:80 +0\.0\.0\.0:\* +users:\(\("httpd",pid=3,fd=3\)\)$/);
  });
});

describe('interfaces and routes', () => {
  it('ip addr', () => {
    expect(run('ip addr', { flavour: 'gnu' }).stdout).toBe(
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n' +
        '    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n' +
        '    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n',
    );
  });

  it('change what the namespace can reach', () => {
    const lab = networkBench();
    lab.run(['ip', 'link', 'set', 'lo', 'down']);
    expect(lab.run(['ping', '-c', '1', '127.0.0.1']).stderr).toBe('ping: sendto: Network is unreachable\n');
    lab.run(['ip', 'link', 'set', 'lo', 'up']);
    expect(lab.run(['ping', '-c', '1', '127.0.0.1']).code).toBe(0);
  });

  it.each([
    ['ip link set eth9 up', "ip: can't find device 'eth9'\n", 'busybox'],
    ['ip link set eth9 up', 'Cannot find device "eth9"\n', 'gnu'],
    ['ip addr show eth9', 'Device "eth9" does not exist.\n', 'gnu'],
    ['ip route get 10.0.0.1', 'RTNETLINK answers: Network is unreachable\n', 'gnu'],
    ['ip nosuch', 'Object "nosuch" is unknown, try "ip help".\n', 'gnu'],
  ] as const)('%s: %s', (line, stderr, flavour) => {
    expect(run(line, { flavour }).stderr).toBe(stderr);
  });

  it('are for root alone', () => {
    const lab = networkBench({ flavour: 'gnu' });
    expect(lab.run(['ip', 'link', 'set', 'lo', 'down'], { uid: 1000 }).stderr).toBe(
      'RTNETLINK answers: Operation not permitted\n',
    );
  });
});

describe('resolving', () => {
  it('waits 5 seconds for a silent server, twice', () => {
    const lab = networkBench({
      zone: null,
      flavour: 'gnu',
      files: { '/etc/resolv.conf': 'nameserver 127.0.0.1\n' },
    });
    lab.start(['nc', '-u', '-l', '-p', '53']);
    const { ms, stderr } = lab.run(['curl', '-sS', 'db']);
    expect(ms).toBe(10_000);
    expect(stderr).toBe('curl: (28) Resolving timed out after 10000 milliseconds\n');
  });
});
