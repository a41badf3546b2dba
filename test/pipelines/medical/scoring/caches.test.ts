/** The caches change no answer, and know what they were told for as long as they may. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Features } from "../../../../lib/pipelines/medical/features/extract-features.ts";
import { assess } from "../../../../lib/pipelines/medical/model/assess.ts";
import { readmissionModel } from "../../../../lib/pipelines/medical/model/readmission-v1.ts";
import { readNote } from "../../../../lib/pipelines/medical/notes/index.ts";
import { cachedModel } from "../../../../lib/pipelines/medical/scoring/cached-model.ts";
import { cachedReader } from "../../../../lib/pipelines/medical/scoring/cached-reader.ts";
import { encounterOf } from "../../../../lib/pipelines/medical/scoring/encounter.ts";
import { createScorer } from "../../../../lib/pipelines/medical/scoring/scorer.ts";
import { recordWith } from "../records.ts";
import { anyHistory, anyRecord } from "./encounters.ts";

/** A clock that a test moves. */
function clock() {
  const time = { ms: 1 };
  return { time, life: { ttlMs: 300, nowMs: () => time.ms } };
}

/** The shipped model, counting how often it is asked. */
function counted(judgeFeatures = readmissionModel.judgeFeatures) {
  const asked: Features[] = [];
  const model = {
    ...readmissionModel,
    judgeFeatures: (features: Features) => {
      asked.push(features);
      return judgeFeatures(features);
    },
  };
  return { model, asked };
}

describe("a scorer with caches", () => {
  it("gives what the model and the note reader give without any, however records come again", () => {
    const step = fc.record({ record: anyRecord, history: anyHistory, waitMs: fc.constantFrom(0, 100, 300) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { time, life } = clock();
        const { score } = createScorer({
          model: readmissionModel,
          cacheTtlMs: life.ttlMs,
          nowMs: life.nowMs,
        });
        for (const { record, history, waitMs } of steps) {
          time.ms += waitMs;
          const { record: merged, noteFindings } = encounterOf(record);
          const assessment = assess(merged, readmissionModel, history);
          expect(score(record, history)).toEqual({ record: merged, noteFindings, assessment });
        }
      }),
    );
  });
});

describe("cachedModel()", () => {
  it("asks the model once for equal features, of whichever record", () => {
    const { model, asked } = counted();
    const lookups = { hits: 0, misses: 0 };
    const { judge } = cachedModel(model, clock().life, lookups);
    const first = judge(recordWith({ id: 1 }), null);
    expect(judge(recordWith({ id: 2, patient_id: "other" }), null)).toEqual(first);
    expect(judge(recordWith({ age: 73 }), null)).not.toEqual(first);
    expect([asked.length, lookups]).toEqual([2, { hits: 1, misses: 2 }]);
  });

  it("tells what the record at hand lacks, where another with the same features lacked nothing", () => {
    const mean = readmissionModel.file.features.find(({ name }) => name === "bmi")?.mean as number;
    const { judge } = cachedModel(readmissionModel, clock().life, { hits: 0, misses: 0 });
    expect(judge(recordWith({ bmi: mean }), null).imputed).toEqual([]);
    expect(judge(recordWith({ bmi: null }), null)).toEqual(
      readmissionModel.judge(recordWith({ bmi: null }), null),
    );
  });

  it("knows a judgement until its time is over, and not longer", () => {
    const { model, asked } = counted();
    const { time, life } = clock();
    const { judge } = cachedModel(model, life, { hits: 0, misses: 0 });
    judge(recordWith(), null);
    time.ms += 300;
    judge(recordWith(), null);
    expect(asked).toHaveLength(1);
    time.ms += 1;
    judge(recordWith(), null);
    expect(asked).toHaveLength(2);
  });

  it("asks again for what another version has judged", () => {
    const { model, asked } = counted();
    let version = "v1";
    const changing = Object.defineProperty(model, "version", { get: () => version });
    const { judge } = cachedModel(changing, clock().life, { hits: 0, misses: 0 });
    judge(recordWith(), null);
    judge(recordWith(), null);
    expect(asked).toHaveLength(1);
    version = "v2";
    judge(recordWith(), null);
    expect(asked).toHaveLength(2);
  });

  it("remembers no failure, no feature and no score that is no number", () => {
    const { model, asked } = counted(() => {
      throw new TypeError("broken");
    });
    const { judge } = cachedModel(model, clock().life, { hits: 0, misses: 0 });
    expect(() => judge(recordWith(), null)).toThrow("broken");
    expect(() => judge(recordWith(), null)).toThrow("broken");
    expect(asked).toHaveLength(2);
    const lenient = counted(() => readmissionModel.judge(recordWith(), null));
    const cached = cachedModel(lenient.model, clock().life, { hits: 0, misses: 0 });
    cached.judge(recordWith({ age: Number.NaN }), null);
    cached.judge(recordWith({ age: Number.NaN }), null);
    expect(lenient.asked).toHaveLength(2);
    const broken = counted(() => ({ ...readmissionModel.judge(recordWith(), null), score: Number.NaN }));
    const never = cachedModel(broken.model, clock().life, { hits: 0, misses: 0 });
    never.judge(recordWith(), null);
    never.judge(recordWith(), null);
    expect(broken.asked).toHaveLength(2);
  });

  it("forgets the judgement that was used longest ago when it has 1,024", () => {
    const { model, asked } = counted();
    const { judge } = cachedModel(model, clock().life, { hits: 0, misses: 0 });
    for (let age = 0; age < 1_024; age++) judge(recordWith({ age }), null);
    judge(recordWith({ age: 0 }), null);
    expect(asked).toHaveLength(1_024);
    judge(recordWith({ age: 1_024 }), null);
    judge(recordWith({ age: 0 }), null);
    expect(asked).toHaveLength(1_025);
    judge(recordWith({ age: 1 }), null);
    expect(asked).toHaveLength(1_026);
  });
});

describe("cachedReader()", () => {
  const NOTE = "72-year-old man with diabetes.";

  it("reads a text once while it remembers it", () => {
    const { time, life } = clock();
    const lookups = { hits: 0, misses: 0 };
    let readings = 0;
    const read = cachedReader(
      (note) => {
        readings += 1;
        return readNote(note);
      },
      life,
      lookups,
    );
    expect(read(NOTE)).toEqual(readNote(NOTE));
    expect(read(NOTE)).toEqual(readNote(NOTE));
    read(`${NOTE} `);
    expect([readings, lookups]).toEqual([2, { hits: 1, misses: 2 }]);
    time.ms += 301;
    read(NOTE);
    expect(readings).toBe(3);
  });

  it("remembers no failure", () => {
    const lookups = { hits: 0, misses: 0 };
    const read = cachedReader(
      () => {
        throw new RangeError("broken");
      },
      clock().life,
      lookups,
    );
    expect(() => read(NOTE)).toThrow("broken");
    expect(() => read(NOTE)).toThrow("broken");
    expect(lookups).toEqual({ hits: 0, misses: 2 });
  });
});
