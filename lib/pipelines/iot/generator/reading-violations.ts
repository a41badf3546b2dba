/** The ways in which a reading can violate its schema. */
import { type Violation, withBoundlessNumber } from "../../traffic/index.ts";
import type { SensorReading } from "../sensor-reading.ts";

export const READING_VIOLATIONS: readonly Violation<SensorReading>[] = [
  ({ value: _, ...reading }) => JSON.stringify(reading),
  (reading) => JSON.stringify({ ...reading, value: String(reading.value) }),
  (reading) => JSON.stringify({ ...reading, value: null }),
  (reading) => JSON.stringify({ ...reading, sensor_id: { ["__proto__"]: reading.sensor_id } }),
  (reading) => JSON.stringify({ ...reading, status: "unknown" }),
  (reading) => JSON.stringify({ ...reading, timestamp: "yesterday" }),
  (reading) => JSON.stringify({ ...reading, timestamp: reading.timestamp.replace(/T.*/, "T25:61:00Z") }),
  (reading) => JSON.stringify([reading]),
  (reading) => withBoundlessNumber(reading, "value"),
];
