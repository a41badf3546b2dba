/**
 * A sensor's reading as it arrives. Ranges of R4 are the generator's, not the schema's: any finite number is a
 * reading, and an unknown sensor type is judged by its own past. Unknown fields are ignored.
 */
import { z } from "zod";
import "../expectation.ts";

/** Texts become keys and rows, so they are bounded. */
const NAME_LENGTH_MAX = 100;

const name = z.string().min(1).max(NAME_LENGTH_MAX);

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

/** The length of `2026-01-01T00:00:00.000Z`. */
const CANONICAL_LENGTH = 24;

/** Milliseconds since 1970; a timestamp without a zone is in UTC, whatever the machine's zone is. */
export function readingTime({ timestamp }: SensorReading): number {
  const isZoned = timestamp.endsWith("Z") || ZONE.test(timestamp);
  return Date.parse(isZoned ? timestamp : `${timestamp}Z`);
}

/** The reading's time as ISO 8601 with milliseconds in UTC. */
export function readingTimestamp(reading: SensorReading): string {
  const { timestamp } = reading;
  const isCanonical = timestamp.length === CANONICAL_LENGTH && timestamp.endsWith("Z");
  return isCanonical ? timestamp : new Date(readingTime(reading)).toISOString();
}
