/** The hospital's traffic keeps its word: what it expects of each record is what a pipeline does with it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  latest,
  millis,
  seconds,
  stats,
  topology,
  tumbling,
  windowed,
} from "../../../../lib/engine/index.ts";
import {
  disorderedEncounters,
  MedicalTraffic,
  type MedicalTrafficOptions,
} from "../../../../lib/pipelines/medical/generator/index.ts";
import type { MedicalRecord } from "../../../../lib/pipelines/medical/medical-record.ts";
import {
  MEDICAL_BOUNDS,
  medicalSource,
  patientKey,
} from "../../../../lib/pipelines/medical/medical-source.ts";
import { seededRandom } from "../../../../lib/pipelines/traffic/index.ts";
import { Harness, record } from "../../../support/harness.ts";
import { expectKeptWord, type Sent, tally, textOf } from "../../../support/kept-word.ts";
import { START } from "./generated.ts";

const HOUR_MS = MEDICAL_BOUNDS.windowSizeMs;

/** Hours by destination and the latest encounter of a patient, from the medical source. */
const hospital = topology<MedicalRecord>({
  name: "hospital",
  source: medicalSource(),
  guarantee: "exactly-once",
  slo: { processingLatency: { p99: millis(30) } },
  operators: {
    hours: windowed({
      window: tumbling(MEDICAL_BOUNDS.windowSizeMs),
      allowedLateness: MEDICAL_BOUNDS.allowedLatenessMs,
      key: ({ discharge_destination }: MedicalRecord) => discharge_destination ?? "untold",
      aggregate: { stay: stats(({ length_of_stay = 0 }: MedicalRecord) => length_of_stay) },
      row: (destination, _window, { stay }) => ({ destination, ...stay }),
    }),
    patients: latest({
      key: patientKey,
      page: () => "patients",
      stored: ({ age }: MedicalRecord) => [age ?? null],
      row: (patient_id, _time, [age]) => ({ patient_id, age: age ?? null }),
    }),
  },
});

type Options = Pick<MedicalTrafficOptions, "chaos" | "seed" | "patients"> & {
  readonly count: number;
  readonly stepMs: number;
  readonly fromMs?: number;
};

function traffic({ count, stepMs, fromMs = START, ...options }: Options): Sent[] {
  const random = seededRandom(~options.seed);
  const source = new MedicalTraffic({ noteShare: 0.1, isDrifted: false, random, ...options });
  return Array.from({ length: count }, (_, i) => {
    const slotMs = fromMs + i * stepMs;
    return { record: source.next(slotMs), slotMs };
  });
}

test("MedicalTraffic without chaos sends records on time only, under their patients' keys", () => {
  const sent = traffic({ chaos: 0, seed: 5, patients: 30, count: 500, stepMs: 13 });
  expect(tally(sent.map(({ record }) => record.kind))).toEqual({ on_time: 500 });
  for (const { record, slotMs } of sent) {
    const { patient_id, timestamp } = JSON.parse(textOf(record));
    expect([record.partitionKey, timestamp]).toEqual([String(patient_id), slotMs]);
  }
});

test("MedicalTraffic sends each kind in its share", () => {
  const sent = traffic({ chaos: 0.5, seed: 5, patients: 1000, count: 20_000, stepMs: 13 });
  const share = (kind: string) => sent.filter(({ record }) => record.kind === kind).length / 20_000;
  expect(share("out_of_order")).toBeCloseTo(0.175, 1);
  expect(share("expired")).toBeCloseTo(0.05, 2);
  expect(share("duplicate")).toBeCloseTo(0.075, 2);
  expect(share("future")).toBeCloseTo(0.025, 2);
  expect(share("malformed")).toBeCloseTo(0.1, 2);
});

test("MedicalTraffic is known to the pipeline for what it is: a busy minute that an hour ends in", async () => {
  const fromMs = START + HOUR_MS - 20_000;
  const sent = traffic({ chaos: 0.3, seed: 1, patients: 500, count: 6000, stepMs: 10, fromMs });
  expect(sent.filter(({ record }) => record.kind === "late").length).toBeGreaterThan(50);
  await expectKeptWord(hospital, sent);
});

test("MedicalTraffic keeps its word at any seed, share, population and rate", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        chaos: fc.double({ min: 0, max: 1, noNaN: true }),
        seed: fc.integer({ min: 0, max: 0xffff_ffff }),
        patients: fc.integer({ min: 1, max: 400 }),
        count: fc.constant(800),
        stepMs: fc.integer({ min: 1, max: 10_000 }),
      }),
      async (options) => expectKeptWord(hospital, traffic(options)),
    ),
    { numRuns: 25 },
  );
});

test("MedicalTraffic is the same byte for byte from the same seed, and another from another", () => {
  const bytes = (seed: number) =>
    traffic({ chaos: 0.2, seed, patients: 20, count: 1000, stepMs: 7 }).map(({ record }) =>
      Buffer.from(record.data).toString("base64"),
    );
  expect(bytes(1)).toEqual(bytes(1));
  expect(bytes(1)).not.toEqual(bytes(2));
});

test("disorderedEncounters() is refused by the pipeline exactly where it says so", async () => {
  const encounters = [
    ...disorderedEncounters({
      patients: 200,
      noteShare: 0.1,
      isDrifted: false,
      seed: 9,
      events: 5000,
      startMs: START,
      eventsPerSecond: 1,
      disorderMs: seconds(5),
      lateShare: 0.05,
      random: seededRandom(9),
    }),
  ];
  const harness = new Harness(hospital);
  const { counts } = await harness.process(encounters.map(({ text }, n) => record(n + 1, text)));
  const expired = encounters.filter(({ isExpired }) => isExpired).length;
  expect(expired / 5000).toBeCloseTo(0.05, 2);
  expect(counts).toMatchObject({ applied: 5000 - expired, expiredLate: expired, deadLettered: 0 });
});
