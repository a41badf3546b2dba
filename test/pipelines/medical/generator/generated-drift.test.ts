/** What the drift monitor says of generated traffic: nothing of the plain kind, and of the drifted kind at once. */
import { describe, expect, it } from "vitest";
import {
  type Drift,
  driftAggregate,
  type Observation,
} from "../../../../lib/pipelines/medical/drift/drift.ts";
import type { PatientHistory } from "../../../../lib/pipelines/medical/features/patient-history.ts";
import type { GeneratedEncounter } from "../../../../lib/pipelines/medical/generator/index.ts";
import { assess } from "../../../../lib/pipelines/medical/model/assess.ts";
import { readmissionModel } from "../../../../lib/pipelines/medical/model/readmission-v1.ts";
import { generate, withNote } from "./generated.ts";

/** A minute of 75 records a second. */
const MINUTE = 4500;

const aggregate = driftAggregate(readmissionModel.file);

/** As the pipeline would: notes read, and each patient with the visits that came before. */
function driftOf(encounters: readonly GeneratedEncounter[]): Drift {
  const histories = new Map<unknown, PatientHistory>();
  const state = encounters.reduce((sum, { record }) => {
    const history = histories.get(record.patient_id) ?? null;
    const assessment: Observation = assess(withNote(record), readmissionModel, history);
    histories.set(record.patient_id, {
      previousVisits: (history?.previousVisits ?? 0) + 1,
      daysSinceLastVisit: 0,
      lastScore: assessment.score,
    });
    return aggregate.add(sum, aggregate.input(assessment) as never);
  }, aggregate.zero());
  return aggregate.result(state);
}

const psiOf = (drift: Drift, name: string) =>
  drift.features.find((feature) => feature.name === name)?.psi ?? 0;

describe("drift of generated encounters", () => {
  it.each([1, 2, 3, 4, 5])("stays below 0.1 for a minute of them, seed %i", (seed) => {
    const { events, worst, warns } = driftOf(generate(MINUTE, { seed }));
    expect([events, warns]).toEqual([MINUTE, false]);
    expect(worst?.psi).toBeLessThan(0.1);
  });

  it("stays below 0.1 when all records carry notes, and when none does", () => {
    for (const noteShare of [0, 1]) {
      expect(driftOf(generate(MINUTE, { seed: 6, noteShare })).worst?.psi).toBeLessThan(0.1);
    }
  });

  it.each([1, 2, 3])("rises well above 0.2 within 1,000 drifted ones, seed %i", (seed) => {
    const drift = driftOf(generate(1000, { seed, isDrifted: true }));
    expect(drift.warns).toBe(true);
    for (const name of [
      "age",
      "medication_count",
      "length_of_stay",
      "emergency_visits",
      "inpatient_visits",
      "score",
    ]) {
      expect(psiOf(drift, name), name).toBeGreaterThan(0.3);
    }
    expect(psiOf(drift, "male")).toBeLessThan(0.1);
    expect(psiOf(drift, "lab_procedures")).toBeLessThan(0.1);
  });
});
