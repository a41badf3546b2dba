/**
 * Decoding turns a record's text into an event of the source: JSON, then the schema, then the event time.
 *
 * It is total: whatever the text, the answer is an event or a rejection. Error texts name the field, what was
 * expected and the type that was found; values stay out, they may be a patient's.
 */
import type { Rejection } from "../errors.ts";
import { issuesText } from "../standard-schema.ts";
import { type EventTimeMs, isEventTime } from "../time/event-time.ts";
import type { Source } from "../topology.ts";

export type Decoded<Event> =
  | { readonly event: Event; readonly eventTimeMs: EventTimeMs; readonly rejection?: undefined }
  | { readonly rejection: Rejection };

export function decode<Event>(source: Source<Event>, text: string, arrivalMs: number | null): Decoded<Event> {
  let value: unknown;
  try {
    value = source.parse(text);
  } catch {
    // The parser's message quotes the input, so it is not passed on.
    return reject(
      "malformed_json",
      `record: expected JSON, got ${text.trim() === "" ? "nothing" : "other text"}`,
    );
  }
  try {
    const result = source.schema["~standard"].validate(value);
    if (result instanceof Promise) throw new TypeError("Cannot use an asynchronous schema in a source");
    if (result.issues !== undefined) return reject("schema_violation", issuesText(result.issues, "record"));
    return timed(source, result.value, arrivalMs);
  } catch (error) {
    if (error instanceof TypeError && error.message.includes("asynchronous schema")) throw error;
    // A schema that gives up (too deep, say) has found the record to be none of its own.
    return reject("schema_violation", `record: expected ${source.stream}'s schema, which failed on it`);
  }
}

function timed<Event>(source: Source<Event>, event: Event, arrivalMs: number | null): Decoded<Event> {
  const eventTimeMs = source.eventTime(event);
  if (!isEventTime(eventTimeMs)) {
    return reject("schema_violation", "event time: expected a date in whole milliseconds, got none");
  }
  if (arrivalMs !== null && eventTimeMs - arrivalMs > source.watermark.maxAheadMs) {
    return reject(
      "future_timestamp",
      `event time: expected at most ${source.watermark.maxAheadMs} ms after arrival`,
    );
  }
  return { event, eventTimeMs };
}

function reject(reason: Rejection["reason"], error: string): { rejection: Rejection } {
  return { rejection: { reason, error } };
}
