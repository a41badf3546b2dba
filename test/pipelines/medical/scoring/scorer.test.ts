/** The scorer as the pipeline uses it: what it answers when something is broken, and what it measures. */
import { describe, expect, it } from "vitest";
import { loadModel } from "../../../../lib/pipelines/medical/model/load-model.ts";
import { readmissionModel } from "../../../../lib/pipelines/medical/model/readmission-v1.ts";
import { rulesModel } from "../../../../lib/pipelines/medical/model/rules-v1.ts";
import { shippedModel } from "../../../../lib/pipelines/medical/model/shipped-model.ts";
import {
  createScorer,
  SCORING_METRICS,
  type ScorerOptions,
} from "../../../../lib/pipelines/medical/scoring/index.ts";
import { recordWith } from "../records.ts";

/** Each look at the clock takes half a millisecond. */
function scorerWith(options: Partial<ScorerOptions> = {}) {
  let nowMs = 1;
  return createScorer({ model: readmissionModel, nowMs: () => (nowMs += 0.5), ...options });
}

/** What was measured, by metric, in order. */
function drained({ telemetry }: ReturnType<typeof scorerWith>) {
  const groups = Map.groupBy(telemetry.drain(), ({ metric }) => metric);
  return Object.fromEntries([...groups].map(([metric, group]) => [metric, group.map(({ value }) => value)]));
}

const damaged = structuredClone(readmissionModel.file) as { trees: { value: number[] } };
damaged.trees.value.pop();

describe("createScorer()", () => {
  it("gives the shipped model's answer", () => {
    const { assessment, noteFindings } = scorerWith({ model: shippedModel }).score(recordWith(), null);
    expect(assessment).toMatchObject({ model_version: "readmission-v1", fallback: null });
    expect(assessment.score).toBe(readmissionModel.judge(recordWith(), null).score);
    expect(noteFindings).toEqual([]);
  });

  it.each([
    ["is missing", null, "no_model"],
    ["is damaged", loadModel(damaged), "no_model"],
    [
      "throws",
      {
        ...readmissionModel,
        judgeFeatures: () => {
          throw new TypeError("a patient's name");
        },
      },
      "model_threw",
    ],
    [
      "scores NaN",
      {
        ...readmissionModel,
        judgeFeatures: () => ({ ...rulesModel.judge(recordWith(), null), score: Number.NaN }),
      },
      "not_finite",
    ],
  ] as const)("is medium, and counts it, for every record whose model %s", (_, model, reason) => {
    const scorer = scorerWith({ model });
    for (const age of [30, 80, 80]) {
      const { assessment } = scorer.score(recordWith({ age }), null);
      expect(assessment).toMatchObject({ level: "medium", model_version: "rules-v1", fallback: reason });
    }
    const { ModelFallbacks, InferenceLatency } = drained(scorer);
    expect([ModelFallbacks, InferenceLatency?.length]).toEqual([[3], 3]);
    expect(scorer.telemetry.metrics.ModelFallbacks?.alarm).toMatchObject({
      statistic: "Sum",
      above: 0,
      minutes: 1,
      severity: "critical",
    });
  });

  it("falls back on a feature that is NaN, and on the next record no more", () => {
    const scorer = scorerWith();
    expect(scorer.score(recordWith({ age: Number.NaN }), null).assessment.fallback).toBe("not_finite");
    expect(scorer.score(recordWith(), null).assessment.fallback).toBeNull();
    expect(drained(scorer)).toMatchObject({ ModelFallbacks: [1] });
  });

  it("assesses a record without its note when the note cannot be read, and counts that", () => {
    const scorer = scorerWith({
      read: () => {
        throw new RangeError("a patient's name");
      },
    });
    const { assessment, noteFindings } = scorer.score({ ...recordWith(), note: "Stable." }, null);
    expect(assessment.score).toBe(readmissionModel.judge(recordWith(), null).score);
    expect(noteFindings).toEqual([]);
    expect(drained(scorer)).toMatchObject({ NoteFailures: [1], ModelFallbacks: [0] });
  });

  it("measures one latency a record, lookups of both caches and imputed fields, since the last time", () => {
    const scorer = scorerWith();
    const noted = { ...recordWith({ bmi: null, cholesterol: null }), note: "BMI 31." };
    scorer.score(recordWith(), null);
    scorer.score(recordWith(), null);
    scorer.score(noted, null);
    scorer.score(noted, null);
    expect(drained(scorer)).toMatchObject({
      InferenceCacheHits: [2],
      InferenceCacheMisses: [2],
      NoteCacheHits: [1],
      NoteCacheMisses: [1],
      ModelFallbacks: [0],
      NoteFailures: [0],
      ImputedFields: [2],
    });
    expect(scorer.telemetry.drain()).toEqual([]);
    scorer.score(recordWith(), null);
    expect(drained(scorer)).toMatchObject({ InferenceCacheHits: [1], InferenceCacheMisses: [0] });
  });

  it("times the note with the assessment, by the clock that it is given", () => {
    let nowMs = 5;
    const scorer = createScorer({
      model: null,
      nowMs: () => nowMs,
      read: () => {
        nowMs += 40;
        return { features: {}, conditions: { diabetes: undefined, hypertension: undefined } };
      },
    });
    scorer.score({ ...recordWith(), note: "Stable." }, null);
    expect(drained(scorer)).toMatchObject({ InferenceLatency: [40] });
  });

  it("keeps no more than 10,000 latencies for a drain that does not come, and counts all the same", () => {
    const scorer = scorerWith({ model: null });
    for (let i = 0; i < 10_001; i++) scorer.score(recordWith(), null);
    const { InferenceLatency, ModelFallbacks } = drained(scorer);
    expect([InferenceLatency?.length, ModelFallbacks]).toEqual([10_000, [10_001]]);
  });

  it("measures nothing that its metrics do not name, and warns of drift above 0.2 for 10 minutes", () => {
    const scorer = scorerWith();
    scorer.score(recordWith(), null);
    expect(Object.keys(SCORING_METRICS)).toEqual(expect.arrayContaining(Object.keys(drained(scorer))));
    expect(SCORING_METRICS.data_drift_score).toMatchObject({
      unit: "None",
      alarm: { above: 0.2, minutes: 10, severity: "warning" },
    });
  });
});
