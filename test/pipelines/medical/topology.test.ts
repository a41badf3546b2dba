/** The medical pipeline whole: what its views show, and that nothing is lost whatever becomes of the model. */
import { describe, expect, it } from "vitest";
import { hours, measureWindows, minutes } from "../../../lib/engine/index.ts";
import { shippedModel } from "../../../lib/pipelines/medical/model/shipped-model.ts";
import type { TrainedModel } from "../../../lib/pipelines/medical/model/trained-model.ts";
import {
  featureDriftDuring,
  patientRisks,
  resultsOf,
  riskDistributionDuring,
} from "../../../lib/pipelines/medical/queries.ts";
import { medicalTopology } from "../../../lib/pipelines/medical/topology.ts";
import { Harness, record } from "../../support/harness.ts";
import { recordWith, recordWithout } from "./records.ts";

const START_MS = Date.UTC(2026, 0, 1);
const MINUTE = minutes(1);
const ALWAYS = { fromMs: (START_MS - hours(2)) as never, toMs: (START_MS + hours(9)) as never };

function records(all: readonly object[]) {
  return all.map((each, i) => record(i + 1, { ...each, id: `enc-${i}`, timestamp: START_MS + i * MINUTE }));
}

async function processed(all: readonly object[], model: TrainedModel | null = shippedModel, size = 0) {
  let nowMs = 1;
  const harness = new Harness(medicalTopology({ nowMs: () => (nowMs += 1) }, model));
  await harness.processIn(size, records(all));
  return { harness, stores: { state: harness.state, views: harness.views }, topology: harness.topology };
}

function drained({ topology }: Harness): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { metric, value } of topology.telemetry?.drain() ?? []) {
    sums[metric] = (sums[metric] ?? 0) + value;
  }
  return sums;
}

describe("the medical pipeline", () => {
  it("shows each encounter's result, the patient's latest risk, and the hour's levels by destination", async () => {
    const { harness, stores, topology } = await processed([
      recordWith(),
      recordWith({ discharge_destination: "Rehab" }),
      recordWith({ patient_id: "p/2", age: 20, diagnoses: [], inpatient_visits: 0, medication_count: 1 }),
    ]);
    const results = await resultsOf(topology, stores, "4711", ALWAYS);
    expect(results.map(({ id, timestamp }) => [id, timestamp])).toEqual([
      ["enc-0", "2026-01-01T00:00:00.000Z"],
      ["enc-1", "2026-01-01T00:01:00.000Z"],
    ]);
    const risks = await patientRisks(topology, stores);
    expect(risks.get("4711")).toMatchObject({ visits: 2, last_id: "enc-1", score: results[1]?.score });
    expect(risks.get("p/2")).toMatchObject({ visits: 1, level: "low" });
    expect(await resultsOf(topology, stores, "p/2", ALWAYS)).toHaveLength(1);
    const bounds = { window_start: "2026-01-01T00:00:00.000Z", window_end: "2026-01-01T01:00:00.000Z" };
    const [first, second] = results;
    const rows = await riskDistributionDuring(topology, stores, ALWAYS);
    expect(rows).toHaveLength(3);
    expect(rows).toContainEqual({
      level: first?.level,
      discharge_destination: "Home",
      ...bounds,
      assessments: 1,
    });
    expect(rows).toContainEqual({
      level: second?.level,
      discharge_destination: "Rehab",
      ...bounds,
      assessments: 1,
    });
    expect(drained(harness)).toMatchObject({ InferenceCacheMisses: 3, ModelFallbacks: 0 });
  });

  it("announces each result once, under the encounter's id, for the stream of the same name", async () => {
    const { harness } = await processed([recordWith(), recordWith(), recordWith()], shippedModel, 2);
    const operator = harness.topology.operators.medicalRiskResults;
    expect(operator?.channel).toMatchObject({ kind: "stream", stream: "medical-risk-results" });
    const rows = (await harness.alerts("medicalRiskResults")) as { id: string; patient_id: string }[];
    expect(rows.map(({ id }) => id)).toEqual(["enc-0", "enc-1", "enc-2"]);
    const { channel } = operator ?? {};
    if (channel?.kind !== "stream") throw new Error("no stream");
    expect(channel.key(rows[0] as never)).toBe("4711");
  });

  it("assesses a patient who comes again with what it knows of the visits before, the same in any batches", async () => {
    const all = [recordWith(), recordWith({ patient_id: 1 }), recordWith(), recordWith()];
    const one = await processed(all, shippedModel, 1);
    const whole = await processed(all);
    const results = await resultsOf(whole.topology, whole.stores, "4711", ALWAYS);
    expect(results).toEqual(await resultsOf(one.topology, one.stores, "4711", ALWAYS));
    const [first, , third] = results;
    expect(first?.score).not.toBe(third?.score);
  });

  it("reads a note's age, and says so, where the record has none", async () => {
    const noted = { ...recordWithout("age"), note: "81 year old woman with diabetes. Denies hypertension." };
    const { topology, stores } = await processed([noted]);
    const [result] = await resultsOf(topology, stores, "4711", ALWAYS);
    const age = result?.note_findings.find(({ feature }) => feature === "age");
    expect(age).toMatchObject({ feature: "age", value: 81, source: "note", start: 0 });
  });

  it("counts a late encounter to its patient and sends it the late way, when its hour is over", async () => {
    const { harness, stores, topology } = await processed([recordWith()]);
    const late = (n: number, timestamp: number) => record(n, { ...recordWith(), id: `late-${n}`, timestamp });
    await harness.process([late(2, START_MS + hours(3)), late(3, START_MS + 1)]);
    expect(harness.expired.map(({ operators }) => operators)).toEqual([["riskDistribution", "featureDrift"]]);
    expect((await patientRisks(topology, stores)).get("4711")).toMatchObject({
      visits: 3,
      last_id: "late-2",
    });
  });

  it("measures the drift of an open hour once it has enough records", async () => {
    const { topology, stores } = await processed(Array.from({ length: 59 }, () => recordWith()));
    expect(await measureWindows(topology, stores.state)).toEqual([]);
    const same = Array.from({ length: 200 }, (_, i) => ({
      ...recordWith(),
      id: `same-${i}`,
      timestamp: START_MS,
    }));
    const many = new Harness(medicalTopology());
    await many.process(same.map((each, i) => record(i + 1, each)));
    const [measured] = await measureWindows(many.topology, many.state);
    expect(measured?.metric).toBe("data_drift_score");
    // All patients are one: as far from any population as can be.
    expect(measured?.value).toBeGreaterThan(1);
    const [row] = await featureDriftDuring(many.topology, { state: many.state, views: many.views }, ALWAYS);
    expect(row).toMatchObject({ model_version: "readmission-v1", events: 200, warns: true });
  });
});

describe("a model that fails", () => {
  const model = shippedModel as TrainedModel;
  const crashing: TrainedModel = {
    ...model,
    judgeFeatures: () => {
      throw new Error("secret");
    },
  };
  const notNumber: TrainedModel = {
    ...model,
    judgeFeatures: (features) => ({ ...model.judgeFeatures(features), score: Number.NaN }),
  };

  it.each([
    ["is missing", null, "no_model"],
    ["crashes", crashing, "model_threw"],
    ["gives no number", notNumber, "not_finite"],
  ] as const)("and %s: every encounter is medium, counted, and none is lost", async (_, failing, reason) => {
    const all = Array.from({ length: 5 }, (_, i) => recordWith({ patient_id: i }));
    const { harness, stores, topology } = await processed(all, failing);
    const rows = (await harness.alerts("medicalRiskResults")) as { level: string; fallback: string }[];
    expect(rows.map(({ level, fallback }) => [level, fallback])).toEqual(
      Array.from({ length: 5 }, () => ["medium", reason]),
    );
    expect(harness.deadLetters).toEqual([]);
    expect(drained(harness)).toMatchObject({ ModelFallbacks: 5 });
    expect(topology.telemetry?.metrics.ModelFallbacks).toMatchObject({
      alarm: { above: 0, severity: "critical" },
    });
    const [risk] = await riskDistributionDuring(topology, stores, ALWAYS);
    expect(risk).toMatchObject({ level: "medium", assessments: 5 });
    const [drift] = await featureDriftDuring(topology, stores, ALWAYS);
    expect(drift).toMatchObject({ model_version: "rules-v1", data_drift_score: null });
  });
});

describe("the setting 'cache'", () => {
  const AGGRESSIVE = { cache: "aggressive" };

  it.each([
    ["of 300 s by default", undefined, 299_000, 1],
    ["of 300 s by default", undefined, 300_001, 0],
    ["of 300 s when it is standard", { cache: "standard" }, 299_000, 1],
    ["of 30 s when it is aggressive", AGGRESSIVE, 29_000, 1],
    ["of 30 s when it is aggressive", AGGRESSIVE, 30_001, 0],
  ])("gives the caches a life %s (%j, %i ms later)", async (_, settings, laterMs, hits) => {
    let nowMs = 1;
    const harness = new Harness(medicalTopology({ nowMs: () => nowMs, settings }));
    const [first, second] = records([recordWith(), recordWith({ patient_id: "another" })]);
    await harness.process([first as never]);
    nowMs += laterMs;
    await harness.process([second as never]);
    expect(drained(harness)["InferenceCacheHits"]).toBe(hits);
  });

  it.each([[{ cache: "none" }], [{ cache: 30 }]])("is refused as %j, by name", (settings) => {
    expect(() => medicalTopology({ settings })).toThrow(
      "Cannot use setting cache of medical: expected standard or aggressive",
    );
  });
});
