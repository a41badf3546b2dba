/** Readings as a fleet makes them: bands, shares, noise, the day's cycle, and the same again from the same seed. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { foldInto } from "../../../lib/pipelines/iot/generator/fold-into.ts";
import { batteryLevel, reading, sensorFleet } from "../../../lib/pipelines/iot/generator/index.ts";
import { anomalousValue, normalValue } from "../../../lib/pipelines/iot/generator/sensor-value.ts";
import { SensorReading } from "../../../lib/pipelines/iot/sensor-reading.ts";
import { SENSOR_TYPES, type SensorType } from "../../../lib/pipelines/iot/sensors.ts";
import { seededRandom } from "../../../lib/pipelines/traffic/index.ts";

const NOON = Date.UTC(2026, 0, 1, 12);
const HOUR_MS = 3_600_000;
const TYPES = [...SENSOR_TYPES.values()];

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });
const times = fc.integer({ min: 0, max: 4e12 });

function values(count: number, next: (random: () => number) => number, seed = 1): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => next(random));
}

function typeNamed(name: string): SensorType {
  return SENSOR_TYPES.get(name) as SensorType;
}

test("reading() is a reading by the pipeline's own schema, complete and canonical", () => {
  const fleet = sensorFleet({ sensors: 12, seed: 7 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 11 }), times, seeds, (i, timeMs, seed) => {
      const sensor = fleet.sensors[i];
      if (sensor === undefined) throw new Error(`no sensor ${i}`);
      const made = reading(sensor, timeMs, seededRandom(seed));
      expect(SensorReading["~standard"].validate(JSON.parse(JSON.stringify(made)))).toEqual({ value: made });
      expect(made.timestamp).toBe(new Date(timeMs).toISOString());
      expect(made.metadata?.sensor_model).toMatch(/^MODEL_0[1-5]$/);
      expect(made.metadata?.unit).toBe(sensor.type.unit);
    }),
  );
});

test("reading() is normal exactly when its value is in the band, always in the range, with two decimals", () => {
  const fleet = sensorFleet({ sensors: 12, seed: 7 });
  const random = seededRandom(11);
  for (let n = 0; n < 60_000; n++) {
    const sensor = fleet.sensors[n % 12];
    if (sensor === undefined) throw new Error(`no sensor ${n % 12}`);
    const { value, status } = reading(sensor, NOON + n * HOUR_MS, random);
    const { normal, range } = sensor.type;
    const isNormal = value >= normal.min && value <= normal.max;
    if (
      isNormal !== (status === "normal") ||
      value < range.min ||
      value > range.max ||
      Number(value.toFixed(2)) !== value
    ) {
      expect.fail(`${sensor.type.name} of ${value} is called ${status}`);
    }
  }
});

test("reading() is an anomaly in 5 of 100 cases", () => {
  const [sensor] = sensorFleet({ sensors: 1, seed: 7 }).sensors;
  if (sensor === undefined) throw new Error("no sensor");
  const random = seededRandom(3);
  const count = 100_000;
  let anomalies = 0;
  for (let n = 0; n < count; n++) if (reading(sensor, NOON, random).status === "anomaly") anomalies += 1;
  // Four standard deviations of the binomial distribution: sqrt(100,000 * 0.05 * 0.95) = 69.
  expect(Math.abs(anomalies - 5000)).toBeLessThan(276);
});

test.each(TYPES.filter(({ name }) => name !== "temperature"))(
  "normalValue() of $name is uniform in the band, also after noise",
  (type) => {
    const { min, max } = type.normal;
    const drawn = values(50_000, (random) => normalValue(type, NOON, random));
    const tenths = new Array<number>(10).fill(0);
    for (const value of drawn) {
      const tenth = Math.min(9, Math.floor((10 * (value - min)) / (max - min)));
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    // Vibration has 91 values in its band, so its tenths differ by up to a whole value each.
    for (const count of tenths)
      expect(Math.abs(count - 5000)).toBeLessThan(type.name === "vibration" ? 900 : 350);
  },
);

test("normalValue() of temperature follows the day: warmest at 15:00, coldest at 03:00", () => {
  const temperature = typeNamed("temperature");
  const meanAt = (hour: number) => {
    const drawn = values(20_000, (random) => normalValue(temperature, Date.UTC(2026, 0, 1, hour), random));
    return drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  };
  expect(meanAt(15)).toBeCloseTo(22, 1);
  expect(meanAt(3)).toBeCloseTo(18, 1);
  expect(meanAt(9)).toBeCloseTo(20, 1);
});

test.each([
  // [type, high from, high to, low from, low to]; noise reaches 0.1 beyond.
  ["temperature", 37.5, 50, -20, 7.5],
  ["humidity", 90, 100, 0, 20],
  ["pressure", 1050, 1050, 950, 950],
  ["vibration", 1.5, 10, 0, 0.05],
  ["voltage", 250, 250, 200, 200],
  ["current", 7.5, 20, 0, 0.5],
])(
  "anomalousValue() of %s is half in [%d, %d], half in [%d, %d]",
  (name, highMin, highMax, lowMin, lowMax) => {
    const { normal, range } = typeNamed(name);
    const drawn = values(20_000, (random) => anomalousValue(typeNamed(name), random));
    const high = drawn.filter((value) => value > normal.max);
    const low = drawn.filter((value) => value < normal.min);
    expect(high.length + low.length).toBe(20_000);
    expect(Math.abs(high.length - 10_000)).toBeLessThan(300);
    expect(Math.min(...high)).toBeGreaterThanOrEqual(Math.max(highMin - 0.101, normal.max + 0.009));
    expect(Math.max(...high)).toBeLessThanOrEqual(Math.min(highMax + 0.101, range.max));
    expect(Math.min(...low)).toBeGreaterThanOrEqual(Math.max(lowMin - 0.101, range.min));
    expect(Math.max(...low)).toBeLessThanOrEqual(Math.min(lowMax + 0.101, normal.min - 0.009));
  },
);

test("foldInto() ends inside, leaves what is inside, and mirrors at the ends", () => {
  expect([14.9, 15, 20, 25, 25.1].map((value) => foldInto(value, { min: 15, max: 25 }))).toEqual([
    expect.closeTo(15.1, 10),
    15,
    20,
    25,
    expect.closeTo(24.9, 10),
  ]);
  expect(foldInto(3, { min: 5, max: 5 })).toBe(5);
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.double({ min: 0, max: 1e3, noNaN: true }), (value, min, width) => {
      const folded = foldInto(value, { min, max: min + width });
      expect(folded).toBeGreaterThanOrEqual(min);
      expect(folded).toBeLessThanOrEqual(min + width + 1e-9);
    }),
  );
});

test("batteryLevel() stays within 20 to 100, loses a percent in six hours, and starts again at 100", () => {
  const [sensor] = sensorFleet({ sensors: 1, seed: 7 }).sensors;
  if (sensor === undefined) throw new Error("no sensor");
  const levels = Array.from({ length: 82 }, (_, i) =>
    batteryLevel({ ...sensor, charge: 1 }, i * 6 * HOUR_MS),
  );
  expect(levels.slice(0, 4)).toEqual([21, 20, 100, 99]);
  expect([Math.min(...levels), Math.max(...levels), levels[81]]).toEqual([20, 100, 21]);
});

test("sensorFleet() makes the same fleet from the same seed, and another from another", () => {
  const models = (seed: number) => sensorFleet({ sensors: 50, seed }).sensors.map(({ model }) => model);
  expect(models(1)).toEqual(models(1));
  expect(models(1)).not.toEqual(models(2));
});

test("sensorFleet() refuses a fleet of none, or of half a sensor", () => {
  expect(() => sensorFleet({ sensors: 0, seed: 1 })).toThrow("Cannot make a fleet of 0 sensors");
  expect(() => sensorFleet({ sensors: 1.5, seed: 1 })).toThrow(RangeError);
});
