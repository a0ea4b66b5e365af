// Models opencontainers/runc@v1.3.0 libcontainer/standard_init_linux.go, libcontainer/init_linux.go
// Differs: seccomp, AppArmor, SELinux and user namespaces are not modelled.
import { extend } from '../../../api/extend.ts';
import type { Image } from '../../images/image.ts';
import { FIRST, mountAt } from '../../linux/boot.ts';
import { addCgroup } from '../../linux/cgroups.ts';
import { makeFile } from '../../linux/descriptors.ts';
import { errorText, isErrno } from '../../linux/errno.ts';
import { type Executable, loadExecutable, searchPath } from '../../linux/exec.ts';
import { putFilesystem, viewAsRoot } from '../../linux/filesystems.ts';
import { makeFilesystem } from '../../linux/fs/tree.ts';
import type { Mount } from '../../linux/fs/types.ts';
import type { FileView } from '../../linux/fs/view.ts';
import { allowed, type Viewer } from '../../linux/fs/walk.ts';
import type { Kernel } from '../../linux/kernel.ts';
import { makeNamespace } from '../../linux/namespaces.ts';
import { addProcess } from '../../linux/processes.ts';
import type { NamespaceSet } from '../../linux/state.ts';
import { prepareSubPaths } from '../subPath.ts';
import type { SandboxParts } from './sandbox.ts';
import { type Credentials, credentialsOf, type Security } from './security.ts';
import { lookUpUser } from './user.ts';

/** What decides how a container's process begins. */
export interface ContainerSpec {
  readonly id: string;
  readonly image: Image;
  /** Replaces the image's entrypoint; empty: not given. */
  readonly command: readonly string[];
  /** Replaces the image's cmd; empty: not given. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** '' for the image's. */
  readonly workingDir: string;
  /** As in `ImageConfig.user`; '' for the image's, `:gid` for the image's with another group. */
  readonly user: string;
  readonly security: Security;
  /** `containerPort`s, for images nobody knows. */
  readonly ports: readonly number[];
  /** How a Pod's annotation describes the program; '' when it does not. */
  readonly described: string;
  readonly mounts: readonly Mount[];
  readonly stdin: boolean;
  /** Its terminal's id; null without one. */
  readonly terminal: string | null;
  readonly readOnlyRoot: boolean;
  readonly memoryMaxBytes: number | null;
  readonly cpuMax: number | null;
  readonly newsUntilMs: number;
  /** Open files for its output in place of its log, as Docker's daemon reads them. */
  readonly output?: { readonly stdin: number; readonly stdout: number; readonly stderr: number } | undefined;
  /** The name of its cgroup; that of Kubernetes' containers unless given. */
  readonly cgroup?: string | undefined;
  /** Joins this PID namespace in place of its own, as an ephemeral container does its target's. */
  readonly targetPidns: number | null;
}

export type StartResult =
  | {
      readonly ok: true;
      readonly pid: number;
      readonly credentials: Credentials;
      readonly argv: readonly string[];
      readonly assumed: string | null;
    }
  | { readonly ok: false; readonly message: string };

/** Gives the container its file system and namespaces and starts its process, a child of the sandbox's shim. */
export function startContainer(kernel: Kernel, sandbox: SandboxParts, spec: ContainerSpec): StartResult {
  const { id, image } = spec;
  const filesystem = `overlay/${id}`;
  putFilesystem(
    kernel,
    makeFilesystem({
      id: filesystem,
      type: 'overlay',
      device: 'overlay',
      lower: image.name,
      content: sandbox.files,
    }),
  );
  const root = mountAt('/', filesystem, { readOnly: spec.readOnlyRoot });
  const cgroups = mountAt('/sys/fs/cgroup', 'cgroup', { readOnly: !spec.security.privileged });
  const base = [root, mountAt('/proc', 'proc'), cgroups];
  const volumes = prepareSubPaths(kernel, spec.mounts, id);
  const mounts = [...base, ...volumes];
  const failed = makeMountPoints(kernel, mounts, volumes);
  if (failed !== null) return { ok: false, message: failed };
  const view = viewAsRoot(kernel, mounts);
  const own = image.config.user.split(':')[0] ?? '';
  const given =
    spec.user === '' ? image.config.user : spec.user.startsWith(':') ? own + spec.user : spec.user;
  const ids = lookUpUser(view, given);
  if (ids === undefined) {
    return {
      ok: false,
      message: `unable to find user ${given.split(':')[0]}: no matching entries in passwd file`,
    };
  }
  const credentials = credentialsOf(ids, spec.security);
  const env: Record<string, string> = extend(image.config.env, spec.env);
  env.HOME ??= ids.home;
  const argv = argvOf(spec);
  const cwd = spec.workingDir || image.config.workingDir || '/';
  if (cwd !== '/') view.ensure(cwd, 'directory');
  // From here on it sees what its user sees.
  const seen = viewAsRoot(kernel, mounts, viewerOf(credentials));
  const place = seen.resolve(cwd);
  if (isErrno(place) || !allowed(seen.viewer, place.inode, 1)) {
    const why = errorText(isErrno(place) ? place.errno : 'EACCES').toLowerCase();
    return { ok: false, message: `chdir to cwd ("${cwd}") set in config.json failed: ${why}` };
  }
  const loaded = load(seen, spec, argv, env);
  if ('message' in loaded) return { ok: false, message: loaded.message };
  const parent = sandbox.cgroup.slice(0, sandbox.cgroup.lastIndexOf('/'));
  const cgroup = spec.cgroup ?? `${parent}/cri-containerd-${id}.scope`;
  addCgroup(kernel, cgroup, { memoryMaxBytes: spec.memoryMaxBytes, cpuMax: spec.cpuMax });
  const process = addProcess(kernel, {
    ppid: sandbox.shim,
    program: loaded.program,
    exe: loaded.exe,
    argv: loaded.argv,
    env,
    ...credentials,
    cwd,
    root: '/',
    fds: descriptors(kernel, spec),
    namespaces: namespacesFor(kernel, sandbox, mounts, spec),
    cgroup,
    tty: spec.terminal,
    newsUntilMs: spec.newsUntilMs,
  });
  return { ok: true, pid: process.pid, credentials, argv: loaded.argv, assumed: loaded.assumed };
}

const viewerOf = ({ uid, gid, groups, privileges }: Credentials): Partial<Viewer> => ({
  uid,
  gid,
  groups,
  capabilities: privileges.effective,
});

function namespacesFor(
  kernel: Kernel,
  { netns, ipc, uts, pidns }: SandboxParts,
  mounts: readonly Mount[],
  spec: ContainerSpec,
): NamespaceSet {
  const own = { parent: FIRST.pid, init: 0, nextPid: 1 };
  return {
    cgroup: FIRST.cgroup,
    ipc,
    mnt: makeNamespace(kernel, 'mnt', { mounts }),
    net: netns,
    pid: spec.targetPidns ?? pidns ?? makeNamespace(kernel, 'pid', own),
    user: FIRST.user,
    uts,
  };
}

/** The image's command line with what the Pod puts in its place. */
export function argvOf({
  image,
  command,
  args,
}: Pick<ContainerSpec, 'image' | 'command' | 'args'>): string[] {
  if (command.length > 0) return [...command, ...args];
  return [...image.config.entrypoint, ...(args.length > 0 ? args : image.config.cmd)];
}

/** Where a volume is to be seen, something has to be. */
function makeMountPoints(kernel: Kernel, mounts: readonly Mount[], volumes: readonly Mount[]): string | null {
  for (const { target, filesystem, root } of volumes) {
    const source = root === '/' ? null : viewAsRoot(kernel, [mountAt('/', filesystem)]).resolve(root);
    const isFile = source !== null && !isErrno(source) && source.inode.type !== 'directory';
    const type = isFile ? 'file' : 'directory';
    const below = mounts.filter((mount) => mount.target !== target);
    const failed = viewAsRoot(kernel, below).ensure(target, type);
    if (failed !== undefined) {
      return `error mounting to rootfs at "${target}": create mountpoint for ${target} mount: ${errorText(failed.errno).toLowerCase()}`;
    }
  }
  return null;
}

type Loaded = Executable & { readonly assumed: string | null };

/** What runs, or why nothing can, in runc's words. */
function load(
  view: FileView,
  spec: ContainerSpec,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Loaded | { readonly message: string } {
  const { image } = spec;
  // Also a known image may run something that is not done here, such as a script.
  if (spec.described !== '') return assumedServer(spec, argv);
  const name = argv[0];
  if (name === undefined) {
    return image.known
      ? { message: 'no command specified' }
      : assumedServer(spec, [/([^/:@]+)(?:[:@][^/]*)?$/.exec(image.name)?.[1] ?? 'server']);
  }
  const path = searchPath(view, name, env);
  const loaded = path === undefined ? undefined : loadExecutable(view, path, argv);
  if (loaded !== undefined && !isErrno(loaded)) return { ...loaded, assumed: null };
  if (!image.known) return assumedServer(spec, argv);
  if (path === undefined) return { message: `exec: "${name}": executable file not found in $PATH` };
  if (loaded?.errno === 'ENOENT')
    return { message: `exec: "${name}": stat ${name}: no such file or directory` };
  if (loaded?.errno === 'ENOEXEC') return { message: `exec ${name}: exec format error` };
  return { message: `exec: "${name}": ${errorText(loaded?.errno ?? 'ENOENT').toLowerCase()}` };
}

/** The program of an image nobody knows: what an annotation describes, or a server on the ports the Pod names. */
function assumedServer({ image, ports, described }: ContainerSpec, argv: readonly string[]): Loaded {
  const serves = ports.length > 0 ? ` and to serve port ${ports.join(', ')}` : '';
  return {
    program: 'assumed-server',
    flavour: 'gnu',
    exe: argv[0] ?? '',
    argv: [...argv, ...(described === '' ? ports.map((port) => `:${port}`) : [described])],
    assumed:
      described === ''
        ? `What ${image.known ? argv.join(' ') : 'this image'} runs is not known here: it is assumed to run until it is stopped${serves}.`
        : 'What this image runs is what the Pod’s annotation says.',
  };
}

function descriptors(kernel: Kernel, spec: ContainerSpec): Record<number, number> {
  const { id, stdin, terminal, output } = spec;
  if (output !== undefined) return { 0: output.stdin, 1: output.stdout, 2: output.stderr };
  if (terminal !== null) {
    const make = () => makeFile(kernel, { type: 'terminal', terminal });
    return { 0: make(), 1: make(), 2: make() };
  }
  return {
    0: stdin
      ? makeFile(kernel, { type: 'terminal', terminal: `stdin/${id}` })
      : makeFile(kernel, { type: 'device', device: 'null' }),
    1: makeFile(kernel, { type: 'sink', sink: id, stream: 'stdout' }),
    2: makeFile(kernel, { type: 'sink', sink: id, stream: 'stderr' }),
  };
}
