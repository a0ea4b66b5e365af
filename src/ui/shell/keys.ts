import type { MessageKey } from '../i18n/index.ts';
import type { Page, PageState } from '../state/index.ts';

export interface Shortcut {
  readonly id: string;
  /** As `KeyboardEvent` has it: `Space`, `ArrowRight`, `?`; with `Shift+` or `Mod+` (Ctrl, or Cmd on a Mac). */
  readonly keys: readonly string[];
  readonly group: 'time' | 'view' | 'edit';
  readonly label: MessageKey;
  /** Fires while typing as well. */
  readonly whileTyping?: boolean;
  run(page: Page): unknown;
}

/** The one table of the page's keys: it is listened to and it is what the sheet shows. */
export const SHORTCUTS: readonly Shortcut[] = [
  {
    id: 'play',
    keys: ['Space'],
    group: 'time',
    label: 'shell.keys.play',
    run: ({ actions }) => actions.togglePlay(),
  },
  {
    id: 'forward',
    keys: ['ArrowRight', 'PageDown'],
    group: 'time',
    label: 'shell.keys.forward',
    run: ({ actions, store }) => actions.stepBy(store.getState().unit, 1),
  },
  {
    id: 'back',
    keys: ['ArrowLeft', 'PageUp'],
    group: 'time',
    label: 'shell.keys.back',
    run: ({ actions, store }) => actions.stepBy(store.getState().unit, -1),
  },
  {
    id: 'forwardStep',
    keys: ['Shift+ArrowRight'],
    group: 'time',
    label: 'shell.keys.forwardStep',
    run: ({ actions }) => actions.stepBy('step', 1),
  },
  {
    id: 'backStep',
    keys: ['Shift+ArrowLeft'],
    group: 'time',
    label: 'shell.keys.backStep',
    run: ({ actions }) => actions.stepBy('step', -1),
  },
  {
    id: 'start',
    keys: ['Home'],
    group: 'time',
    label: 'shell.keys.start',
    run: ({ actions }) => actions.seek({ seq: 0 }),
  },
  {
    id: 'end',
    keys: ['End'],
    group: 'time',
    label: 'shell.keys.end',
    run: ({ actions, store }) => actions.seek({ seq: store.getState().bounds.headSeq }),
  },
  {
    id: 'branchBefore',
    keys: ['['],
    group: 'time',
    label: 'shell.keys.branchBefore',
    run: (page) => turnBranch(page, -1),
  },
  {
    id: 'branchAfter',
    keys: [']'],
    group: 'time',
    label: 'shell.keys.branchAfter',
    run: (page) => turnBranch(page, 1),
  },
  {
    id: 'classic',
    keys: ['1'],
    group: 'view',
    label: 'shell.keys.classic',
    run: ({ actions }) => actions.setReading('classic'),
  },
  {
    id: 'parallel',
    keys: ['2'],
    group: 'view',
    label: 'shell.keys.parallel',
    run: ({ actions }) => actions.setReading('parallel'),
  },
  {
    id: 'today',
    keys: ['3'],
    group: 'view',
    label: 'shell.keys.today',
    run: ({ actions }) => actions.setReading('today'),
  },
  {
    id: 'editor',
    keys: ['e'],
    group: 'edit',
    label: 'shell.keys.editor',
    run: ({ actions }) => {
      actions.setPane('yaml');
      actions.setDesk('manifest');
      focusSoon('#pane-yaml [role="tabpanel"]:not([hidden]) :is(textarea, [role="textbox"])');
    },
  },
  {
    id: 'kubectl',
    keys: ['k'],
    group: 'edit',
    label: 'shell.keys.kubectl',
    run: ({ actions }) => {
      actions.setPane('yaml');
      actions.setDesk('kubectl');
      focusSoon('#pane-yaml input');
    },
  },
  {
    id: 'steps',
    keys: ['s'],
    group: 'view',
    label: 'shell.keys.steps',
    run: ({ actions }) => {
      actions.setPane('steps');
      focusSoon(
        '#pane-side [aria-current="step"], #pane-side [role="tab"][aria-selected="true"], #pane-side button',
      );
    },
  },
  {
    id: 'inspector',
    keys: ['i'],
    group: 'view',
    label: 'shell.keys.inspector',
    run: ({ actions }) => {
      actions.setPane('inspect');
      focusSoon('#pane-side [role="tab"][aria-selected="true"], #pane-side button');
    },
  },
  {
    id: 'sheet',
    keys: ['?'],
    group: 'view',
    label: 'shell.keys.sheet',
    run: ({ actions }) => actions.setDialog('keys'),
  },
  {
    id: 'apply',
    keys: ['Mod+Enter'],
    group: 'edit',
    label: 'shell.keys.apply',
    whileTyping: true,
    run: ({ actions }) => actions.apply(),
  },
];

/** The key press in the spelling of the table. */
export function spell(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): string {
  if (event.altKey) return '';
  const key = event.key === ' ' ? 'Space' : event.key;
  const named = key.length > 1;
  const letter = named ? key : key.toLowerCase();
  if (event.ctrlKey || event.metaKey) return `Mod+${letter}`;
  // Shift is part of the sign itself: `?` is typed with it on most keyboards.
  return event.shiftKey && named ? `Shift+${letter}` : letter;
}

/** The keys in the words of the keyboard in front of the reader. */
export function showKeys(keys: string, mac = isMac()): string {
  return keys
    .split('+')
    .map((part) => shownKey(part, mac))
    .join(mac ? '' : ' + ');
}

function shownKey(part: string, mac: boolean): string {
  if (part === 'Mod') return mac ? '⌘' : 'Ctrl';
  if (part === 'Shift') return mac ? '⇧' : 'Shift';
  const signs: Record<string, string> = {
    ArrowRight: '→',
    ArrowLeft: '←',
    Enter: '↵',
    PageUp: 'PgUp',
    PageDown: 'PgDn',
  };
  return signs[part] ?? (part.length === 1 ? part.toUpperCase() : part);
}

function isMac(): boolean {
  return /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? '');
}

function turnBranch({ store, actions }: Page, by: 1 | -1): unknown {
  const { branches, moment }: PageState = store.getState();
  if (branches.length < 2) return undefined;
  const at = branches.findIndex((branch) => branch.id === moment.branch);
  const next = branches[(at + by + branches.length) % branches.length];
  return next && actions.selectBranch(next.id);
}

/** Paints to wait for a part of the page that is still being fetched. */
const PATIENCE = 60;

/** Gives the focus to what will be there once the page has rendered what was just asked for. */
export function focusSoon(selector: string): void {
  let left = PATIENCE;
  const look = () => {
    const found = document.querySelector<HTMLElement>(selector);
    if (found) found.focus();
    else if (left-- > 0) requestAnimationFrame(look);
  };
  requestAnimationFrame(() => requestAnimationFrame(look));
}
