/**
 * A sensor's reading as it arrives. The generator's ranges are not the schema's: any finite number is a
 * reading, and an unknown sensor type is judged by its own past. Unknown fields are ignored.
 */
import { ISO_TIME, isCanonical, isoTimeMs } from "../iso-time.ts";
import { schemaOf, type } from "../schema.ts";

/** Texts of a row are bounded here; those of keys are bounded by the engine. */
const text = type("string <= 100");
const name = type("string > 0");

/** JSON's 1e400 is read as infinity, which is no reading. */
const finite = type.number.atLeast(-Number.MAX_VALUE).atMost(Number.MAX_VALUE).describe("a finite number");

const sensorReading = type({
  sensor_id: name,
  sensor_type: name,
  value: finite,
  location: name,
  timestamp: type(ISO_TIME).describe("an ISO 8601 date and time"),
  status: "'normal' | 'anomaly'",
  "metadata?": { "unit?": text, "sensor_model?": text, "battery_level?": finite },
});

export type SensorReading = typeof sensorReading.infer;

export const SensorReading = schemaOf<SensorReading>(sensorReading);

/** Milliseconds since 1970. */
export function readingTime({ timestamp }: SensorReading): number {
  return isoTimeMs(timestamp);
}

/** The reading's time as ISO 8601 with milliseconds in UTC. */
export function readingTimestamp({ timestamp }: SensorReading): string {
  return isCanonical(timestamp) ? timestamp : new Date(isoTimeMs(timestamp)).toISOString();
}
