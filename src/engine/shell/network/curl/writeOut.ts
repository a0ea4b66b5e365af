// Models curl@v8.14.1 src/tool_writeout.c

export interface Transfer {
  readonly status: number;
  readonly ip: string;
  readonly port: number;
  readonly localIp: string;
  readonly localPort: number;
  readonly url: string;
  readonly startMs: number;
  readonly lookedUpMs: number;
  readonly connectedMs: number;
  readonly firstMs: number;
  readonly endMs: number;
  readonly sizeDownload: number;
  readonly sizeHeader: number;
  readonly sizeUpload: number;
  readonly redirects: number;
  readonly contentType: string;
  readonly exitCode: number;
  readonly error: string;
  readonly method: string;
  readonly version: string;
}

/** What `-w` prints; unknown variables stay away, as curl leaves them out. */
export function writeOut(format: string, transfer: Transfer): string {
  const seconds = (ms: number): string => `${(Math.max(0, ms - transfer.startMs) / 1000).toFixed(6)}`;
  const values: Readonly<Record<string, string>> = {
    http_code: String(transfer.status).padStart(3, '0'),
    response_code: String(transfer.status).padStart(3, '0'),
    remote_ip: transfer.ip,
    remote_port: String(transfer.port),
    local_ip: transfer.localIp,
    local_port: String(transfer.localPort),
    url_effective: transfer.url,
    url: transfer.url,
    time_namelookup: seconds(transfer.lookedUpMs),
    time_connect: seconds(transfer.connectedMs),
    time_appconnect: '0.000000',
    time_pretransfer: seconds(transfer.connectedMs),
    time_redirect: '0.000000',
    time_starttransfer: seconds(transfer.firstMs),
    time_total: seconds(transfer.endMs),
    size_download: String(transfer.sizeDownload),
    size_header: String(transfer.sizeHeader),
    size_upload: String(transfer.sizeUpload),
    num_redirects: String(transfer.redirects),
    num_connects: transfer.ip === '' ? '0' : '1',
    content_type: transfer.contentType,
    exitcode: String(transfer.exitCode),
    errormsg: transfer.error,
    method: transfer.method,
    http_version: transfer.version,
    scheme: 'http',
  };
  return format
    .replace(/%%|%\{([^}]*)\}/g, (all, name: string | undefined) =>
      name === undefined ? all.slice(1) : (values[name] ?? ''),
    )
    .replace(/\\([nrt\\])/g, (_, letter: string) => ({ n: '\n', r: '\r', t: '\t' })[letter] ?? '\\');
}
