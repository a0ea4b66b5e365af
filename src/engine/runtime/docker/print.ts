// Models cli@v28.0.0 (docker) cli/command/formatter, cli/command/container/list.go
import { timestamp } from '../../kernel/timestamp.ts';
import type { DaemonState, DockerContainer, DockerImage } from './state.ts';

/** Columns as the client lays them out: as wide as their widest cell and three blanks. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd((widths[at] ?? 0) + 3))).join(''),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** `Less than a second`, `5 seconds`, `About a minute`, `3 hours`: units.HumanDuration. */
function human(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  if (hours === 1) return 'About an hour';
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}

export function psTable(
  { containers }: DaemonState,
  options: { readonly all: boolean; readonly quiet: boolean; readonly noTrunc: boolean },
  nowMs: number,
): string {
  const shown = Object.values(containers)
    .filter(({ pid }) => options.all || pid !== 0)
    .sort((a, b) => b.createdMs - a.createdMs);
  const idOf = ({ id }: DockerContainer) => (options.noTrunc ? id : id.slice(0, 12));
  if (options.quiet) return shown.map((container) => `${idOf(container)}\n`).join('');
  return table([
    ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'],
    ...shown.map((container) => [
      idOf(container),
      container.image,
      `"${shorten(container.command.join(' '), options.noTrunc)}"`,
      `${human(nowMs - container.createdMs)} ago`,
      statusOf(container, nowMs),
      container.ports
        .map(({ hostIp, hostPort, to, protocol }) => `${hostIp}:${hostPort}->${to.port}/${protocol}`)
        .join(', '),
      container.name,
    ]),
  ]);
}

const shorten = (text: string, whole: boolean): string =>
  whole || text.length <= 20 ? text : `${text.slice(0, 19)}…`;

function statusOf({ pid, startedMs, finishedMs, exitCode }: DockerContainer, nowMs: number): string {
  if (pid !== 0) return `Up ${human(nowMs - startedMs)}`;
  return `Exited (${exitCode}) ${human(nowMs - (finishedMs ?? nowMs))} ago`;
}

export function imagesTable(images: readonly DockerImage[]): string {
  return table([
    ['REPOSITORY', 'TAG', 'IMAGE ID', 'CREATED', 'SIZE'],
    ...images.map(({ name, id, sizeBytes }) => {
      const shown = name.replace(/^docker\.io\/(library\/)?/, '');
      const colon = shown.lastIndexOf(':');
      return [shown.slice(0, colon), shown.slice(colon + 1), id, '1 week ago', sizeText(sizeBytes)];
    }),
  ]);
}

/** The compressed size: what was unpacked is not modelled. */
function sizeText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)}GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toPrecision(3)}MB`;
  return `${Math.round(bytes / 1e3)}kB`;
}

/** What inspect says, or with a template such as `{{.State.Pid}}` the values it names. */
export function inspectText(container: DockerContainer, format: string | null): string {
  const document = inspection(container);
  if (format === null) return JSON.stringify(document, null, 4).replace(/^/gm, '    ');
  return format.replace(
    /\{\{\s*(json\s+)?\.([\w.]*)\s*\}\}/g,
    (_, json: string | undefined, path: string) => {
      let value: unknown = document;
      for (const key of path.split('.').filter((part) => part !== ''))
        value = (value as Record<string, unknown>)?.[key];
      if (value === undefined) return '<no value>';
      return json === undefined && typeof value !== 'object' ? String(value) : JSON.stringify(value);
    },
  );
}

function inspection(container: DockerContainer): Record<string, unknown> {
  const { pid, exitCode, startedMs, finishedMs, oomKilled } = container;
  return {
    Id: container.id,
    Created: timestamp(container.createdMs),
    Path: container.command[0] ?? '',
    Args: container.command.slice(1),
    State: {
      Status: pid === 0 ? 'exited' : 'running',
      Running: pid !== 0,
      OOMKilled: oomKilled,
      Pid: pid,
      ExitCode: exitCode,
      StartedAt: timestamp(startedMs),
      FinishedAt: finishedMs === null ? '0001-01-01T00:00:00Z' : timestamp(finishedMs),
    },
    Name: `/${container.name}`,
    Config: { Hostname: container.hostname, Image: container.image },
    HostConfig: {
      NetworkMode: container.networkMode,
      IpcMode: container.ipcMode,
      PidMode: container.pidMode,
      AutoRemove: container.autoRemove,
      PortBindings: Object.fromEntries(
        container.ports.map(({ to, protocol, hostIp, hostPort }) => [
          `${to.port}/${protocol}`,
          [{ HostIp: hostIp, HostPort: String(hostPort) }],
        ]),
      ),
    },
    Mounts: container.mounts.map(({ target, source, readOnly }) => ({
      Source: source,
      Destination: target,
      RW: !readOnly,
    })),
    NetworkSettings: { IPAddress: container.networkMode.startsWith('container:') ? '' : container.ip },
  };
}
