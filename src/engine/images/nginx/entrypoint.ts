// Models nginxinc/docker-nginx@v1.29 entrypoint/docker-entrypoint.sh and the scripts of its docker-entrypoint.d
import { isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import type { Sys } from '../../linux/sys.ts';
import { become } from '../servers/entrypoint.ts';

const DIRECTORY = '/docker-entrypoint.d';
const ME = '/docker-entrypoint.sh';

interface State {
  readonly scripts: readonly string[];
  /** The learner's own script that is running. */
  readonly child: number | null;
}

/** The scripts that come with the image; what they do is done here. */
export const BUILT_IN = [
  '10-listen-on-ipv6-by-default.sh',
  '15-local-resolvers.envsh',
  '20-envsubst-on-templates.sh',
  '30-tune-worker-processes.sh',
] as const;

export const nginxEntrypoint: Program = {
  run(sys) {
    const command = sys.self.argv.slice(1).filter((arg, index) => !(index === 0 && arg === ME));
    const say = (line: string) => {
      if (sys.self.env.NGINX_ENTRYPOINT_QUIET_LOGS === undefined) sys.write(1, `${line}\n`);
    };
    let state = sys.memory as State | null;
    if (state === null) {
      if (!['nginx', 'nginx-debug'].includes(command[0] ?? '')) return become(sys, command);
      const entries = sys.readdir(DIRECTORY);
      const scripts = isErrno(entries) ? [] : entries.map(({ name }) => name).sort();
      if (scripts.length === 0) {
        say(`${ME}: No files found in ${DIRECTORY}/, skipping configuration`);
        return become(sys, command);
      }
      say(`${ME}: ${DIRECTORY}/ is not empty, will attempt to perform configuration`);
      say(`${ME}: Looking for shell scripts in ${DIRECTORY}/`);
      state = { scripts, child: null };
    }
    if (state.child !== null) {
      const ended = sys.waitpid(state.child);
      if (ended === null) {
        sys.block({ child: true });
        return;
      }
      if (!isErrno(ended) && ended.status.code !== 0) {
        sys.exit(ended.status.code);
        return;
      }
      state = { ...state, child: null };
    }
    while (state.scripts.length > 0) {
      const [name, ...scripts] = state.scripts as [string, ...string[]];
      state = { scripts, child: null };
      const path = `${DIRECTORY}/${name}`;
      if (!/\.(sh|envsh)$/.test(name)) {
        say(`${ME}: Ignoring ${path}`);
        continue;
      }
      if (!sys.access(path, 'x')) {
        say(`${ME}: Ignoring ${path}, not executable`);
        continue;
      }
      say(`${ME}: ${name.endsWith('.envsh') ? 'Sourcing' : 'Launching'} ${path}`);
      if ((BUILT_IN as readonly string[]).includes(name)) {
        if (name.startsWith('10-')) say(ipv6(sys, name));
        else if (name.startsWith('20-')) templates(sys, say, name);
        continue;
      }
      const child = sys.spawn({ argv: [path] });
      if (isErrno(child)) continue;
      sys.remember({ scripts, child });
      sys.block({ child: true });
      return;
    }
    say(`${ME}: Configuration complete; ready for start up`);
    become(sys, command);
  },
};

const DEFAULT_CONF = '/etc/nginx/conf.d/default.conf';

/** The script adds a `listen [::]:80`, which nothing here would notice; it says what it finds all the same. */
function ipv6(sys: Sys, name: string): string {
  const text = sys.readFile(DEFAULT_CONF);
  if (isErrno(text)) return `${name}: info: ${DEFAULT_CONF} is not a file or does not exist`;
  if (!sys.access(DEFAULT_CONF, 'w'))
    return `${name}: info: can not modify ${DEFAULT_CONF} (read-only file system?)`;
  if (text.includes('listen  [::]:80;')) return `${name}: info: IPv6 listen already enabled`;
  const error = sys.writeFile(DEFAULT_CONF, text.replace(/(listen\s+80;)/, '$1\n    listen  [::]:80;'));
  return error === undefined
    ? `${name}: info: Enabled listen on IPv6 in ${DEFAULT_CONF}`
    : `${name}: info: can not modify ${DEFAULT_CONF} (read-only file system?)`;
}

/** Replaces `${NAME}` of environment variables in /etc/nginx/templates. */
function templates(sys: Sys, say: (line: string) => void, name: string): void {
  const directory = sys.self.env.NGINX_ENVSUBST_TEMPLATE_DIR ?? '/etc/nginx/templates';
  const suffix = sys.self.env.NGINX_ENVSUBST_TEMPLATE_SUFFIX ?? '.template';
  const output = sys.self.env.NGINX_ENVSUBST_OUTPUT_DIR ?? '/etc/nginx/conf.d';
  const entries = sys.readdir(directory);
  if (isErrno(entries)) return;
  if (!sys.access(output, 'w')) {
    say(`${name}: ERROR: ${directory} exists, but ${output} is not writable`);
    return;
  }
  const { env } = sys.self;
  for (const { name: file } of entries) {
    if (!file.endsWith(suffix)) continue;
    const text = sys.readFile(`${directory}/${file}`);
    if (isErrno(text)) continue;
    const target = `${output}/${file.slice(0, -suffix.length)}`;
    say(`${name}: Running envsubst on ${directory}/${file} to ${target}`);
    sys.writeFile(
      target,
      text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, plain?: string) => {
        return env[(braced ?? plain) as string] ?? whole;
      }),
    );
  }
}
