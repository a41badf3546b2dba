/**
 * The latest operator keeps, for each key, the row of the event with the largest event time (of equal ones the
 * last in the log), and, when asked, the key's history as a journal of entries.
 *
 * It takes every event, however late: an older event never replaces a newer row, and its entry finds its place
 * in the history by its event time.
 */
import {
  append,
  closeJournal,
  type Journal,
  type JournalDraft,
  type JournalLayout,
  openJournal,
} from "../state/journal.ts";
import type { Json } from "../state/json.ts";
import { type KeyParts, writeKey } from "../state/key.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { FoldContext, Operator } from "./operator.ts";

export interface History<Event> extends JournalLayout {
  /** Groups the keys whose entries share chunks. */
  readonly partition: (key: string) => string;
  readonly entry: (event: Event) => Json;
}

export interface LatestOptions<Event, Row extends Json> {
  readonly key: (event: Event) => KeyParts;
  /** The item in which a key is kept: the operator's own by default, one for all keys. */
  readonly page?: (key: string) => string;
  readonly row: (event: Event) => Row;
  readonly history?: History<Event>;
}

/** A key's latest row with its event time. */
export type LatestRow = readonly [eventTimeMs: EventTimeMs, row: Json];

export interface LatestSection {
  readonly rows: ReadonlyMap<string, LatestRow>;
  readonly journal: Journal;
}

interface Draft {
  readonly rows: Map<string, LatestRow>;
  readonly journal: JournalDraft;
}

interface Input {
  readonly row: Json;
  readonly entry: Json;
}

export function latest<Event, Row extends Json>(options: LatestOptions<Event, Row>): Operator<Event> {
  const { key, page, row, history } = options;
  if (history !== undefined && !(history.chunkEntries >= 2)) {
    throw new RangeError(
      `Cannot keep a history in chunks of ${history.chunkEntries}: expected at least 2 entries`,
    );
  }

  function fold(draft: Draft, written: string, input: Input, context: FoldContext): void {
    const before = draft.rows.get(written);
    if (before === undefined || context.eventTimeMs >= before[0]) {
      draft.rows.set(written, [context.eventTimeMs, input.row]);
    }
    if (history === undefined) return;
    const closed = append(
      draft.journal,
      history,
      history.partition(written),
      context.eventTimeMs,
      input.entry,
    );
    for (const tail of closed) context.closeTail(tail, history);
  }

  return {
    kind: "latest",
    stateful: false,
    ...(history === undefined ? {} : { journal: history }),
    prepare(event, { record, eventTimeMs }, operator) {
      const written = writeKey(key(event));
      const input: Input = { row: row(event), entry: history === undefined ? null : history.entry(event) };
      const name = page === undefined ? operator : page(written);
      return [{ record, eventTimeMs, operator, window: null, page: name, key: written, input }];
    },
    openDraft(state) {
      const section = state as LatestSection | undefined;
      return { rows: new Map(section?.rows), journal: openJournal(section?.journal) } satisfies Draft;
    },
    fold: (draft, contribution, context) =>
      fold(draft as Draft, contribution.key, contribution.input as Input, context),
    closeDraft: (draft) =>
      ({
        rows: (draft as Draft).rows,
        journal: closeJournal((draft as Draft).journal),
      }) satisfies LatestSection,
    toJson(state) {
      const { rows, journal } = state as LatestSection;
      return [
        [...rows],
        journal.map((tail) => [tail.partition, tail.bucketMs, tail.entries]),
      ] as unknown as Json;
    },
    fromJson: sectionFromJson,
  };
}

function sectionFromJson(json: Json): LatestSection {
  const [rows, tails] = json as unknown as [[string, LatestRow][], [string, EventTimeMs, readonly Json[]][]];
  const journal = tails.map(([partition, bucketMs, entries]) => ({ partition, bucketMs, entries }));
  return { rows: new Map(rows), journal };
}
