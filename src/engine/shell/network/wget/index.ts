import type { Program } from '../../../linux/program.ts';
import { busyboxWget } from './busybox.ts';
import { gnuWget } from './gnu.ts';

export const wget: Program = {
  run(sys) {
    (sys.flavour === 'busybox' ? busyboxWget : gnuWget).run(sys);
  },
};
