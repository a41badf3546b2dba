/**
 * From a dead letter to its records: a letter's body is inline or in the overflow bucket, a lost batch is read back
 * from the stream.
 */
import { sequenceNumber } from "../../lib/engine/index.ts";
import type { DeadLetter, Letter, LostBatch } from "./dead-letter.ts";
import { type Filters, matchesRecord } from "./filters.ts";
import { type FoundRecord, foundInStream } from "./found-record.ts";
import { errorName, type Hindrance } from "./outcome.ts";
import type { OverflowBodies } from "./overflow-bodies.ts";
import type { StreamRanges, StreamRecord } from "./stream-ranges.ts";

export interface RecordSources {
  readonly ranges: StreamRanges;
  readonly bodies: OverflowBodies;
  readonly nowMs: number;
  /** Called between pages, which may take their time. */
  readonly onPage: () => Promise<void>;
}

/** The matching records, and why the message must stay even when all of them are replayed. */
export interface Found {
  readonly records: readonly FoundRecord[];
  readonly hindrance: Hindrance | null;
}

/** The processor's word for a body that was no base64: such a body is kept as the text that it was. */
const NO_BASE64 = "malformed_base64";

/** @returns undefined when no record of the message matches the filters. */
export async function findRecords(
  letter: DeadLetter,
  filters: Filters,
  sources: RecordSources,
): Promise<Found | undefined> {
  if (letter.kind === "unreadable") return hindered({ outcome: "failed", error: "Unreadable" });
  try {
    return letter.kind === "letter"
      ? await findLetter(letter, sources)
      : await findBatch(letter, filters, sources);
  } catch (error) {
    return hindered({ outcome: "failed", error: errorName(error) });
  }
}

async function findLetter(letter: Letter, { bodies }: RecordSources): Promise<Found> {
  const { reason, error, operator, origin, attempt, partitionKey, arrivedAtMs, isOfReplay, body } = letter;
  const record = { reason, error, operator, origin, attempt, partitionKey, arrivedAtMs };
  const originArrivedAtMs = isOfReplay ? null : arrivedAtMs;
  if (typeof body === "string") {
    return { records: [{ ...record, originArrivedAtMs, wire: body }], hindrance: null };
  }
  // Whoever may send to the queue must not be able to have us read elsewhere.
  if (body.bucket !== bodies.bucket) return hindered({ outcome: "failed", error: "ForeignBucket" });
  const bytes = await bodies.read(body);
  const wire = bytes.toString(reason === NO_BASE64 ? "utf8" : "base64");
  return { records: [{ ...record, originArrivedAtMs, wire }], hindrance: null };
}

async function findBatch(
  batch: LostBatch,
  filters: Filters,
  sources: RecordSources,
): Promise<Found | undefined> {
  if (batch.streamName !== sources.ranges.streamName) {
    return hindered({ outcome: "failed", error: "ForeignStream" });
  }
  const { reason, error, operator, shardId } = batch;
  const inStream: StreamRecord[] = [];
  for await (const page of sources.ranges.read(batch)) {
    inStream.push(...page);
    await sources.onPage();
  }
  const all = inStream
    .map((record) => foundInStream(shardId, record, { reason, error, operator }))
    .filter((record) => record !== undefined);
  const records = all.filter((record) => matchesRecord(filters, record));
  const hindrance = hindranceOf(batch, inStream, sources);
  if (hindrance === null && all.length > 0 && records.length === 0) return undefined;
  if (hindrance === null && records.length < all.length) {
    return { records, hindrance: { outcome: "skipped", error: null } };
  }
  return { records, hindrance };
}

/** What is missing has expired when it is old enough for that; else something is wrong, and nothing may be dropped. */
function hindranceOf(
  batch: LostBatch,
  inStream: readonly StreamRecord[],
  { ranges, nowMs }: RecordSources,
): Hindrance | null {
  const isAt = (record: StreamRecord | undefined, position: string): boolean =>
    record !== undefined && sequenceNumber(record.sequenceNumber) === sequenceNumber(position);
  const isWhole =
    isAt(inStream[0], batch.startSequenceNumber) && isAt(inStream.at(-1), batch.endSequenceNumber);
  if (isWhole) return null;
  const isOld = batch.firstArrivedAtMs < nowMs - ranges.retentionMs;
  if (isOld && !isAt(inStream[0], batch.startSequenceNumber)) return { outcome: "expired", error: null };
  return { outcome: "failed", error: "RecordsMissing" };
}

function hindered(hindrance: Hindrance): Found {
  return { records: [], hindrance };
}
