/**
 * An output is what an operator said of one record, for the operators downstream of it. A page keeps the outputs of
 * the records that its shard's progress has not passed: when a worker dies between the page and the pages downstream,
 * the next one finds here what it can no longer compute, since the state has moved on.
 */
import type { EventTimeMs } from "../time/event-time.ts";
import type { Json } from "./json.ts";
import type { SequenceNumber } from "./sequence-number.ts";

export interface Output {
  readonly operator: string;
  readonly sequenceNumber: SequenceNumber;
  readonly eventTimeMs: EventTimeMs;
  /** The watermark under which the record was judged; it is judged downstream under the same. */
  readonly watermarkMs: EventTimeMs;
  /** Identifies the output, as a record's identity does a record. */
  readonly id: string;
  readonly value: Json;
}

/** The outputs as JSON text. */
export function encodeOutputs(outputs: readonly Output[]): string {
  const rows = outputs.map(({ operator, sequenceNumber, eventTimeMs, watermarkMs, id, value }) => {
    return [operator, sequenceNumber, eventTimeMs, watermarkMs, id, value];
  });
  return JSON.stringify(rows);
}

export function decodeOutputs(json: Json): readonly Output[] {
  const rows = json as unknown as [string, SequenceNumber, EventTimeMs, EventTimeMs, string, Json][];
  return rows.map(([operator, sequenceNumber, eventTimeMs, watermarkMs, id, value]) => {
    return { operator, sequenceNumber, eventTimeMs, watermarkMs, id, value };
  });
}
