/** The rows of the medical views. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventTimeMs } from "../../../../lib/engine/index.ts";
import { MedicalRecord } from "../../../../lib/pipelines/medical/medical-record.ts";
import { shippedModel } from "../../../../lib/pipelines/medical/model/shipped-model.ts";
import {
  createScorer,
  nextState,
  patientRiskRow,
  resultRow,
} from "../../../../lib/pipelines/medical/scoring/index.ts";
import { recordWith } from "../records.ts";
import { anyHistory, anyRecord } from "./encounters.ts";

/** Far below what an item, a message or a record of an output stream may have. */
const ROW_BYTES_MAX = 8_000;

const scorer = (model = shippedModel) => createScorer({ model, nowMs: () => 1 });
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

describe("resultRow()", () => {
  it("tells what was found of an encounter, and how", () => {
    const record = {
      ...recordWith({ bmi: null, patient_id: 4711 }),
      note: "Age 70. Uncle had hypertension.",
    };
    const scored = scorer().score(record, null);
    const row = resultRow(scored);
    expect(row).toEqual({
      id: "enc-1",
      patient_id: "4711",
      score: scored.assessment.score,
      level: scored.assessment.level,
      factors: expect.any(Array),
      model_version: "readmission-v1",
      note_findings: [
        { feature: "age", value: 72, source: "structured", start: 0, end: 6, assertion: "affirmed" },
        { feature: "hypertension", value: 0, source: "structured", start: 18, end: 30, assertion: "family" },
      ],
      timestamp: "2026-01-01T00:00:00.000Z",
      imputed: ["bmi"],
      fallback: null,
    });
    expect(row.factors).toHaveLength(5);
    for (const { contribution } of row.factors) expect(String(contribution)).toMatch(/^-?\d+(\.\d{1,4})?$/);
  });

  it("says that no model judged, and why", () => {
    const row = resultRow(scorer(null).score(recordWith(), null));
    expect(row).toMatchObject({ level: "medium", model_version: "rules-v1", fallback: "no_model" });
  });

  it("is the same for the same encounter, plain JSON and bounded, and says no word of a note", () => {
    fc.assert(
      fc.property(anyRecord, anyHistory, (record, history) => {
        const rows = [1, 2].map(() =>
          resultRow(scorer().score({ ...record, note: "Zzyzx. Age 70." }, history)),
        );
        expect(rows[0]).toEqual(rows[1]);
        const text = JSON.stringify(rows[0]);
        expect(JSON.parse(text)).toEqual(rows[0]);
        expect(rows[0]?.timestamp).toMatch(ISO);
        expect(text).not.toContain("Zzyzx");
        expect(Buffer.byteLength(text)).toBeLessThan(ROW_BYTES_MAX);
      }),
    );
  });

  it("is bounded since the longest identifier that the schema takes has 256 characters", () => {
    const long = recordWith({ id: "\u{1f600}".repeat(128), patient_id: "\u0001".repeat(256) });
    expect(MedicalRecord["~standard"].validate(long)).toEqual({ value: long });
    expect(Buffer.byteLength(JSON.stringify(resultRow(scorer().score(long, null))))).toBeLessThan(
      ROW_BYTES_MAX,
    );
    const longer = recordWith({ id: "x".repeat(257) });
    expect(MedicalRecord["~standard"].validate(longer)).toMatchObject({
      issues: [{ message: "expected a text of 1 to 256 characters or a whole number, got a string" }],
    });
  });
});

describe("patientRiskRow()", () => {
  it("tells the latest encounter and the visits", () => {
    const record = recordWith({ id: 17 });
    const { assessment } = scorer().score(record, null);
    const state = nextState(null, record, assessment, record.timestamp as EventTimeMs);
    expect(patientRiskRow("4711", state)).toEqual({
      patient_id: "4711",
      visits: 1,
      last_visit: "2026-01-01T00:00:00.000Z",
      last_id: "17",
      score: assessment.score,
      level: assessment.level,
      model_version: "readmission-v1",
    });
  });
});
