import { isErrno } from '../../linux/errno.ts';
import type { Sys } from '../../linux/sys.ts';

/** Which release the running program is: an image's binaries have it as their content. */
export function versionOf(sys: Sys): string {
  const text = sys.readFile(sys.self.exe);
  return isErrno(text) ? '' : text.trim();
}
