import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createWorkerClient } from '../client/worker.ts';
import '../ui/design/base.css';
import { loadLocale, pickLocale } from '../ui/i18n/index.ts';
import { Root } from '../ui/shell/Root.tsx';
import { createPage, PageContext } from '../ui/state/index.ts';
import { browserShelf, loadPage } from '../ui/state/saved.ts';
import { followAddress, labInAddress } from './address.ts';
import { remember } from './memory.ts';
import { followLocale, followTheme } from './theme.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root element');

const { reading, ...saved } = loadPage(browserShelf());
const locale = saved.locale ?? pickLocale(navigator.languages);
const page = createPage(createWorkerClient(), {
  ...saved,
  locale,
  lab: labInAddress(location.hash),
  watched: { pod: null, reading: reading ?? 'classic' },
});
followTheme(page.store);
followLocale(page.store);
remember(page.store);
await loadLocale(locale);
createRoot(root).render(
  <StrictMode>
    <PageContext value={page}>
      <Root />
    </PageContext>
  </StrictMode>,
);
followAddress(page);
