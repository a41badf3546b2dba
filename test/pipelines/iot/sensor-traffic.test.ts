/** Traffic with chaos keeps its word: what it expects of each record is what the pipeline does with it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { SensorTraffic, sensorFleet } from "../../../lib/pipelines/iot/generator/index.ts";
import { iotTopology } from "../../../lib/pipelines/iot/topology.ts";
import { seededRandom } from "../../../lib/pipelines/traffic/index.ts";
import { Harness } from "../../support/harness.ts";
import { expectKeptWord, type Sent, sourceRecord, tally, textOf } from "../../support/kept-word.ts";

const START = Date.UTC(2026, 0, 1);

function traffic(options: {
  chaos: number;
  seed: number;
  sensors: number;
  count: number;
  stepMs: number;
}): Sent[] {
  const { chaos, seed, sensors, count, stepMs } = options;
  const fleet = sensorFleet({ sensors, seed });
  const source = new SensorTraffic({ fleet, chaos, random: seededRandom(seed) });
  return Array.from({ length: count }, (_, i) => {
    const slotMs = START + i * stepMs;
    return { record: source.next(slotMs), slotMs };
  });
}

test("SensorTraffic without chaos sends readings on time only, sensors in turn", () => {
  const sent = traffic({ chaos: 0, seed: 5, sensors: 3, count: 7, stepMs: 10 });
  expect(tally(sent.map(({ record }) => record.kind))).toEqual({ on_time: 7 });
  expect(sent.map(({ record }) => record.partitionKey.slice(-1))).toEqual([
    "1",
    "2",
    "3",
    "1",
    "2",
    "3",
    "1",
  ]);
  expect(sent.map(({ record }) => JSON.parse(textOf(record)).timestamp)).toEqual(
    sent.map(({ slotMs }) => new Date(slotMs).toISOString()),
  );
});

test("SensorTraffic sends each kind in its share", () => {
  const sent = traffic({ chaos: 0.5, seed: 5, sensors: 100, count: 60_000, stepMs: 10 });
  const share = (kind: string) => sent.filter(({ record }) => record.kind === kind).length / 60_000;
  expect(share("out_of_order")).toBeCloseTo(0.175, 1);
  expect(share("expired")).toBeCloseTo(0.05, 2);
  expect(share("duplicate")).toBeCloseTo(0.075, 2);
  expect(share("future")).toBeCloseTo(0.025, 2);
  expect(share("malformed")).toBeCloseTo(0.1, 2);
  // A quarter of each minute is too close to its window's retirement to be late in.
  expect(share("late")).toBeGreaterThan(0.04);
  expect(share("late")).toBeLessThan(0.075);
});

test("SensorTraffic is known to the pipeline for what it is: ten minutes of a busy fleet", async () => {
  await expectKeptWord(
    iotTopology(),
    traffic({ chaos: 0.3, seed: 1, sensors: 200, count: 60_000, stepMs: 10 }),
  );
});

test("SensorTraffic keeps its word at any seed, share, fleet and rate", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        chaos: fc.double({ min: 0, max: 1, noNaN: true }),
        seed: fc.integer({ min: 0, max: 0xffff_ffff }),
        sensors: fc.integer({ min: 1, max: 40 }),
        count: fc.constant(1500),
        stepMs: fc.integer({ min: 2, max: 400 }),
      }),
      async (options) => expectKeptWord(iotTopology(), traffic(options)),
    ),
    { numRuns: 40 },
  );
});

test("SensorTraffic makes late records that a fired window takes again", async () => {
  const sent = traffic({ chaos: 0.1, seed: 9, sensors: 20, count: 20_000, stepMs: 10 });
  const harness = new Harness(iotTopology());
  const { counts } = await harness.process(sent.map(sourceRecord));
  const late = sent.filter(({ record }) => record.kind === "late").length;
  // The out-of-order ones near a window's end are late as well.
  expect(late).toBeGreaterThan(100);
  expect(counts.late).toBeGreaterThanOrEqual(late);
});

test("SensorTraffic repeats a duplicate byte for byte, shortly after", () => {
  const sent = traffic({ chaos: 0.2, seed: 2, sensors: 50, count: 5000, stepMs: 10 });
  const duplicates = sent
    .map(({ record }, i) => ({ record, i }))
    .filter(({ record }) => record.kind === "duplicate");
  expect(duplicates.length).toBeGreaterThan(50);
  for (const { record, i } of duplicates) {
    const earlier = sent.slice(Math.max(0, i - 3000), i).some((other) => other.record.data === record.data);
    expect(earlier).toBe(true);
  }
});

test("SensorTraffic is the same byte for byte from the same seed, and another from another", () => {
  const bytes = (seed: number) =>
    traffic({ chaos: 0.2, seed, sensors: 20, count: 2000, stepMs: 7 }).map(({ record }) =>
      Buffer.from(record.data).toString("base64"),
    );
  expect(bytes(1)).toEqual(bytes(1));
  expect(bytes(1)).not.toEqual(bytes(2));
});

test("SensorTraffic sends malformed records under their sensor's key", () => {
  const sent = traffic({ chaos: 1, seed: 8, sensors: 5, count: 500, stepMs: 20 });
  const malformed = sent.filter(({ record }) => record.kind === "malformed");
  expect(new Set(malformed.map(({ record }) => record.partitionKey))).toEqual(
    new Set(["sensor_0001", "sensor_0002", "sensor_0003", "sensor_0004", "sensor_0005"]),
  );
  expect(new Set(malformed.map(({ record }) => record.reason))).toEqual(
    new Set(["malformed_json", "malformed_utf8", "schema_violation"]),
  );
});
