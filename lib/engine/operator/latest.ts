/**
 * The latest operator keeps, for each key, what is wanted of the event with the largest event time (of equal ones the
 * last in the log), and, when asked, the key's history as a journal of entries.
 *
 * It takes every event, however late: an older event never replaces a newer one, and its entry finds its place
 * in the history by its event time.
 */
import {
  append,
  checkLayout,
  closeJournal,
  decodeJournal,
  encodeJournal,
  type Journal,
  type JournalDraft,
  type JournalLayout,
  openJournal,
} from "../state/journal.ts";
import type { Json } from "../state/json.ts";
import { type KeyParts, writeKey } from "../state/key.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { FoldContext, KeyRow, Operator } from "./operator.ts";
import { PAGE_KEYS_MAX, requireRoom } from "./page-keys.ts";

export interface History<Event> extends JournalLayout {
  /** Groups the keys whose entries share chunks. */
  readonly partition: (key: string) => string;
  readonly entry: (event: Event) => Json;
}

export interface LatestOptions<Event, Stored extends Json> {
  readonly key: (event: Event) => KeyParts;
  /** The item in which a key is kept: the operator's own by default, one for all keys. */
  readonly page?: (key: string) => string;
  /** Keys that a page takes; an event of one more is dead-lettered. */
  readonly pageKeysMax?: number;
  /** What is stored of the newest event: values without names, since a page holds one for each of its keys. */
  readonly stored: (event: Event) => Stored;
  /** The view's row from what is stored. */
  readonly row: (key: string, eventTimeMs: EventTimeMs, stored: Stored) => { readonly [field: string]: Json };
  readonly history?: History<Event>;
}

/** What is stored of a key's newest event. */
export interface LatestEntry {
  readonly eventTimeMs: EventTimeMs;
  readonly stored: Json;
  /** A memo of `[key, eventTimeMs, stored]` as JSON: its page is written for each entry that changes. */
  text: string | undefined;
}

export interface LatestSection {
  readonly entries: ReadonlyMap<string, LatestEntry>;
  readonly journal: Journal;
}

interface Draft {
  readonly entries: Map<string, LatestEntry>;
  readonly journal: JournalDraft;
}

interface Input {
  readonly stored: Json;
  /** JSON text; empty without a history. */
  readonly entry: string;
}

export function latest<Event, Stored extends Json>(options: LatestOptions<Event, Stored>): Operator<Event> {
  const { key, page, stored, history, pageKeysMax = PAGE_KEYS_MAX } = options;
  if (history !== undefined) checkLayout(history);

  function fold(draft: Draft, written: string, input: Input, context: FoldContext): void {
    const before = draft.entries.get(written);
    if (before === undefined) requireRoom(draft.entries.size, pageKeysMax);
    if (before === undefined || context.eventTimeMs >= before.eventTimeMs) {
      draft.entries.set(written, entryOf(context.eventTimeMs, input.stored));
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
      const input: Input = {
        stored: stored(event),
        entry: history === undefined ? "" : JSON.stringify(history.entry(event)),
      };
      const name = page === undefined ? operator : page(written);
      return [{ record, eventTimeMs, operator, window: null, page: name, key: written, input }];
    },
    keyRows: (state) => rowsOf(state as LatestSection, options),
    openDraft(state) {
      const section = state as LatestSection | undefined;
      return { entries: new Map(section?.entries), journal: openJournal(section?.journal) } satisfies Draft;
    },
    fold: (draft, contribution, context) =>
      fold(draft as Draft, contribution.key, contribution.input as Input, context),
    closeDraft: (draft) =>
      ({
        entries: (draft as Draft).entries,
        journal: closeJournal((draft as Draft).journal),
      }) satisfies LatestSection,
    encode: (state) => encodeSection(state as LatestSection),
    decode: sectionFromJson,
  };
}

function rowsOf<Event, Stored extends Json>(
  { entries }: LatestSection,
  { row }: LatestOptions<Event, Stored>,
): KeyRow[] {
  return Array.from(entries, ([key, { eventTimeMs, stored }]) => {
    return { key, rank: eventTimeMs, rows: () => [row(key, eventTimeMs, stored as Stored)] };
  });
}

function encodeSection({ entries, journal }: LatestSection): string {
  const texts: string[] = [];
  for (const [key, entry] of entries) {
    entry.text ??= JSON.stringify([key, entry.eventTimeMs, entry.stored]);
    texts.push(entry.text);
  }
  return `[[${texts.join(",")}],${encodeJournal(journal)}]`;
}

function sectionFromJson(json: Json): LatestSection {
  const [entries, tails] = json as unknown as [[string, EventTimeMs, Json][], Json];
  const read = entries.map(([key, eventTimeMs, stored]) => [key, entryOf(eventTimeMs, stored)] as const);
  return { entries: new Map(read), journal: decodeJournal(tails) };
}

function entryOf(eventTimeMs: EventTimeMs, stored: Json): LatestEntry {
  return { eventTimeMs, stored, text: undefined };
}
