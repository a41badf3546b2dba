/**
 * Records that no decoder can take, each broken in one way and with the reason that the dead letters must give.
 *
 * A reading is the start of each, so they look like what a sensor with bad firmware or a cut connection sends.
 */
import type { SensorReading } from "../sensor-reading.ts";
import { type Random, uniformInteger } from "./random.ts";

export type MalformedReason = "malformed_json" | "malformed_utf8" | "schema_violation";

export interface Malformed {
  readonly data: Uint8Array;
  readonly reason: MalformedReason;
}

type Breakage = (reading: SensorReading, random: Random) => Malformed;

/** 0xFF starts no character in UTF-8. */
const NO_UTF8 = 0xff;

const encoder = new TextEncoder();

const BREAKAGES: readonly Breakage[] = [
  (reading) => badJson(JSON.stringify(reading).replaceAll('"', "'")),
  (reading) => badJson(`${JSON.stringify(reading)}}`),
  truncated,
  badBytes,
  ({ value: _, ...reading }) => violation(reading),
  (reading) => violation({ ...reading, value: String(reading.value) }),
  (reading) => violation({ ...reading, value: null }),
  (reading) => violation({ ...reading, sensor_id: { ["__proto__"]: reading.sensor_id } }),
  (reading) => violation({ ...reading, status: "unknown" }),
  (reading) => violation({ ...reading, timestamp: "yesterday" }),
  (reading) => violation({ ...reading, timestamp: reading.timestamp.replace(/T.*/, "T25:61:00Z") }),
  (reading) => violation([reading]),
  boundless,
];

/** A broken form of the reading, each way of breaking it being as likely. */
export function malformed(reading: SensorReading, random: Random): Malformed {
  const breakage = BREAKAGES[uniformInteger(random, 0, BREAKAGES.length - 1)] as Breakage;
  return breakage(reading, random);
}

function badJson(text: string): Malformed {
  return { data: encoder.encode(text), reason: "malformed_json" };
}

function violation(value: unknown): Malformed {
  return { data: encoder.encode(JSON.stringify(value)), reason: "schema_violation" };
}

/** Cut between characters: a cut inside of one would be bad UTF-8 as well. */
function truncated(reading: SensorReading, random: Random): Malformed {
  const text = JSON.stringify(reading);
  return badJson(text.slice(0, uniformInteger(random, 1, text.length - 1)));
}

function badBytes(reading: SensorReading, random: Random): Malformed {
  const data = encoder.encode(JSON.stringify(reading));
  data[uniformInteger(random, 0, data.length - 1)] = NO_UTF8;
  return { data, reason: "malformed_utf8" };
}

/** JSON can write a number that no double can hold. */
function boundless(reading: SensorReading): Malformed {
  const text = JSON.stringify({ ...reading, value: "?" }).replace('"?"', "1e400");
  return { data: encoder.encode(text), reason: "schema_violation" };
}
