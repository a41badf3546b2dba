/**
 * The plan of a replay: each origin once, however many messages tell of it, as the newest of them has it, edited,
 * measured and in order; and what hinders the others.
 */
import { originText } from "./dead-letter.ts";
import type { FoundRecord } from "./found-record.ts";
import type { Hindrance } from "./outcome.ts";
import { isTooLarge, type ReplayEntry, replayEntry } from "./replay-entry.ts";
import { inReplayOrder } from "./replay-order.ts";
import { type Transform, transformed } from "./transform.ts";

/** A message that the filters let through, with what was found of it. */
export interface MatchedMessage {
  readonly messageId: string;
  readonly reason: string;
  readonly records: readonly FoundRecord[];
  /** Why it stays even when all its records are replayed. */
  readonly hindrance: Hindrance | null;
}

export interface Plan {
  readonly messages: readonly MatchedMessage[];
  /** In the order in which they are to be put. */
  readonly entries: readonly ReplayEntry[];
  /** By origin: why it is not among the entries. */
  readonly hindrances: ReadonlyMap<string, Hindrance>;
  /** By origin: the message whose record is replayed; other messages of the origin are its duplicates. */
  readonly chosen: ReadonlyMap<string, string>;
}

export interface PlanOptions {
  readonly transform?: Transform | undefined;
  /** Called between records: a transform may take its time. */
  readonly onRecord?: (() => Promise<void>) | undefined;
  /** Ends the planning: what is not planned is not put. */
  readonly signal?: AbortSignal | undefined;
}

export async function planReplay(
  messages: readonly MatchedMessage[],
  { transform, onRecord, signal }: PlanOptions = {},
): Promise<Plan> {
  const { newest, chosen } = newestByOrigin(messages);
  const entries: ReplayEntry[] = [];
  const hindrances = new Map<string, Hindrance>();
  for (const record of inReplayOrder([...newest.values()])) {
    if (signal?.aborted) break;
    await onRecord?.();
    const wire = transform === undefined ? record.wire : await transformed(record, transform);
    const planned = typeof wire === "string" ? sized(replayEntry(record, wire)) : wire;
    if ("outcome" in planned) hindrances.set(originText(record.origin), planned);
    else entries.push(planned);
  }
  return { messages, entries, hindrances, chosen };
}

function newestByOrigin(messages: readonly MatchedMessage[]) {
  const newest = new Map<string, FoundRecord>();
  const chosen = new Map<string, string>();
  for (const { messageId, records } of messages) {
    for (const record of records) {
      const origin = originText(record.origin);
      const known = newest.get(origin);
      if (known !== undefined && known.attempt >= record.attempt) continue;
      newest.set(origin, record);
      chosen.set(origin, messageId);
    }
  }
  return { newest, chosen };
}

function sized(entry: ReplayEntry): ReplayEntry | Hindrance {
  return isTooLarge(entry) ? { outcome: "tooLarge", error: null } : entry;
}
