import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Actions } from './actions.ts';
import type { PageState } from './page.ts';
import type { Page } from './store.ts';

export const PageContext = createContext<Page | null>(null);

export function usePageHandle(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('no page around this component: wrap it in PageContext');
  return page;
}

/** A narrow look at the page; the component renders again when the result is another value. */
export function usePage<T>(select: (page: PageState) => T): T {
  return useStore(usePageHandle().store, select);
}

/** What the reader can do; always the same object. */
export function useActions(): Actions {
  return usePageHandle().actions;
}
