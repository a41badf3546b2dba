/**
 * What the keyed operator keeps in a page: each key's state, or that there was one.
 *
 * A key whose state has ended is forgotten, if this shard alone has ever had it. Of one that was inherited the parents'
 * pages hold older copies, for good: there stays a tombstone, which is newer than they are, so that neither a view nor
 * another child takes up what has ended. So a page has at most one tombstone for each key that it has inherited.
 */
import { Map as PersistentMap } from "immutable";
import type { Json } from "../state/json.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { KeyRow } from "./operator.ts";

export interface KeyedEntry {
  /** undefined in a tombstone. */
  readonly state: Json | undefined;
  /** How often the state has changed: of two copies of a key the one that changed more is the newer. */
  readonly changes: number;
  /** True when no other shard has a copy from before. */
  readonly isOwn: boolean;
  /** The event time of the key's timer; null for none. */
  readonly timerMs: EventTimeMs | null;
  /** A memo of the entry as JSON: its page is written for each entry that changes. */
  text: string | undefined;
}

/** Persistent: the next state of a page shares what a batch did not touch with the one before. */
export type KeyedSection = PersistentMap<string, KeyedEntry>;

export const NO_KEYS: KeyedSection = PersistentMap();

/** The key's next entry; undefined when nothing is to be kept of it. */
export function entryAfter(
  before: KeyedEntry | undefined,
  state: Json | undefined,
  timerMs: EventTimeMs | null,
): KeyedEntry | undefined {
  const isOwn = before?.isOwn ?? true;
  if (state === undefined && isOwn) return undefined;
  const kept = state === undefined ? null : timerMs;
  return { state, changes: (before?.changes ?? 0) + 1, isOwn, timerMs: kept, text: undefined };
}

/**
 * After a split and a merge both parents may know a key, one of them only from before the split.
 *
 * @param owns which keys come to this shard. What has timers must be its own, or they would go off in a sibling, too.
 */
export function inheritKeys(parents: readonly KeyedSection[], owns: (key: string) => boolean): KeyedSection {
  return NO_KEYS.withMutations((inherited) => {
    for (const parent of parents) {
      for (const [key, entry] of parent) {
        if (entry.changes < (inherited.get(key)?.changes ?? 0) || !owns(key)) continue;
        inherited.set(key, entry.isOwn ? { ...entry, isOwn: false, text: undefined } : entry);
      }
    }
  });
}

type RowOf = (key: string, state: Json) => ReturnType<KeyRow["rows"]>[number];

export function rowsOfKeys(section: KeyedSection, row: RowOf): readonly KeyRow[] {
  const rows: KeyRow[] = [];
  section.forEach(({ state, changes }, key) => {
    rows.push({ key, rank: changes, rows: () => (state === undefined ? [] : [row(key, state)]) });
  });
  return rows;
}

/** `ENDED` is a tombstone's, whose state says nothing. Pages of the version before this one have none: nobody knows whose they are. */
const INHERITED = 0;
const OWN = 1;
const ENDED = 2;

type Written = readonly [key: string, state: Json, changes: number, standing?: number, timerMs?: EventTimeMs];

export function encodeKeys(section: KeyedSection): string {
  const texts: string[] = [];
  for (const [key, entry] of section) {
    entry.text ??= JSON.stringify(written(key, entry));
    texts.push(entry.text);
  }
  return `[${texts.join(",")}]`;
}

function written(key: string, { state, changes, isOwn, timerMs }: KeyedEntry): Written {
  if (state === undefined) return [key, null, changes, ENDED];
  const standing = isOwn ? OWN : INHERITED;
  return timerMs === null ? [key, state, changes, standing] : [key, state, changes, standing, timerMs];
}

export function decodeKeys(json: Json): KeyedSection {
  const entries = json as unknown as readonly Written[];
  return PersistentMap(
    entries.map(([key, state, changes, standing, timerMs = null]): [string, KeyedEntry] => {
      const isOwn = standing === OWN;
      return [
        key,
        { state: standing === ENDED ? undefined : state, changes, isOwn, timerMs, text: undefined },
      ];
    }),
  );
}
