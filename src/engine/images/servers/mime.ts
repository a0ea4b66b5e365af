// Content types by extension: what nginx, Apache and Python have in common.
const TYPES = `text/html html htm shtml
text/css css
text/xml xml
text/plain txt
text/markdown md
image/gif gif
image/jpeg jpeg jpg
image/png png
image/svg+xml svg svgz
image/webp webp
image/x-icon ico
application/javascript js mjs
application/json json
application/pdf pdf
application/wasm wasm
application/zip zip
application/java-archive jar war ear
application/octet-stream bin exe dll deb dmg iso img
application/x-tar tar
application/gzip gz tgz
audio/mpeg mp3
video/mp4 mp4
font/woff woff
font/woff2 woff2`;

const byExtension: ReadonlyMap<string, string> = new Map(
  TYPES.split('\n').flatMap((line) => {
    const [type, ...extensions] = line.split(' ') as [string, ...string[]];
    return extensions.map((extension) => [extension, type] as const);
  }),
);

export function extensionOf(path: string): string {
  return /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
}

export function mimeType(path: string): string | undefined {
  return byExtension.get(extensionOf(path));
}
