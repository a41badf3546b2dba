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

const reading = {
  sensor_id: name,
  sensor_type: name,
  value: finite,
  location: name,
  timestamp: type(ISO_TIME).describe("an ISO 8601 date and time"),
  status: "'normal' | 'anomaly'",
} as const;
const metadata = type({ "unit?": text, "sensor_model?": text, "battery_level?": finite });

const sensorReading = type({ ...reading, "metadata?": metadata });
/** Says what is wrong with a value that is no reading. */
const explained = type({
  ...reading,
  "metadata?": metadata.narrow((value, ctx) => !Array.isArray(value) || ctx.mustBe("an object")),
});

export type SensorReading = typeof sensorReading.infer;

/** A list is an object without fields to ArkType. It is looked for apart: a condition of the type's own costs as much as all the rest. */
function isReading(value: unknown): value is SensorReading {
  return sensorReading.allows(value) && !Array.isArray(value.metadata);
}

export const SensorReading = schemaOf<SensorReading>(
  Object.assign((value: unknown) => explained(value), { allows: isReading }),
);

/** Milliseconds since 1970. */
export function readingTime({ timestamp }: SensorReading): number {
  return isoTimeMs(timestamp);
}

/** The reading's time as ISO 8601 with milliseconds in UTC. */
export function readingTimestamp({ timestamp }: SensorReading): string {
  return isCanonical(timestamp) ? timestamp : new Date(isoTimeMs(timestamp)).toISOString();
}
