import type { Program } from '../../linux/program.ts';

/** A tool that the image has and nobody here can run: it says so, and fails. */
export const unmodelled: Program = {
  run(sys) {
    const name = (sys.self.argv[0] ?? '').replace(/^.*\//, '');
    sys.write(2, `${name}: this image has the program, but Podscope does not model it\n`);
    sys.exit(127);
  },
};
