/** A record that can be replayed: its first position, its key, and its bytes as they were. */
import { isUtf8 } from "node:buffer";
import { heartbeatOf, replayOf } from "../../lambdas/process/envelopes.ts";
import type { Failing, Position } from "./dead-letter.ts";
import type { StreamRecord } from "./stream-ranges.ts";

export interface FoundRecord extends Failing {
  readonly origin: Position;
  /** How many verdicts it has had: a record of a lost batch was given up before its next one. */
  readonly attempt: number;
  readonly partitionKey: string;
  /** Of the record that failed; for people and filters. */
  readonly arrivedAtMs: number | null;
  /** Of the origin, where that is known: what failed may have been a replay of it. */
  readonly originArrivedAtMs: number | null;
  /** Base64 of the record's bytes; of a record that was none, its text. */
  readonly wire: string;
}

const NO_ATTEMPT = 0;

/** What stood at a position of a lost batch: a record, the origin of a replay, or nothing of interest. */
export function foundInStream(
  shardId: string,
  record: StreamRecord,
  failing: Failing,
): FoundRecord | undefined {
  const { partitionKey, arrivedAtMs, sequenceNumber } = record;
  const bytes = Buffer.from(record.data);
  const text = isUtf8(bytes) ? bytes.toString("utf8") : "";
  if (heartbeatOf(text) !== null) return undefined;
  const shared = { ...failing, partitionKey, arrivedAtMs };
  const replay = replayOf(text);
  if (replay === null) {
    const origin = { shardId, sequenceNumber };
    const wire = bytes.toString("base64");
    return { ...shared, origin, attempt: NO_ATTEMPT, originArrivedAtMs: arrivedAtMs, wire };
  }
  const { attempt, data, origin } = replay;
  const colon = origin.lastIndexOf(":");
  const first = { shardId: origin.slice(0, colon), sequenceNumber: origin.slice(colon + 1) };
  return { ...shared, origin: first, attempt: attempt - 1, originArrivedAtMs: null, wire: data };
}

/** The record's bytes; of one that was no base64, its text's. */
export function bytesOf(wire: string): Buffer {
  const bytes = Buffer.from(wire, "base64");
  return bytes.toString("base64") === wire ? bytes : Buffer.from(wire, "utf8");
}
