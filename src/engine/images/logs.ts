// Models fluentd@v1.18 lib/fluent/plugin/in_tail.rb
// and Fluent Bit 4.2 and Filebeat 9.2 beside it.
// Differs: of their inputs tail, forward, http and made-up records are done, of their outputs standard output, files,
// HTTP and TCP; filters and parsers are not. What a configuration has beyond that is said when it starts.
import { isErrno } from '../linux/errno.ts';
import type { Sys } from '../linux/sys.ts';
import { type Family, images, kubernetes, official, VARIANTS } from './family.ts';
import { binary, directory, text } from './files.ts';
import { collectorProgram } from './logs/collect.ts';
import { type Collector, readFilebeat, readFluentBit, readFluentd } from './logs/config.ts';
import { dashDate, slashDate } from './servers/dates.ts';
import { plainEntrypoint, tini } from './servers/entrypoint.ts';
import type { Line } from './servers/tail.ts';
import { versionOf } from './servers/version.ts';

function optionOf(sys: Sys, ...names: readonly string[]): string | undefined {
  const { argv } = sys.self;
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (names.includes(arg)) return argv[i + 1];
    const name = names.find((one) => arg.startsWith(`${one}=`));
    if (name !== undefined) return arg.slice(name.length + 1);
  }
  return undefined;
}

const isoDate = (sys: Sys): string => `${dashDate(sys.nowMs, '.').replace(' ', 'T')}Z`;

const fluentd = collectorProgram({
  name: 'fluentd',
  startupMs: 1500,
  rssBytes: 60 * 1024 ** 2,
  refuses: 1,
  read: (sys) => {
    const extra = /-c\s+(\S+)/.exec(sys.self.env.FLUENTD_ARGS ?? '')?.[1];
    const path =
      optionOf(sys, '-c', '--config') ??
      extra ??
      `/fluentd/etc/${sys.self.env.FLUENTD_CONF ?? 'fluent.conf'}`;
    const source = sys.readFile(path);
    if (isErrno(source))
      return `${dashDate(sys.nowMs)} +0000 [error]: fluent/log.rb: config error file="${path}" error="No such file or directory"`;
    const read = readFluentd(source);
    return typeof read === 'string'
      ? `${dashDate(sys.nowMs)} +0000 [error]: config error file="${path}" error_class=Fluent::ConfigError error="${read.replace(/^config error: /, '')}"`
      : read;
  },
  start(sys, { paths, ports }) {
    const line = (message: string) => sys.write(1, `${dashDate(sys.nowMs)} +0000 [info]: #0 ${message}\n`);
    line(`starting fluentd worker pid=${sys.getpid()} ppid=${sys.getppid()} worker=0`);
    for (const path of paths) line(`following tail of ${path}`);
    for (const port of ports) line(`[input] listening port port=${port} bind="0.0.0.0"`);
    line('fluentd worker is now running worker=0');
  },
  warn: (sys, message) => sys.write(1, `${dashDate(sys.nowMs)} +0000 [warn]: #0 ${message}\n`),
  print: (sys, { text: message }, { tag }) =>
    `${dashDate(sys.nowMs, '.')}000000 +0000 ${tag}: ${JSON.stringify({ message })}\n`,
  send: (_, { text: message }) => JSON.stringify({ message }),
  stop: (sys) => sys.write(1, `${dashDate(sys.nowMs)} +0000 [info]: Worker 0 finished with status 0\n`),
});

const fluentBit = collectorProgram({
  name: 'fluent-bit',
  startupMs: 200,
  rssBytes: 14 * 1024 ** 2,
  refuses: 1,
  read: (sys) => {
    const args = sys.self.argv.slice(1);
    const path = optionOf(sys, '-c', '--config');
    const isGiven = args.includes('-i');
    if (path !== undefined && /\.ya?ml$/.test(path))
      return '[error] [config] Podscope does not model Fluent Bit’s YAML';
    const source = sys.readFile(path ?? '/fluent-bit/etc/fluent-bit.conf');
    if (isErrno(source) && !isGiven)
      return `[${slashDate(sys.nowMs)}] [error] [config] could not open configuration file: ${path}`;
    return readFluentBit(isErrno(source) || (isGiven && path === undefined) ? '' : source, args);
  },
  start(sys, { paths, outputs }) {
    const line = (message: string) => sys.write(2, `[${slashDate(sys.nowMs)}] [ info] ${message}\n`);
    sys.write(2, `Fluent Bit v${versionOf(sys)}\n`);
    line(`[fluent bit] version=${versionOf(sys)}, pid=${sys.getpid()}`);
    for (const path of paths) line(`[input:tail:tail.0] watching ${path}`);
    for (const output of outputs) line(`[output:${output.kind}:${output.kind}.0] worker #0 started`);
  },
  warn: (sys, message) => sys.write(2, `[${slashDate(sys.nowMs)}] [ warn] ${message}\n`),
  print: (sys, line, { tag }, index) =>
    `[${index}] ${tag}: [[${(1_767_225_600 + sys.nowMs / 1000).toFixed(9)}, {}], {"${line.path === '' ? 'message' : 'log'}"=>${JSON.stringify(line.text)}}]\n`,
  send: (sys, line) => JSON.stringify({ date: 1_767_225_600 + sys.nowMs / 1000, log: line.text }),
  stop: (sys) => sys.write(2, `[${slashDate(sys.nowMs)}] [engine] caught signal (SIGTERM)\n`),
});

function beat(sys: Sys, line: Line): string {
  return JSON.stringify({
    '@timestamp': isoDate(sys),
    '@metadata': { beat: 'filebeat', type: '_doc', version: versionOf(sys) },
    message: line.text,
    log: { file: { path: line.path } },
    host: { name: sys.hostname() },
    agent: { type: 'filebeat', version: versionOf(sys) },
  });
}

function beatLog(sys: Sys, level: string, message: string): void {
  if (!sys.self.argv.some((arg) => /^-+e$/.test(arg))) return;
  sys.write(
    2,
    `${JSON.stringify({ 'log.level': level, '@timestamp': isoDate(sys), message, 'service.name': 'filebeat' })}\n`,
  );
}

const filebeat = collectorProgram({
  name: 'filebeat',
  startupMs: 500,
  rssBytes: 50 * 1024 ** 2,
  refuses: 1,
  read: (sys): Collector | string => {
    const given = optionOf(sys, '-c', '--c', '--config') ?? 'filebeat.yml';
    const path = given.startsWith('/') ? given : `/usr/share/filebeat/${given}`;
    const source = sys.readFile(path);
    if (isErrno(source))
      return `Exiting: error loading config file: stat ${given}: no such file or directory`;
    return readFilebeat(source, sys.self.env);
  },
  start(sys, { paths }) {
    beatLog(sys, 'info', 'filebeat start running.');
    for (const path of paths) beatLog(sys, 'info', `Configured paths: [${path}]`);
  },
  // Standard output is for records; what is not done is said where errors go.
  warn: (sys, message) => sys.write(2, `{"log.level":"warn","message":${JSON.stringify(message)}}\n`),
  print: (sys, line) => `${beat(sys, line)}\n`,
  send: beat,
  stop: (sys) => beatLog(sys, 'info', 'filebeat stopped.'),
});

const FLUENTD_CONF = `<source>
  @type  forward
  @id    input1
  port  24224
</source>
<match **>
  @type stdout
</match>
`;

const FLUENT_BIT_CONF = `[SERVICE]
    Flush        1
[INPUT]
    Name cpu
    Tag  cpu.local
    Interval_Sec 1
[OUTPUT]
    Name  stdout
    Match *
`;

const FILEBEAT_YML = `filebeat.config.modules.path: \${path.config}/modules.d/*.yml
output.elasticsearch:
  hosts: '\${ELASTICSEARCH_HOSTS:elasticsearch:9200}'
`;

export const family: Family = {
  images: [
    ...images({
      repositories: [...kubernetes('fluentd-gcp'), ...official('fluentd'), 'docker.io/fluent/fluentd'],
      size: 92.6,
      alpineSize: 19,
      entrypoint: ['tini', '--', '/bin/entrypoint.sh'],
      cmd: ['fluentd'],
      ports: [24224],
      files: ({ version }) => ({
        '/usr/bin/tini': binary('tini'),
        '/usr/bin/entrypoint.sh': binary('docker-entrypoint'),
        '/bin/entrypoint.sh': binary('docker-entrypoint'),
        '/usr/local/bin/fluentd': binary('fluentd', { version }),
        '/fluentd/etc/fluent.conf': text(FLUENTD_CONF),
        '/fluentd/log': directory(0o755, 999),
      }),
      releases: ['1.18.0', '1.17.1', '1.16.9'],
      names: ['edge', 'stable', 'v1-debian', 'v1'],
      versions: { 0: [12, 14], 1: [0, 30], 2: [0, 2] },
      variants: ['debian', 'onbuild', '1', ...VARIANTS],
    }),
    ...images({
      repositories: ['docker.io/fluent/fluent-bit', 'cr.fluentbit.io/fluent/fluent-bit'],
      size: 38.4,
      entrypoint: ['/fluent-bit/bin/fluent-bit'],
      cmd: ['-c', '/fluent-bit/etc/fluent-bit.conf'],
      ports: [2020],
      on: ({ text: tag }) => (tag.includes('debug') ? 'debian' : 'scratch'),
      files: ({ version }) => ({
        '/fluent-bit/bin/fluent-bit': binary('fluent-bit', { version }),
        '/fluent-bit/etc/fluent-bit.conf': text(FLUENT_BIT_CONF),
      }),
      releases: ['4.2.0', '4.1.1', '4.0.13', '3.2.10', '3.1.10', '3.0.7', '2.2.3', '1.9.10'],
      versions: { 0: [13, 14], 1: [0, 9], 2: [0, 2], 3: [0, 2], 4: [0, 2] },
      variants: ['debug'],
    }),
    ...images({
      repositories: ['docker.elastic.co/beats/filebeat', 'docker.io/elastic/filebeat'],
      size: 148,
      entrypoint: ['/usr/bin/tini', '--', '/usr/local/bin/docker-entrypoint'],
      cmd: ['-environment', 'container'],
      on: 'ubuntu',
      workingDir: '/usr/share/filebeat',
      env: { PATH: '/usr/share/filebeat:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
      files: ({ version }) => ({
        '/usr/bin/tini': binary('tini'),
        '/usr/local/bin/docker-entrypoint': binary('filebeat-entrypoint'),
        '/usr/share/filebeat/filebeat': binary('filebeat', { version }),
        '/usr/share/filebeat/filebeat.yml': text(FILEBEAT_YML),
      }),
      releases: ['9.2.1', '8.19.7', '7.17.29', '6.8.23', '5.6.16'],
      versions: { 5: [0, 6], 6: [0, 8], 7: [0, 17], 8: [0, 19], 9: [0, 3] },
      variants: ['SNAPSHOT'],
    }),
  ],
  programs: {
    fluentd,
    'fluent-bit': fluentBit,
    filebeat,
    tini,
    'filebeat-entrypoint': {
      run(sys) {
        const args = sys.self.argv.slice(1);
        const isOwn = args[0] === undefined || args[0].startsWith('-');
        sys.exec({ argv: isOwn ? ['filebeat', ...args] : args });
      },
    },
    'docker-entrypoint': plainEntrypoint,
  },
};
