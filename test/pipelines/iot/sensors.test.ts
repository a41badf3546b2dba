/** The facts about sensors: who is what, where, and what is normal. */
import { expect, test } from "vitest";
import {
  LOCATIONS,
  normalBandOf,
  SENSOR_TYPES,
  sensorId,
  sensorLocation,
  sensorType,
  unitOf,
} from "../../../lib/pipelines/iot/sensors.ts";

test("sensorId() pads to four digits and keeps longer numbers whole", () => {
  expect([1, 42, 9999, 12_345].map(sensorId)).toEqual([
    "sensor_0001",
    "sensor_0042",
    "sensor_9999",
    "sensor_12345",
  ]);
});

test("sensorType() goes round in six, temperature first at multiples of six", () => {
  expect([6, 1, 2, 3, 4, 5, 12, 13].map((n) => sensorType(n).name)).toEqual([
    "temperature",
    "humidity",
    "pressure",
    "vibration",
    "voltage",
    "current",
    "temperature",
    "humidity",
  ]);
});

test("sensorLocation() goes round in twelve", () => {
  expect(new Set(LOCATIONS).size).toBe(12);
  expect([12, 1, 11, 24].map(sensorLocation)).toEqual([
    "factory-floor-a1",
    "factory-floor-a2",
    "outdoor-parking",
    "factory-floor-a1",
  ]);
});

test("normalBandOf() and unitOf() know the six types", () => {
  expect([...SENSOR_TYPES.keys()].map((type) => [type, normalBandOf(type), unitOf(type)])).toEqual([
    ["temperature", { min: 15, max: 25 }, "°C"],
    ["humidity", { min: 40, max: 60 }, "%"],
    ["pressure", { min: 1000, max: 1020 }, "hPa"],
    ["vibration", { min: 0.1, max: 1 }, "g"],
    ["voltage", { min: 220, max: 230 }, "V"],
    ["current", { min: 1, max: 5 }, "A"],
  ]);
});

test.each(["__proto__", "constructor", "toString", "radiation", ""])(
  "normalBandOf() and unitOf() know nothing of the type '%s'",
  (type) => {
    expect([normalBandOf(type), unitOf(type)]).toEqual([undefined, undefined]);
  },
);
