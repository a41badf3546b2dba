/**
 * A sensor's reading as it arrives. Ranges of R4 are the generator's, not the schema's: any finite number is a
 * reading, and an unknown sensor type is judged by its own past. Unknown fields are ignored.
 */
import { z } from "zod";
import "../expectation.ts";

/** Texts of a row are bounded here; those of keys are bounded by the engine. */
const NAME_LENGTH_MAX = 100;

const name = z.string().min(1);

export const SensorReading = z.object({
  sensor_id: name,
  sensor_type: name,
  value: z.number(),
  location: name,
  timestamp: z.iso.datetime({ offset: true, local: true }),
  status: z.enum(["normal", "anomaly"]),
  metadata: z
    .object({
      unit: z.string().max(NAME_LENGTH_MAX).optional(),
      sensor_model: z.string().max(NAME_LENGTH_MAX).optional(),
      battery_level: z.number().optional(),
    })
    .optional(),
});

export type SensorReading = z.infer<typeof SensorReading>;

const ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/;

/** The length of `2026-01-01T00:00:00.000Z`, and of its part up to the minute, `2026-01-01T00:00:`. */
const CANONICAL_LENGTH = 24;
const MINUTE_LENGTH = 17;

/** Readings of one minute share their date, and parsing a date is dear: a memo, invisible from outside. */
let minute = { text: "", timeMs: 0 };

/** Milliseconds since 1970; a timestamp without a zone is in UTC, whatever the machine's zone is. */
export function readingTime({ timestamp }: SensorReading): number {
  if (!isCanonical(timestamp)) return Date.parse(ZONE.test(timestamp) ? timestamp : `${timestamp}Z`);
  if (!timestamp.startsWith(minute.text) || minute.text === "") {
    const text = timestamp.slice(0, MINUTE_LENGTH);
    minute = { text, timeMs: Date.parse(`${text}00.000Z`) };
  }
  return minute.timeMs + millisOfMinute(timestamp);
}

/** The `ss.sss` of a canonical timestamp in ms; its digits stand at fixed places. */
function millisOfMinute(timestamp: string): number {
  const digit = (place: number) => timestamp.charCodeAt(MINUTE_LENGTH + place) - ZERO;
  return digit(0) * 10_000 + digit(1) * 1000 + digit(3) * 100 + digit(4) * 10 + digit(5);
}

const ZERO = "0".charCodeAt(0);

/** The reading's time as ISO 8601 with milliseconds in UTC. */
export function readingTimestamp(reading: SensorReading): string {
  const { timestamp } = reading;
  return isCanonical(timestamp) ? timestamp : new Date(readingTime(reading)).toISOString();
}

function isCanonical(timestamp: string): boolean {
  return timestamp.length === CANONICAL_LENGTH && timestamp.endsWith("Z");
}
