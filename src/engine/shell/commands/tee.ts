// Models coreutils@v9.5 src/tee.c, busybox@v1.37.0 coreutils/tee.c
import { errorText, isErrno } from '../../linux/errno.ts';
import { filter } from './program.ts';

interface TeeState {
  readonly outputs: readonly { readonly fd: number; readonly name: string }[];
}

export const tee = filter<TeeState>({
  start(call) {
    const options = call.options({
      short: 'ai',
      long: { append: 'a', 'ignore-interrupts': 'i' },
      usage: 'tee [-ai] [FILE]...',
    });
    if (typeof options === 'number') return options;
    if (options.has('i')) call.sys.onSignal('INT', 'ignore');
    const append = options.has('a');
    const outputs: { fd: number; name: string }[] = [];
    for (const name of options.rest) {
      const fd = call.sys.open(name, { access: 'w', create: true, truncate: !append, append });
      if (isErrno(fd)) call.code = call.failed(name, fd);
      else outputs.push({ fd, name });
    }
    return { files: ['-'], state: { outputs } };
  },
  text(call, state, text) {
    call.out(text);
    const outputs = state.outputs.filter(({ fd, name }) => {
      const failed = call.sys.write(fd, text);
      if (failed !== undefined) {
        call.err(`${name}: ${errorText(failed.errno)}`);
        call.code = 1;
      }
      return failed === undefined;
    });
    return { outputs };
  },
});
