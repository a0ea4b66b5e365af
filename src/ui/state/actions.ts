import type { EngineClient } from '../../client/types.ts';
import type { NewRun, Replies, Request, SavedRun } from '../../protocol/messages.ts';
import type { Command, Moment, Pace, Reading, TraceRecord } from '../../protocol/view.ts';
import { hasMessage, loadLocale } from '../i18n/dictionary.ts';
import type { Locale } from '../i18n/locale.ts';
import type { MessageKey } from '../i18n/messages.ts';
import type { Params } from '../i18n/text.ts';
import { isSame } from './frame.ts';
import type { Desk, FieldRef, Notice, PageState, Pane, StepUnit, Theme } from './page.ts';
import type { Selection } from './selection.ts';
import type { PageStore } from './store.ts';

/** Everything the reader can do. Whatever the engine refuses becomes a notice, never an exception. */
export interface Actions {
  /** Does something that takes several requests, or fetches before it asks; it counts as pending until it is done. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Starts a run or goes on with a saved one; false when the engine will not have it. */
  open(run: NewRun | SavedRun): Promise<boolean>;
  /** Checks and applies the manifest; false when it has errors. Then it plays on. */
  apply(): Promise<boolean>;
  /** Asks the engine what it would say to the manifest; the answer stands in `diagnostics`. */
  check(): Promise<void>;
  /** Issues a command at the moment shown; in the past it opens a branch. */
  command(command: Command): Promise<boolean>;
  seek(to: { readonly seq: number } | { readonly timeMs: number }): Promise<void>;
  stepBy(unit: StepUnit, direction: 1 | -1): Promise<void>;
  play(): Promise<void>;
  pause(): Promise<void>;
  togglePlay(): Promise<void>;
  setPace(pace: Pace): Promise<void>;
  selectBranch(branch: number): Promise<void>;
  watchPod(pod: string | null): Promise<void>;
  setReading(reading: Reading): Promise<void>;
  /** A record with its full detail; null when there is none. */
  record(seq: number): Promise<TraceRecord | null>;
  /** An object before and after a record. */
  object(key: string, seq?: number): Promise<Replies['object']>;
  /** What runs on a machine at the moment shown; with `pod`, as `namespace/name`, only what is of that Pod. */
  machine(node: string, pod?: string): Promise<Replies['machine']>;
  /** What a terminal of a machine has shown from a place on. */
  terminal(node: string, terminal: string, from: number): Promise<Replies['terminal'] | null>;
  /** The names in a folder, as the shell that reads a terminal sees it. */
  fileNames(node: string, terminal: string, folder: string): Promise<readonly string[]>;
  save(): Promise<SavedRun | null>;

  setManifest(text: string, exampleId?: string | null): void;
  /** Writes a file for kubectl lines to name; null takes it away. */
  setFile(name: string, text: string | null): void;
  /** Shows a thing in the inspector. */
  select(selection: Selection | null): void;
  setPane(pane: Pane): void;
  setDesk(desk: Desk): void;
  setDialog(dialog: PageState['dialog']): void;
  setUnit(unit: StepUnit): void;
  /** Shows the lab on a track, or with null the stage. */
  setLab(lab: string | null): void;
  setTheme(theme: Theme): void;
  setLocale(locale: Locale): Promise<void>;
  setSeed(seed: number): void;
  setSides(sides: Partial<Pick<PageState, 'leftOpen' | 'rightOpen' | 'leftWidth' | 'rightWidth'>>): void;
  /** Asks the editor to show where a field stands. */
  revealField(field: FieldRef): void;
  notify(tone: Notice['tone'], key: MessageKey, params?: Params): void;
  dismissNotice(id: number): void;
  dismissCrash(): void;
}

/** Requests that change what is shown. */
const CHANGES: ReadonlySet<Request['type']> = new Set([
  'open',
  'apply',
  'command',
  'seek',
  'stepBy',
  'play',
  'pause',
  'selectBranch',
]);

/** Refusals that only say that the reader has moved on, or that are told otherwise. */
const SILENT = new Set(['stale', 'closed', 'crash']);

export function createActions(store: PageStore, client: EngineClient): Actions {
  const { getState: page, setState: set } = store;
  let ids = 0;

  async function ask<T extends Request['type']>(
    request: Extract<Request, { type: T }>,
  ): Promise<Replies[T] | undefined> {
    if (!CHANGES.has(request.type)) return answer<T>(request);
    // Wherever the reader was going before: now it goes elsewhere.
    set({ heading: null });
    return during(() => answer<T>(request));
  }

  async function during<T>(work: () => Promise<T>): Promise<T> {
    set({ pending: page().pending + 1 });
    try {
      return await work();
    } finally {
      set({ pending: page().pending - 1 });
    }
  }

  /** The answer says where it goes; the picture of it comes with a frame, before or after. */
  function headFor(moment: Moment | undefined): void {
    if (moment) set({ heading: isSame(moment, page().moment) ? null : moment });
  }

  /** A command has been taken: what comes of it follows, so the run has not settled whatever the last frame said. */
  function moved(): void {
    set({ bounds: { ...page().bounds, settled: false } });
  }

  async function answer<T extends Request['type']>(
    request: Extract<Request, { type: T }>,
  ): Promise<Replies[T] | undefined> {
    try {
      return await client.request<T>(request);
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      if (!SILENT.has(code ?? '')) {
        const key = `shell.refused.${code}`;
        notify('error', hasMessage(key) ? key : 'shell.refused.other', { message: message ?? String(error) });
      }
      return undefined;
    }
  }

  function notify(tone: Notice['tone'], key: MessageKey, params?: Params): void {
    ids += 1;
    const notice: Notice = { id: ids, tone, key, params };
    set({ notices: [...page().notices.slice(-2), notice] });
  }

  function watch(watched: PageState['watched']): Promise<unknown> {
    set({ watched });
    return ask({ type: 'watch', watched });
  }

  const actions: Actions = {
    during,

    async open(run) {
      set({ selection: null, crash: null, ...('seed' in run && { seed: run.seed }) });
      // An answer of null is an answer; only a refusal gives undefined.
      if ((await ask({ type: 'open', run })) === undefined) return false;
      await ask({ type: 'watch', watched: page().watched });
      return true;
    },

    async apply() {
      const text = page().manifest;
      set({ applying: true });
      const result = await ask({ type: 'apply', text });
      set({ applying: false });
      if (!result) return false;
      if (result.applied) moved();
      set({
        diagnostics: result.diagnostics,
        checkedText: text,
        ...(result.applied && { appliedText: text }),
      });
      if (result.applied) {
        await watch({ ...page().watched, pod: null });
        await actions.play();
      }
      return result.applied;
    },

    async check() {
      const text = page().manifest;
      const diagnostics = await ask({ type: 'check', text });
      if (diagnostics && page().manifest === text) set({ diagnostics, checkedText: text });
    },

    async command(command) {
      const isTaken = (await ask({ type: 'command', command })) !== undefined;
      if (isTaken) moved();
      return isTaken;
    },

    async seek(to) {
      headFor(await ask({ type: 'seek', to }));
    },

    async stepBy(unit, direction) {
      headFor(await ask({ type: 'stepBy', unit, direction }));
    },

    async play() {
      await ask({ type: 'play', pace: page().pace });
    },

    async pause() {
      await ask({ type: 'pause' });
    },

    togglePlay: () => (page().play.playing ? actions.pause() : actions.play()),

    async setPace(pace) {
      set({ pace });
      if (page().play.playing) await ask({ type: 'play', pace });
    },

    async selectBranch(branch) {
      await ask({ type: 'selectBranch', branch });
    },

    async watchPod(pod) {
      await watch({ ...page().watched, pod });
    },

    async setReading(reading) {
      await watch({ ...page().watched, reading });
    },

    record: async (seq) => (await ask({ type: 'record', seq })) ?? null,
    machine: async (node, pod) => (await ask({ type: 'machine', node, pod })) ?? null,
    terminal: async (node, terminal, from) => (await ask({ type: 'terminal', node, terminal, from })) ?? null,
    fileNames: async (node, terminal, folder) =>
      (await ask({ type: 'fileNames', node, terminal, folder })) ?? [],
    object: async (key, seq) => (await ask({ type: 'object', key, seq })) ?? null,
    save: async () => (await ask({ type: 'save' })) ?? null,

    setFile(name, text) {
      const { [name]: _, ...others } = page().files;
      set({ files: text === null ? others : { ...others, [name]: text } });
    },

    setManifest(text, exampleId) {
      // What the reader has changed is no example any more.
      const same = text === page().manifest ? page().exampleId : null;
      set({ manifest: text, exampleId: exampleId === undefined ? same : exampleId });
    },

    select(selection) {
      set(selection ? { selection, pane: 'inspect', side: 'inspect', rightOpen: true } : { selection });
    },

    setPane(pane) {
      if (pane === 'steps' || pane === 'inspect') set({ pane, side: pane, rightOpen: true });
      else if (pane === 'yaml') set({ pane, leftOpen: true });
      else set({ pane });
    },

    setDesk: (desk) => set({ desk, leftOpen: true }),
    setDialog: (dialog) => set({ dialog }),
    setUnit: (unit) => set({ unit }),
    setLab: (lab) => set({ lab }),
    setTheme: (theme) => set({ theme }),

    async setLocale(locale) {
      await loadLocale(locale);
      set({ locale });
    },

    setSeed: (seed) => set({ seed }),

    setSides: (sides) => set(sides),

    revealField(field) {
      ids += 1;
      set({ reveal: { id: ids, field }, leftOpen: true, desk: 'manifest', pane: 'yaml' });
    },

    notify,

    dismissNotice(id) {
      set({ notices: page().notices.filter((notice) => notice.id !== id) });
    },

    dismissCrash: () => set({ crash: null }),
  };
  return actions;
}
