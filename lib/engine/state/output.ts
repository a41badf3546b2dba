/**
 * An output is what an operator said of one record, for the operators downstream of it. A page keeps the outputs of
 * the records that its shard's progress has not passed: when a worker dies between the page and the pages downstream,
 * the next one finds here what it can no longer compute, since the state has moved on.
 */
import { InputError } from "../errors.ts";
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
  /** `value` as JSON text. */
  readonly text: string;
}

/** A page keeps the outputs of a step, so that each must be small: of 100 records, at most 400 KB before compression. */
const OUTPUT_CHARS_MAX = 4_000;

/** @throws InputError for a value that is too large to be kept. */
export function outputText(value: Json): string {
  const text = JSON.stringify(value);
  if (text.length <= OUTPUT_CHARS_MAX) return text;
  throw new InputError(`output: expected at most ${OUTPUT_CHARS_MAX} characters of JSON, got ${text.length}`);
}

/** The outputs as JSON text. */
export function encodeOutputs(outputs: readonly Output[]): string {
  const rows = outputs.map(({ operator, sequenceNumber, eventTimeMs, watermarkMs, id, text }) => {
    return `["${operator}","${sequenceNumber}",${eventTimeMs},${watermarkMs},${JSON.stringify(id)},${text}]`;
  });
  return `[${rows.join(",")}]`;
}

export function decodeOutputs(json: Json): readonly Output[] {
  const rows = json as unknown as [string, SequenceNumber, EventTimeMs, EventTimeMs, string, Json][];
  return rows.map(([operator, sequenceNumber, eventTimeMs, watermarkMs, id, value]) => {
    const text = JSON.stringify(value);
    return { operator, sequenceNumber, eventTimeMs, watermarkMs, id, value, text };
  });
}
