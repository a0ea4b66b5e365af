import type { Sys } from '../../linux/sys.ts';
import type { Headers } from '../../shell/http.ts';
import { httpDate } from './dates.ts';

/** The headers a Go server sends by itself. */
export const goHeaders = (sys: Sys): Headers => [['Date', httpDate(sys.nowMs)]];

export const serverHeaders =
  (name: string) =>
  (sys: Sys): Headers => [
    ['Server', name],
    ['Date', httpDate(sys.nowMs)],
  ];
