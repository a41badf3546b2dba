/**
 * A message of the late queue as the engine takes it. What a queue holds may be older than this version or no envelope at
 * all, so that every field is checked; the error names the field and never what is in it.
 */
import {
  type AnyTopology,
  type EventTimeMs,
  isEventTime,
  type LateEvent,
  type RefusedWindow,
  refusedWindows,
  sequenceNumber,
} from "../../lib/engine/index.ts";
import { EnvelopeError, type EnvelopeField } from "./envelope-error.ts";

type Fields = { readonly [name: string]: unknown };

/** @throws EnvelopeError naming the field that is not what an envelope has there. */
export function readEnvelope(topology: AnyTopology, text: string): LateEvent {
  const fields = objectOf(parse(text), "envelope");
  if (fields.v !== 1) throw new EnvelopeError("v", "1");
  const eventTimeMs = timeOf(fields, "eventTime");
  const refused = readRefused(topology, fields, eventTimeMs);
  if (refused.length === 0) throw new EnvelopeError("late", "a window that refused the event");
  return {
    shardId: textOf(fields, "shardId"),
    sequenceNumber: sequenceNumber(textOf(fields, "sequenceNumber")),
    partitionKey: textOf(fields, "partitionKey"),
    eventTimeMs,
    watermarkMs: timeOf(fields, "watermark"),
    arrivalMs: fields.arrivedAt === null ? null : timeOf(fields, "arrivedAt"),
    // Envelopes of the version before this one did not say.
    isDuplicate: fields.duplicate === true,
    refused,
    ...readBody(fields),
  };
}

/** Envelopes of before there were windows in them name operators only: their windows are those of this version. */
function readRefused(
  topology: AnyTopology,
  fields: Fields,
  eventTimeMs: EventTimeMs,
): readonly RefusedWindow[] {
  if (fields.late === undefined) {
    const operators = listOf(fields, "operators").filter((name) => typeof name === "string");
    return refusedWindows(topology, operators, eventTimeMs);
  }
  return listOf(fields, "late").map((value) => {
    const late = objectOf(value, "late");
    return {
      operator: textOf(late, "operator"),
      window: { startMs: timeOf(late, "windowStart"), endMs: timeOf(late, "windowEnd") },
      allowedLatenessMs: durationOf(late, "allowedLatenessMs"),
    };
  });
}

function readBody(fields: Fields): Pick<LateEvent, "data" | "overflow"> {
  if (fields.overflow === null) return { data: textOf(fields, "data"), overflow: null };
  const overflow = objectOf(fields.overflow, "overflow");
  return { data: null, overflow: { bucket: textOf(overflow, "bucket"), key: textOf(overflow, "key") } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EnvelopeError("envelope", "JSON");
  }
}

function objectOf(value: unknown, name: EnvelopeField): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new EnvelopeError(name, "an object");
  return value as Fields;
}

function listOf(fields: Fields, name: EnvelopeField): readonly unknown[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw new EnvelopeError(name, "a list");
  return value;
}

function textOf(fields: Fields, name: EnvelopeField): string {
  const value = fields[name];
  if (typeof value !== "string") throw new EnvelopeError(name, "a text");
  return value;
}

function timeOf(fields: Fields, name: EnvelopeField): EventTimeMs {
  const timeMs = Date.parse(textOf(fields, name));
  if (!isEventTime(timeMs)) throw new EnvelopeError(name, "a time");
  return timeMs;
}

function durationOf(fields: Fields, name: EnvelopeField): number {
  const value = fields[name];
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new EnvelopeError(name, "a duration");
  return value as number;
}
