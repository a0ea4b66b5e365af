import { describe, expect, test } from 'vitest';
import { scan } from '../../kernel/table.ts';
import { family as mysql } from '../mysql.ts';
import { family as postgres } from '../postgres.ts';
import { family as redis } from '../redis.ts';
import { imageLab } from '../testing/machine.ts';

describe('redis', () => {
  const running = (...args: string[]) => {
    const lab = imageLab([redis], 'redis:7.4');
    const pid = lab.start(['/usr/local/bin/docker-entrypoint.sh', 'redis-server', ...args], { cwd: '/data' });
    lab.until(100);
    const cli = (...words: string[]) => lab.run(['redis-cli', ...words]);
    return { lab, pid, cli };
  };

  test('says hello and keeps what it is told', () => {
    const { lab, pid, cli } = running();
    expect(lab.stdout(pid)).toContain('Ready to accept connections tcp\n');
    expect(cli('ping')).toMatchObject({ stdout: 'PONG\n', code: 0 });
    expect(cli('set', 'a', 'b c').stdout).toBe('OK\n');
    expect(cli('get', 'a').stdout).toBe('b c\n');
    expect(cli('get', 'nothing').stdout).toBe('\n');
    expect(cli('incr', 'n').stdout).toBe('1\n');
    expect(cli('incr', 'a').stdout).toBe('ERR value is not an integer or out of range\n');
    expect(cli('rpush', 'l', '1', '2', '3').stdout).toBe('3\n');
    expect(cli('lrange', 'l', '0', '-1').stdout).toBe('1\n2\n3\n');
    expect(cli('get', 'l').stdout).toBe(
      'WRONGTYPE Operation against a key holding the wrong kind of value\n',
    );
    expect(cli('dance').stdout).toContain("ERR unknown command 'dance'");
    expect(cli('info').stdout).toContain('redis_version:7.4.7\r\n');
  });

  test('speaks to whoever types', () => {
    const { lab } = running();
    expect(lab.run(['ask', '127.0.0.1', '6379', 'PING', 'QUIT']).stdout).toBe('+PONG\r\n+OK\r\n');
  });

  test('commands come from standard input', () => {
    const { lab } = running();
    expect(lab.run(['redis-cli'], { stdin: 'set x 1\nincr x\n' }).stdout).toBe('OK\n2\n');
  });

  test('forgets what has expired', () => {
    const { lab, cli } = running();
    cli('set', 'a', 'b', 'EX', '5');
    expect(cli('ttl', 'a').stdout).toBe('5\n');
    lab.until(lab.nowMs + 6000);
    expect(cli('exists', 'a').stdout).toBe('0\n');
  });

  test('finds its keys again after a polite end', () => {
    const { lab, pid, cli } = running();
    cli('set', 'a', 'kept');
    lab.kill(pid, 'TERM');
    lab.until(lab.nowMs + 100);
    expect(lab.exits.get(pid)?.code).toBe(0);
    expect(cli('ping')).toMatchObject({
      code: 1,
      stderr: 'Could not connect to Redis at 127.0.0.1:6379: Connection refused\n',
    });
    lab.start(['redis-server'], { cwd: '/data' });
    lab.until(lab.nowMs + 100);
    expect(cli('get', 'a').stdout).toBe('kept\n');
  });

  test('wants its password', () => {
    const { cli } = running('--requirepass', 'secret');
    expect(cli('ping').stdout).toBe('NOAUTH Authentication required.\n');
    expect(cli('-a', 'secret', 'ping').stdout).toBe('PONG\n');
  });
});

describe('mysql', () => {
  const start = (env: Record<string, string>) => {
    const lab = imageLab([mysql], 'mysql:8.4');
    const pid = lab.start(['/usr/local/bin/docker-entrypoint.sh', 'mysqld'], { env });
    return { lab, pid };
  };

  test('does not start without being told about the password', () => {
    const { lab, pid } = start({});
    lab.until(1000);
    expect(lab.stderr(pid)).toBe(
      '2026-01-01 00:00:00+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n' +
        '    You need to specify one of the following as an environment variable:\n' +
        '    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n',
    );
    expect(lab.exits.get(pid)?.code).toBe(1);
  });

  test('needs some seconds, and answers those who know the password', () => {
    const { lab, pid } = start({ MYSQL_ROOT_PASSWORD: 'pw', MYSQL_DATABASE: 'shop' });
    lab.until(3000);
    expect(lab.run(['mysqladmin', 'ping'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Can't connect"),
    });
    lab.until(9000);
    expect(lab.stderr(pid)).toContain('ready for connections');
    expect(lab.run(['mysqladmin', 'ping', '-ppw'])).toMatchObject({ code: 0, stdout: 'mysqld is alive\n' });
    expect(lab.run(['mysql', '-h', '127.0.0.1', '-e', 'SELECT 1'])).toMatchObject({
      code: 1,
      stderr: "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: NO)\n",
    });
    const sql = (text: string) => lab.run(['mysql', '-uroot', '-ppw', 'shop', '-e', text]).stdout;
    expect(sql('SELECT 1')).toBe('1\n1\n');
    expect(
      sql("CREATE TABLE m (id INT PRIMARY KEY, text VARCHAR(9)); INSERT INTO m VALUES (1, 'a, b'), (2, 'c')"),
    ).toBe('');
    expect(sql('SELECT * FROM m')).toBe('id\ttext\n1\ta, b\n2\tc\n');
    expect(sql('SELECT text FROM shop.m WHERE id = 2')).toBe('text\nc\n');
    expect(sql('SELECT COUNT(*) FROM m')).toBe('COUNT(*)\n2\n');
    expect(sql('SHOW DATABASES')).toContain('shop\n');
  });

  test('runs as its own user', () => {
    const { lab, pid } = start({ MYSQL_ALLOW_EMPTY_PASSWORD: '1' });
    lab.until(9000);
    expect(lab.stdout(pid)).toContain("Switching to dedicated user 'mysql'");
    const uids: number[] = [];
    scan(lab.machine.processes, (process) => {
      if (process.program === 'mysqld') uids.push(process.uid);
    });
    expect(uids).toEqual([999]);
  });

  test('says which statement it cannot do', () => {
    const { lab } = start({ MYSQL_ALLOW_EMPTY_PASSWORD: '1' });
    lab.until(9000);
    const { stderr, code } = lab.run(['mysql', '-e', 'SELECT * FROM a JOIN b']);
    expect(code).toBe(1);
    expect(stderr).toContain('ERROR 1235');
    expect(lab.run(['mysql', '-e', 'SELEC 1']).stderr).toContain('ERROR 1064');
    expect(lab.run(['mysql'], { stdin: 'select 2;' }).stdout).toBe('2\n2\n');
  });

  test('keeps its data and its first password over a restart', () => {
    const { lab, pid } = start({ MYSQL_ROOT_PASSWORD: 'first' });
    lab.until(9000);
    lab.run(['mysql', '-pfirst', '-e', 'CREATE DATABASE kept']);
    lab.kill(pid, 'TERM');
    lab.until(lab.nowMs + 3000);
    expect(lab.exits.get(pid)?.code).toBe(0);
    lab.start(['/usr/local/bin/docker-entrypoint.sh', 'mysqld'], { env: { MYSQL_ROOT_PASSWORD: 'second' } });
    lab.until(lab.nowMs + 1500);
    expect(lab.run(['mysql', '-psecond', '-e', 'SELECT 1']).code).toBe(1);
    expect(lab.run(['mysql', '-pfirst', '-e', 'SHOW DATABASES']).stdout).toContain('kept\n');
  });
});

describe('postgres', () => {
  const env = { PGDATA: '/var/lib/postgresql/data', POSTGRES_PASSWORD: 'pw' };

  test('wants a password', () => {
    const lab = imageLab([postgres], 'postgres:17');
    expect(lab.run(['/usr/local/bin/docker-entrypoint.sh', 'postgres'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('superuser password is not specified'),
    });
  });

  test('answers', () => {
    const lab = imageLab([postgres], 'postgres:17');
    const pid = lab.start(['/usr/local/bin/docker-entrypoint.sh', 'postgres'], { env });
    lab.until(1000);
    expect(lab.run(['pg_isready'], { env })).toMatchObject({
      code: 2,
      stdout: '/var/run/postgresql:5432 - no response\n',
    });
    lab.until(4000);
    expect(lab.run(['pg_isready', '-U', 'postgres'], { env })).toMatchObject({
      code: 0,
      stdout: '/var/run/postgresql:5432 - accepting connections\n',
    });
    expect(lab.run(['psql', '-U', 'postgres', '-c', 'SELECT 1'], { env }).stdout).toBe(
      ' ?column? \n----------\n        1\n(1 row)\n\n',
    );
    expect(lab.run(['psql', '-h', 'localhost', '-c', 'SELECT 1'], { env })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('password authentication failed for user "postgres"'),
    });
    lab.kill(pid, 'INT');
    lab.until(lab.nowMs + 1000);
    expect(lab.exits.get(pid)?.code).toBe(0);
  });
});
