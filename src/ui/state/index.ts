// The page's state: import from here in the areas of src/ui.
export type { Actions } from './actions.ts';
export { nodeOf, roleOf } from './address.ts';
export { PageContext, useActions, usePage, usePageHandle } from './context.ts';
export {
  useByRef,
  useCurrentRecord,
  useFullRecord,
  useHost,
  useHosts,
  useKeyOf,
  useKind,
  useNodes,
  useObject,
  useObjectAt,
  usePod,
  usePods,
  useRecord,
  useRecords,
} from './hooks.ts';
export type { Desk, FieldRef, LineRange, Notice, PageState, Pane, StepUnit, Theme } from './page.ts';
export type { Selection } from './selection.ts';
export { sameSelection } from './selection.ts';
export type { Page, PageStore } from './store.ts';
export { createPage } from './store.ts';
export { refId, Tables } from './tables.ts';
export { NARROW, useMedia } from './useMedia.ts';
