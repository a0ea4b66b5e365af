import type { Frame, FramePart, KeyedDiff } from './view.ts';

/** Puts frames together from the parts that were sent ahead of them. */
export class Assembly {
  #parts: FramePart[] = [];

  /** Keeps a part until its frame comes. */
  add(part: FramePart): void {
    if (part.first) this.#parts = [];
    this.#parts.push(part);
  }

  /** The frame with all that went ahead of it. */
  complete(frame: Frame): Frame {
    const parts = this.#parts;
    this.#parts = [];
    if (!frame.parts) return frame;
    const { records, view, ...rest } = frame;
    return {
      ...rest,
      records: records && {
        from: records.from,
        added: [...parts.map((part) => part.records), records.added].flat(),
      },
      view: view && {
        ...view,
        objects: join([...parts.map(({ objects }) => objects), view.objects]),
        hosts: join([...parts.map(({ hosts }) => hosts), view.hosts]),
        queues: join([...parts.map(({ queues }) => queues), view.queues]),
      },
    };
  }
}

function join<V>(diffs: readonly KeyedDiff<V>[]): KeyedDiff<V> {
  return {
    changed: diffs.flatMap(({ changed }) => changed),
    removed: diffs.flatMap(({ removed }) => removed),
  };
}
