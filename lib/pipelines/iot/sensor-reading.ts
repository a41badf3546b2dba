/**
 * A sensor's reading as it arrives. Ranges of R4 are the generator's, not the schema's: any finite number is a
 * reading, and an unknown sensor type is judged by its own past. Unknown fields are ignored.
 */
import { schemaOf, type } from "../schema.ts";

/** Texts of a row are bounded here; those of keys are bounded by the engine. */
const text = type("string <= 100");
const name = type("string > 0");

/** JSON's 1e400 is read as infinity, which is no reading. */
const finite = type.number.atLeast(-Number.MAX_VALUE).atMost(Number.MAX_VALUE).describe("a finite number");

/** ISO 8601 with time to the minute at least, with or without a zone; days that no month has are refused. */
const ISO_TIME = new RegExp(
  "^(?:" +
    "\\d{4}-(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|" +
    "\\d{4}-(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|" +
    "\\d{4}-02-(?:0[1-9]|1\\d|2[0-8])|" +
    "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29" +
    ")T(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d+)?)?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)?$",
);

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

const ZONE = /(?:Z|[+-]\d{2}:\d{2})$/;

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
const ZULU = "Z".charCodeAt(0);

/** The reading's time as ISO 8601 with milliseconds in UTC. */
export function readingTimestamp(reading: SensorReading): string {
  const { timestamp } = reading;
  return isCanonical(timestamp) ? timestamp : new Date(readingTime(reading)).toISOString();
}

function isCanonical(timestamp: string): boolean {
  return timestamp.length === CANONICAL_LENGTH && timestamp.charCodeAt(CANONICAL_LENGTH - 1) === ZULU;
}
