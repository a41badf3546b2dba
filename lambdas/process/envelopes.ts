/**
 * The envelopes of the wire, told from events that only resemble them: an envelope has exactly its own fields, of
 * exactly their types. Everything else is an event like any other, and its schema decides.
 */
import { type EventTimeMs, isEventTime, type Replay } from "../../lib/engine/index.ts";

export interface ReplayedData extends Replay {
  /** Base64 of the original's bytes. */
  readonly data: string;
}

/** `<shardId>:<sequenceNumber>`. It is remembered for weeks, so that nobody may make it as long as a record. */
const ORIGIN = /^[\w.-]{1,128}:\d{1,64}$/;
/** A word that hardly any event contains: most records are not parsed here. */
const HEARTBEAT_WORD = '"$heartbeat"';
const REPLAY_WORD = '"$replay"';

export function heartbeatOf(text: string): EventTimeMs | null {
  if (!text.includes(HEARTBEAT_WORD)) return null;
  const { $heartbeat } = exactly(parsed(text), ["$heartbeat"]);
  const { v, watermarkMs } = exactly($heartbeat, ["v", "watermarkMs"]);
  if (v !== 1 || typeof watermarkMs !== "number" || !isEventTime(watermarkMs)) return null;
  return watermarkMs;
}

export function replayOf(text: string): ReplayedData | null {
  if (!text.includes(REPLAY_WORD)) return null;
  const { $replay, data } = exactly(parsed(text), ["$replay", "data"]);
  const { v, origin, attempt } = exactly($replay, ["v", "origin", "attempt"]);
  if (v !== 1 || typeof data !== "string") return null;
  if (typeof origin !== "string" || !ORIGIN.test(origin)) return null;
  if (typeof attempt !== "number" || !Number.isSafeInteger(attempt) || attempt < 1) return null;
  return { origin, attempt, data };
}

type Fields = { readonly [name: string]: unknown };

/** The value when it is an object with these fields of its own and no others; otherwise nothing. */
function exactly(value: unknown, names: readonly string[]): Fields {
  if (typeof value !== "object" || value === null) return {};
  const isExact =
    Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
  return isExact ? (value as Fields) : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
