/**
 * What the session operator keeps in a page: each key's sessions, and the history of those that have retired.
 *
 * A key's sessions belong to the shard that the key's events go to. A child shard inherits copies of all keys of its
 * parents' pages, since it cannot know which are its own, and owns a key from its first event on: only owned sessions
 * retire into the history, so that none does so twice. What nobody touches any more stays in the parent's page.
 */
import { Map as PersistentMap } from "immutable";
import { decodeJournal, encodeJournal, type Journal } from "../state/journal.ts";
import type { Json } from "../state/json.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { Span } from "../window/session.ts";

export interface Session extends Span {
  /** One state for each aggregate. */
  readonly states: readonly Json[];
}

export interface KeySessions {
  /** Live ones, in the order of their first events. */
  readonly sessions: readonly Session[];
  /** How many events have come: of two shards' copies of a key the one that saw more is the newer. */
  readonly observed: number;
  /** `own`: of this shard alone. `taken`: inherited, then touched. `inherited`: a copy, of which nothing is shown to retire. */
  readonly origin: "own" | "taken" | "inherited";
}

export interface SessionSection {
  readonly keys: PersistentMap<string, KeySessions>;
  readonly journal: Journal;
  /** Sessions that retire at this watermark or before have left for the history; those of a parent too. */
  readonly retiredToMs: EventTimeMs | null;
  /** By a key's fingerprint: its sessions of the history that ended then or before are forgotten. */
  readonly forgotten: PersistentMap<string, EventTimeMs>;
}

const ORIGINS = ["own", "taken", "inherited"] as const;

export const NO_SESSIONS: SessionSection = {
  keys: PersistentMap(),
  journal: [],
  retiredToMs: null,
  forgotten: PersistentMap(),
};

/** The sessions with which a child shard starts: of each key the newest copy. */
export function inheritSessions(parents: readonly SessionSection[]): SessionSection {
  const keys = NO_SESSIONS.keys.withMutations((inherited) => {
    for (const parent of parents) {
      for (const [key, entry] of parent.keys) {
        if (entry.observed >= (inherited.get(key)?.observed ?? 0))
          inherited.set(key, { ...entry, origin: "inherited" });
      }
    }
  });
  const retired = parents.flatMap(({ retiredToMs }) => (retiredToMs === null ? [] : [retiredToMs]));
  const retiredToMs = retired.length === 0 ? null : (Math.max(...retired) as EventTimeMs);
  return { ...NO_SESSIONS, keys, retiredToMs };
}

export function encodeSessions({ keys, journal, retiredToMs, forgotten }: SessionSection): string {
  const entries = [...keys].map(([key, { sessions, observed, origin }]) => {
    const spans = sessions.map(({ firstMs, lastMs, states }) => [firstMs, lastMs, states]);
    return [key, spans, observed, ORIGINS.indexOf(origin)];
  });
  const marks = JSON.stringify([...forgotten]);
  return `[${JSON.stringify(entries)},${encodeJournal(journal)},${retiredToMs},${marks}]`;
}

export function decodeSessions(json: Json): SessionSection {
  type Entry = [string, [EventTimeMs, EventTimeMs, Json[]][], number, number];
  type Mark = [string, EventTimeMs];
  // Pages of the version before this one have no marks.
  const [entries, journal, retiredToMs, marks = []] = json as unknown as [
    Entry[],
    Json,
    EventTimeMs | null,
    Mark[]?,
  ];
  const keys = PersistentMap(
    entries.map(([key, spans, observed, origin]): [string, KeySessions] => {
      const sessions = spans.map(([firstMs, lastMs, states]) => ({ firstMs, lastMs, states }));
      return [key, { sessions, observed, origin: ORIGINS[origin] as KeySessions["origin"] }];
    }),
  );
  return { keys, journal: decodeJournal(journal), retiredToMs, forgotten: PersistentMap(marks) };
}
