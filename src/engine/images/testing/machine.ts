import { isErrno } from '../../linux/errno.ts';
import { merge, tree } from '../../linux/fs/layers.ts';
import type { Inode } from '../../linux/fs/types.ts';
import type { Program } from '../../linux/program.ts';
import type { Sys } from '../../linux/sys.ts';
import { LinuxLab, type LinuxLabOptions } from '../../linux/testing/lab.ts';
import { type Family, readTag } from '../family.ts';
import { binary, link } from '../files.ts';

/** `ask HOST PORT TEXT…`: sends a text with \r\n for each line and prints what comes back. */
const ask: Program = {
  run(sys: Sys) {
    const memory = sys.memory as { fd: number } | null;
    if (memory === null) {
      const [, ip = '', port = '', ...lines] = sys.self.argv;
      const fd = sys.connect({ ip, port: Number(port) }, lines.map((line) => `${line}\r\n`).join(''));
      if (isErrno(fd)) {
        sys.write(2, fd.errno);
        return sys.exit(1);
      }
      sys.remember({ fd });
      return sys.block({ readable: [fd] });
    }
    for (;;) {
      const text = sys.read(memory.fd);
      if (text === null) return sys.block({ readable: [memory.fd] });
      if (isErrno(text)) {
        sys.write(2, text.errno);
        return sys.exit(1);
      }
      if (text === '') return sys.exit(0);
      sys.write(1, text);
    }
  },
};

export interface ImageLabOptions extends Partial<LinuxLabOptions> {
  readonly files?: never;
  /** More files, over those of the image. */
  readonly with?: Readonly<Record<string, string | Inode>>;
}

/** A machine whose system is one image of a family. */
export function imageLab(
  families: readonly Family[],
  image: string,
  options: ImageLabOptions = {},
): LinuxLab {
  const [repository = '', tagText = 'latest'] = image.split(/:(?=[^/]*$)/);
  const entry = families
    .flatMap((one) => one.images)
    .find((one) => one.repository.endsWith(`/${repository}`));
  if (entry === undefined) throw new Error(`no family has ${image}`);
  return new LinuxLab({
    ...options,
    programs: {
      ...options.programs,
      ...Object.assign({}, ...families.map((one) => one.programs)),
      ask,
    },
    files: merge(
      entry.tree(readTag(entry.releases, tagText)),
      tree({
        '/bin/ask': binary('ask'),
        '/etc/hosts': '127.0.0.1 localhost\n',
        '/dev/stdout': link('/proc/self/fd/1'),
        '/dev/stderr': link('/proc/self/fd/2'),
        ...options.with,
      }),
    ),
  });
}

/** What a server answers to `GET path`. */
export function get(lab: LinuxLab, port: number, path: string, headers: readonly string[] = []): string {
  const lines = [`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, ''];
  const { stdout, stderr } = lab.run(['/bin/ask', '127.0.0.1', String(port), ...lines]);
  return stdout + stderr;
}
