// Models go@v1.25.0 src/net/http/server.go (Redirect)
import { REASONS } from '../../shell/http.ts';
import { escapeHtml } from './pages.ts';
import { html } from './simple.ts';

/** How a Go server sends a client elsewhere, with a page for those who do not follow. */
export function goRedirect(location: string, status: number) {
  const { headers, body } = html(`<a href="${escapeHtml(location)}">${REASONS[status] ?? ''}</a>.\n\n`);
  return { status, headers: [['Location', location] as const, ...headers], body };
}
