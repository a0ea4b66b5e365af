// Models nginx@v1.29 src/http/modules/ngx_http_static_module.c, ngx_http_index_module.c, ngx_http_autoindex_module.c,
// ngx_http_try_files_module.c
import { isErrno } from '../../linux/errno.ts';
import { byteLength, type Headers, header } from '../../shell/http.ts';
import { httpDate } from '../servers/dates.ts';
import { numbered } from '../servers/errors.ts';
import type { Reply } from '../servers/http.ts';
import { encodePath, escapeHtml } from '../servers/pages.ts';
import { Rewriting } from './rewrite.ts';
import { expand } from './variables.ts';

export abstract class Files extends Rewriting {
  /** The file that a path means. */
  fileOf(uri: string): string {
    const { location, context } = this;
    if (location?.alias == null) return context.root + uri;
    const alias = expand(location.alias, context);
    return location.kind === '~' || location.kind === '~*'
      ? alias
      : alias + uri.slice(location.pattern.length);
  }

  tryFiles(names: readonly string[]): Reply {
    for (const name of names.slice(0, -1)) {
      const uri = expand(name, this.context);
      const isDirectory = uri.endsWith('/');
      const stat = this.sys.stat(this.fileOf(isDirectory ? uri.slice(0, -1) || '/' : uri));
      if (isErrno(stat) || (stat.type === 'directory') !== isDirectory) continue;
      this.context.uri = uri;
      return this.file();
    }
    const last = expand(names[names.length - 1] as string, this.context);
    return last.startsWith('=') ? this.fail(Number(last.slice(1))) : this.redirect(last);
  }

  file(): Reply {
    const { sys, exchange, context } = this;
    const { method } = exchange.request;
    if (method !== 'GET' && method !== 'HEAD') return this.fail(405);
    const { uri } = context;
    const path = this.fileOf(uri);
    if (uri.endsWith('/')) return this.directory(path);
    const stat = sys.stat(path);
    if (isErrno(stat)) {
      this.error('error', `open() "${path}" failed (${numbered(stat.errno)})`);
      return this.fail(stat.errno === 'EACCES' ? 403 : 404);
    }
    if (stat.type === 'directory') {
      const query = context.args === '' ? '' : `?${context.args}`;
      return this.page(301, [['Location', this.absolute(`${uri}/${query}`)]]);
    }
    const data = sys.readFile(path);
    if (isErrno(data)) {
      this.error('error', `open() "${path}" failed (${numbered(data.errno)})`);
      return this.fail(data.errno === 'EACCES' ? 403 : 404);
    }
    const seconds = Math.floor((stat.mtimeMs + 1_767_225_600_000) / 1000);
    const etag = `"${seconds.toString(16)}-${stat.sizeBytes.toString(16)}"`;
    const validators: Headers = [
      ['Last-Modified', httpDate(stat.mtimeMs)],
      ['Connection', 'keep-alive'],
      ['ETag', etag],
    ];
    const { headers } = exchange.request;
    const seen = header(headers, 'if-none-match');
    const isSame =
      seen === undefined
        ? header(headers, 'if-modified-since') === httpDate(stat.mtimeMs)
        : seen === '*' || seen.split(/,\s*/).includes(etag);
    if (isSame && this.override === null) return this.send(304, validators, '');
    const type = this.typeOf(path);
    return this.send(
      200,
      [
        ['Content-Type', type],
        ['Content-Length', String(byteLength(data))],
        ...validators,
        ['Accept-Ranges', 'bytes'],
      ],
      data,
    );
  }

  directory(path: string): Reply {
    const { sys, context, settings } = this;
    for (const name of settings.index) {
      const index = expand(name, context);
      if (index.startsWith('/')) return this.redirect(index);
      const stat = sys.stat(path + index);
      if (!isErrno(stat) && stat.type !== 'directory') return this.redirect(context.uri + index);
      if (isErrno(stat) && stat.errno === 'EACCES') {
        this.error('error', `"${path}${index}" is forbidden (${numbered('EACCES')})`);
        return this.fail(403);
      }
    }
    const entries = sys.readdir(path);
    if (isErrno(entries)) {
      this.error('error', `"${path}${settings.index[0] ?? ''}" is not found (${numbered(entries.errno)})`);
      return this.fail(entries.errno === 'EACCES' ? 403 : 404);
    }
    if (!settings.autoindex) {
      this.error('error', `directory index of "${path}" is forbidden`);
      return this.fail(403);
    }
    const lines = entries
      .filter(({ name }) => !name.startsWith('.'))
      .map(({ name, type }) => (type === 'directory' ? `${name}/` : name))
      .sort()
      .map((name) => `<a href="${encodePath(name)}">${escapeHtml(name)}</a>\n`);
    const title = `Index of ${escapeHtml(context.uri)}`;
    return this.send(
      200,
      [['Content-Type', 'text/html']],
      `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<h1>${title}</h1><hr><pre><a href="../">../</a>\n` +
        `${lines.join('')}</pre><hr></body>\r\n</html>\r\n`,
    );
  }
}
