import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EngineClient } from '../../client/types.ts';
import { type Actions, createActions } from './actions.ts';
import { applyFrame } from './frame.ts';
import { initialPage, type PageState } from './page.ts';

export type PageStore = StoreApi<PageState>;

/** A page: what it shows, what can be done, and its line to the engine. */
export interface Page {
  readonly store: PageStore;
  readonly actions: Actions;
  close(): void;
}

/** Connects a page to an engine. `chosen` is what an earlier visit or a link decided. */
export function createPage(client: EngineClient, chosen: Partial<PageState> = {}): Page {
  const store = createStore<PageState>(() => initialPage(chosen));
  const offFrame = client.onFrame((frame) => store.setState(applyFrame(store.getState(), frame)));
  const offCrash = client.onCrash((crash) => store.setState({ crash }));
  return {
    store,
    actions: createActions(store, client),
    close() {
      offFrame();
      offCrash();
      client.close();
    },
  };
}
