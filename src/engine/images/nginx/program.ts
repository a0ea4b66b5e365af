// Models nginx@v1.29 src/core/nginx.c, src/os/unix/ngx_process_cycle.c
// Differs: names in `proxy_pass` with variables are looked up through resolv.conf, `resolver` or not; IPv6, certificates and
// whatever the table of directives calls not modelled have no effect, and say so when nginx starts.
import { isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import { type Signal, signalNumber } from '../../linux/signal.ts';
import type { Sys } from '../../linux/sys.ts';
import { numbered } from '../servers/errors.ts';
import { versionOf } from '../servers/version.ts';
import type { Config } from './config.ts';
import { fail } from './log.ts';
import { manage } from './master.ts';
import { readConfig } from './read.ts';
import type { Master, WorkerState } from './state.ts';
import { work } from './worker.ts';

const CONF = '/etc/nginx/nginx.conf';

export const nginx: Program = {
  rssBytes: 4 * 1024 ** 2,
  run(sys) {
    const memory = sys.memory as Master | WorkerState | null;
    if (memory === null) start(sys);
    else if (memory.role === 'worker') work(sys, memory);
    else manage(sys, memory);
  },
};

function start(sys: Sys) {
  let file = CONF;
  let globals = '';
  let mode: 'serve' | 'test' | 'dump' = 'serve';
  let signal: string | null = null;
  const args = sys.self.argv.slice(1);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    const flag = arg.slice(0, 2);
    if (arg === '-v' || arg === '-V') {
      sys.write(2, `nginx version: nginx/${versionOf(sys)}\n`);
      sys.exit(0);
      return;
    }
    if (arg === '-t') mode = 'test';
    else if (arg === '-T') mode = 'dump';
    else if (arg === '-q') continue;
    else if (['-c', '-g', '-s', '-p', '-e'].includes(flag)) {
      const value = arg.length > 2 ? arg.slice(2) : args[++i];
      if (value === undefined) return fail(sys, `option "${arg}" requires parameter`, false);
      if (flag === '-c') file = value.startsWith('/') ? value : `/etc/nginx/${value}`;
      else if (flag === '-g') globals = value;
      else if (flag === '-s') signal = value;
    } else {
      const what = arg.startsWith('-') ? `invalid option: "${arg.slice(1)}"` : `invalid option: "${arg}"`;
      return fail(sys, what, false);
    }
  }
  if (signal !== null && !['stop', 'quit', 'reopen', 'reload'].includes(signal)) {
    return fail(sys, `invalid option: "-s ${signal}"`, false);
  }
  const options = { file, globals };
  const config = readConfig(sys, options);
  if (typeof config === 'string') {
    fail(sys, config);
    if (mode !== 'serve') sys.write(2, `nginx: configuration file ${file} test failed\n`);
    return;
  }
  if (signal !== null) return send(sys, config, signal);
  for (const warning of config.warnings) sys.write(2, `nginx: ${warning}\n`);
  if (sys.self.uid !== 0 && !globals.includes('user ')) {
    const text = sys.readFile(file);
    const line = isErrno(text) ? -1 : text.split('\n').findIndex((one) => /^\s*user\s/.test(one));
    if (line >= 0) {
      sys.write(
        2,
        'nginx: [warn] the "user" directive makes sense only if the master process runs with super-user privileges, ' +
          `ignored in ${file}:${line + 1}\n`,
      );
    }
  }
  if (mode === 'dump') {
    sys.write(
      2,
      `nginx: the configuration file ${file} syntax is ok\nnginx: configuration file ${file} test is successful\n`,
    );
    const text = sys.readFile(file);
    sys.write(1, `# configuration file ${file}:\n${isErrno(text) ? '' : text}\n`);
    sys.exit(0);
    return;
  }
  sys.onSignal(['HUP', 'INT', 'TERM', 'QUIT', 'USR1', 'USR2', 'WINCH', 'CHLD'], 'handle');
  sys.onSignal('PIPE', 'ignore');
  sys.setTitle([`nginx: master process ${sys.self.argv.join(' ')}`]);
  manage(sys, {
    role: 'master',
    options,
    mode,
    loading: { config, addresses: {}, lookup: null },
    config: null,
    addresses: {},
    listeners: [],
    logs: {},
    workers: [],
    leaving: [],
    tries: 0,
    retryMs: 0,
    stopping: false,
  });
}

function send(sys: Sys, config: Config, signal: string) {
  const text = sys.readFile(config.pidFile);
  if (isErrno(text)) return fail(sys, `open() "${config.pidFile}" failed (${numbered(text.errno)})`);
  const names: Readonly<Record<string, Signal>> = {
    stop: 'TERM',
    quit: 'QUIT',
    reopen: 'USR1',
    reload: 'HUP',
  };
  const pid = Number(text.trim());
  if (!Number.isInteger(pid) || pid <= 0)
    return fail(sys, `invalid PID number "${text.trim()}" in "${config.pidFile}"`);
  const error = sys.kill(pid, names[signal] as Signal);
  if (error !== undefined) {
    sys.write(
      2,
      `nginx: [alert] kill(${pid}, ${signalNumber(names[signal] as Signal)}) failed (3: No such process)\n`,
    );
    sys.exit(1);
    return;
  }
  sys.exit(0);
}
