import { describe, expect, it } from "vitest";
import { SensorReading } from "../../../lib/pipelines/iot/sensor-reading.ts";

const READING = {
  sensor_id: "s-1",
  sensor_type: "temperature",
  value: 21.5,
  location: "hall",
  timestamp: "2026-01-01T00:00:00.000Z",
  status: "normal",
};

const validated = (value: unknown) => SensorReading["~standard"].validate(value);

describe("a sensor's reading", () => {
  it.each([
    READING,
    { ...READING, metadata: {} },
    { ...READING, metadata: { unit: "C", sensor_model: "M", battery_level: 0.5, more: [] } },
    { ...READING, value: -Number.MAX_VALUE, more: null },
  ])("is %j", (reading) => {
    expect(validated(reading)).toEqual({ value: reading });
  });

  it.each([
    [{ metadata: [] }, ["metadata"], "expected an object, got an array"],
    [{ metadata: [{ unit: "C" }] }, ["metadata"], "expected an object, got an array"],
    [{ metadata: null }, ["metadata"], "expected an object, got null"],
    [
      { metadata: { battery_level: "full" } },
      ["metadata", "battery_level"],
      "expected a finite number, got a string",
    ],
    [
      { value: Number.POSITIVE_INFINITY },
      ["value"],
      "expected a finite number, got a number beyond all bounds",
    ],
    [{ sensor_id: "" }, ["sensor_id"], "expected non-empty, got a string"],
    [{ timestamp: "yesterday" }, ["timestamp"], "expected an ISO 8601 date and time, got a string"],
  ])("is not one with %j: %j %s", (change, path, message) => {
    expect(validated({ ...READING, ...change })).toEqual({ issues: [{ path, message }] });
  });
});
