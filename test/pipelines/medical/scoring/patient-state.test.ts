/** The patient's state as the stream folds it, and its agreement with what training and evaluation use. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventTimeMs } from "../../../../lib/engine/index.ts";
import { assess } from "../../../../lib/pipelines/medical/model/assess.ts";
import { readmissionModel } from "../../../../lib/pipelines/medical/model/readmission-v1.ts";
import {
  historyOf,
  identifierText,
  nextState,
  type PatientState,
} from "../../../../lib/pipelines/medical/scoring/index.ts";
import {
  historyOf as historyInEvaluation,
  type LabelledEncounter,
  labelsPathOf,
  parseLabelledEncounters,
  readLabelledEncounters,
} from "../../../../scripts/evaluate/labelled-encounters.ts";
import { ENCOUNTERS, ENCOUNTERS_PRESENT, recordWith } from "../records.ts";

const DAY_MS = 86_400_000;
const assessment = (score: number) => ({ ...assess(recordWith(), readmissionModel), score });
const at = (ms: number) => ms as EventTimeMs;

/** A patient's state after encounters at these days, each scored by its place in the log. */
function stateAfter(...days: readonly number[]): PatientState | null {
  return days.reduce<PatientState | null>(
    (state, day, i) => nextState(state, { id: i }, assessment(i / 10), at(day * DAY_MS)),
    null,
  );
}

describe("historyOf() and nextState()", () => {
  it("know nothing of a patient at first", () => {
    expect(historyOf(null, at(0))).toBeNull();
    expect(stateAfter(5)).toEqual([1, 5 * DAY_MS, 0, "high", "readmission-v1", "0"]);
  });

  it("count visits and the days since the last one", () => {
    const state = stateAfter(1, 3);
    expect(historyOf(state, at(4.5 * DAY_MS))).toEqual({
      previousVisits: 2,
      daysSinceLastVisit: 1.5,
      lastScore: 0.1,
    });
    expect(historyOf(state, at(3 * DAY_MS))?.daysSinceLastVisit).toBe(0);
  });

  it("count an older encounter as a visit, which does not become the latest", () => {
    expect(stateAfter(9, 2)).toEqual([2, 9 * DAY_MS, 0, "high", "readmission-v1", "0"]);
  });

  it("take the last in the log of two at the same time", () => {
    expect(stateAfter(9, 9)?.slice(1)).toEqual([9 * DAY_MS, 0.1, "high", "readmission-v1", "1"]);
  });

  it("tell an older encounter of the visits, and of nothing that came after it", () => {
    expect(historyOf(stateAfter(9), at(9 * DAY_MS - 1))).toEqual({
      previousVisits: 1,
      daysSinceLastVisit: null,
      lastScore: null,
    });
  });

  it("hold for any order: every encounter is a visit, the latest is the last of the largest time, no days below 0", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1 }), (days) => {
        let state: PatientState | null = null;
        for (const [i, day] of days.entries()) {
          const history = historyOf(state, at(day * DAY_MS));
          expect(history?.previousVisits ?? 0).toBe(i);
          expect(history?.daysSinceLastVisit ?? 0).toBeGreaterThanOrEqual(0);
          state = nextState(state, { id: i }, assessment(i / 10), at(day * DAY_MS));
        }
        const latest = days.lastIndexOf(Math.max(...days));
        expect(state?.[0]).toBe(days.length);
        expect(state?.slice(1, 3)).toEqual([(days[latest] as number) * DAY_MS, latest / 10]);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
    );
  });
});

/** Folds encounters in their order as the stream does, and compares each history with evaluation's. */
function compareWithEvaluation(encounters: readonly LabelledEncounter[]): void {
  const states = new Map<string, PatientState>();
  for (const encounter of encounters) {
    const { record } = encounter;
    const key = identifierText(record.patient_id);
    const state = states.get(key) ?? null;
    const eventTimeMs = at(record.timestamp);
    const streamed = historyOf(state, eventTimeMs);
    const evaluated = historyInEvaluation(encounter);
    expect(streamed?.previousVisits).toBe(evaluated?.previousVisits);
    const judged = assess(record, readmissionModel, streamed);
    // Evaluation knows no days and no score before: the shipped model asks for neither.
    expect(judged.score).toBe(readmissionModel.judge(record, evaluated).score);
    states.set(key, nextState(state, record, judged, eventTimeMs));
  }
}

describe("the stream's histories", () => {
  it("are those of evaluation, for encounters in any order and numbers and texts as patients", () => {
    const encounter = fc.record({
      patient_id: fc.constantFrom(1, "1", 2, "p"),
      timestamp: fc.integer({ min: 0, max: 10 * DAY_MS }),
      age: fc.integer({ min: 20, max: 95 }),
      inpatient_visits: fc.nat(4),
    });
    fc.assert(
      fc.property(fc.array(encounter, { minLength: 1 }), (changes) => {
        const records = changes.map((change, id) => recordWith({ id, ...change }));
        const labels = ["id,readmitted_30", ...records.map(({ id }) => `${id},0`)].join("\n");
        const lines = records.map((record) => JSON.stringify(record)).join("\n");
        compareWithEvaluation(parseLabelledEncounters(lines, labels, "encounters"));
      }),
    );
  });

  it.runIf(ENCOUNTERS_PRESENT)(
    "are those of evaluation on the development data (where present)",
    async () => {
      const { encounters } = await readLabelledEncounters(ENCOUNTERS, labelsPathOf(ENCOUNTERS));
      compareWithEvaluation(encounters.slice(0, 5_000));
    },
  );
});
