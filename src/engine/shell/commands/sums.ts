// Models coreutils@v9.5 src/digest.c, src/basenc.c, busybox@v1.37.0 coreutils/md5_sha1_sum.c

import { decodeBase64, encodeBase64 } from '../../../api/base64.ts';
import { utf8Bytes } from '../../../api/utf8.ts';
import { isErrno } from '../../linux/errno.ts';
import { md5, sha1, sha256 } from './digests.ts';
import { filter } from './program.ts';

interface SumState {
  readonly text: string;
  readonly check: boolean;
  readonly quiet: boolean;
  readonly wrong: number;
}

function summing(name: string, digest: (bytes: readonly number[]) => string) {
  return filter<SumState>({
    start(call) {
      const options = call.options({
        short: 'csbtw',
        long: { check: 'c', status: 's', binary: 'b', text: 't', warn: 'w', quiet: 's' },
        usage: `${name} [-c[sw]] [FILE]...`,
      });
      if (typeof options === 'number') return options;
      const state = { text: '', check: options.has('c'), quiet: options.has('s'), wrong: 0 };
      return { files: options.rest, state };
    },
    text: (_call, state, text) => ({ ...state, text: state.text + text }),
    close(call, state, file) {
      if (!state.check) {
        call.out(`${digest(utf8Bytes(state.text))}  ${file}\n`);
        return { ...state, text: '' };
      }
      let { wrong } = state;
      for (const line of state.text.split('\n')) {
        const match = /^([0-9a-fA-F]+) [ *](.+)$/.exec(line);
        if (match === null) continue;
        const [, sum = '', path = ''] = match;
        const data = call.sys.readFile(path);
        const good = !isErrno(data) && digest(utf8Bytes(data)) === sum.toLowerCase();
        if (isErrno(data)) call.failed(call.busybox ? `can't open '${path}'` : path, data);
        if (!good) wrong++;
        if (!state.quiet)
          call.out(`${path}: ${good ? 'OK' : isErrno(data) ? 'FAILED open or read' : 'FAILED'}\n`);
      }
      return { ...state, text: '', wrong };
    },
    end(call, state) {
      if (state.wrong === 0) return call.code;
      const plural = state.wrong === 1 ? 'checksum did' : 'checksums did';
      call.err(
        call.busybox
          ? `WARNING: ${state.wrong} of ${state.wrong} computed checksums did NOT match`
          : `WARNING: ${state.wrong} computed ${plural} NOT match`,
      );
      return 1;
    },
    unreadable(call, file, why) {
      return call.failed(call.busybox ? `can't open '${file}'` : file, why);
    },
  });
}

export const md5sum = summing('md5sum', md5);
export const sha1sum = summing('sha1sum', sha1);
export const sha256sum = summing('sha256sum', sha256);

interface Base64State {
  readonly text: string;
  readonly decode: boolean;
  readonly wrap: number;
}

export const base64 = filter<Base64State>({
  start(call) {
    const options = call.options({
      short: 'dw:i',
      long: { decode: 'd', wrap: 'w', 'ignore-garbage': 'i' },
      usage: 'base64 [-d] [-w COL] [FILE]',
    });
    if (typeof options === 'number') return options;
    const wrap = Number(options.value('w') ?? 76);
    return { files: options.rest.slice(0, 1), state: { text: '', decode: options.has('d'), wrap } };
  },
  text: (_call, state, text) => ({ ...state, text: state.text + text }),
  end(call, { text, decode, wrap }) {
    if (decode) {
      const clean = text.replace(/\s/g, '');
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(clean) || clean.length % 4 !== 0) {
        call.out(decodeBase64(clean));
        return call.fail(call.busybox ? 'truncated input' : 'invalid input');
      }
      call.out(decodeBase64(clean));
      return call.code;
    }
    const encoded = encodeBase64(text);
    if (wrap === 0) call.out(encoded);
    else for (let at = 0; at < encoded.length; at += wrap) call.out(`${encoded.slice(at, at + wrap)}\n`);
    return call.code;
  },
  unreadable: (call, file, why) => call.failed(call.busybox ? `can't open '${file}'` : file, why),
});
