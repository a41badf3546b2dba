/** A file's worth of readings: out of order by at most the bound, its late share expired for certain. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { disorderedReadings, sensorFleet } from "../../../lib/pipelines/iot/generator/index.ts";
import { seededRandom } from "../../../lib/pipelines/traffic/index.ts";
import { iotTopology } from "../../../lib/pipelines/iot/topology.ts";
import { Harness, record } from "../../support/harness.ts";

const START = Date.UTC(2026, 0, 1);

interface Options {
  readonly seed: number;
  readonly events: number;
  readonly sensors: number;
  readonly disorderMs: number;
  readonly lateShare: number;
  readonly eventsPerSecond: number;
}

function file({ seed, sensors, ...rest }: Options) {
  const fleet = sensorFleet({ sensors, seed });
  return [...disorderedReadings({ fleet, random: seededRandom(seed), startMs: START, ...rest })];
}

const BUSY: Options = {
  seed: 1,
  events: 20_000,
  sensors: 100,
  disorderMs: 5000,
  lateShare: 0.01,
  eventsPerSecond: 100,
};

test("disorderedReadings() without disorder gives every reading its slot", () => {
  const readings = file({ ...BUSY, events: 4, disorderMs: 0, lateShare: 0 });
  expect(readings.map(({ text }) => JSON.parse(text).timestamp)).toEqual([
    "2026-01-01T00:00:00.000Z",
    "2026-01-01T00:00:00.010Z",
    "2026-01-01T00:00:00.020Z",
    "2026-01-01T00:00:00.030Z",
  ]);
});

test("disorderedReadings() is never further behind the newest than the bound, but for the late share", () => {
  const options = fc.record({
    seed: fc.integer({ min: 0, max: 0xffff_ffff }),
    events: fc.constant(500),
    sensors: fc.integer({ min: 2, max: 20 }),
    disorderMs: fc.integer({ min: 0, max: 10_000 }),
    lateShare: fc.constantFrom(0, 0.1),
    eventsPerSecond: fc.integer({ min: 1, max: 1000 }),
  });
  fc.assert(
    fc.property(options, (drawn) => {
      let newestMs = Number.NEGATIVE_INFINITY;
      const texts = new Set<string>();
      for (const { text, isExpired } of file(drawn)) {
        texts.add(text);
        if (isExpired) continue;
        const timeMs = Date.parse(JSON.parse(text).timestamp);
        expect(timeMs).toBeGreaterThanOrEqual(Math.max(START, newestMs - drawn.disorderMs));
        newestMs = Math.max(newestMs, timeMs);
      }
      expect(texts.size).toBe(500);
    }),
  );
});

test("disorderedReadings() is refused by the pipeline exactly where it says so", async () => {
  const readings = file(BUSY);
  const harness = new Harness({ ...iotTopology(), dedupe: "id" });
  const { counts } = await harness.process(readings.map(({ text }, n) => record(n + 1, text)));
  const expired = readings.filter(({ isExpired }) => isExpired).length;
  expect(Math.abs(expired - 200)).toBeLessThan(60);
  expect(counts).toMatchObject({
    events: 20_000,
    applied: 20_000 - expired,
    expiredLate: expired,
    duplicates: 0,
    deadLettered: 0,
  });
});

test("disorderedReadings() gives the same bytes for the same seed, and others for another", () => {
  expect(file({ ...BUSY, events: 500 })).toEqual(file({ ...BUSY, events: 500 }));
  expect(file({ ...BUSY, events: 500 })).not.toEqual(file({ ...BUSY, events: 500, seed: 2 }));
});
