import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patientFolds } from "../../../scripts/evaluate/patient-folds.ts";

const patients = fc.array(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 80 });

describe("patientFolds()", () => {
  it("puts all encounters of a patient into one fold, and patients evenly over the folds", () => {
    fc.assert(
      fc.property(patients, fc.integer({ min: 2, max: 7 }), fc.nat(), (names, folds, seed) => {
        const foldOf = patientFolds(names, folds, seed);
        const pairs = new Set(names.map((name, at) => `${name}:${foldOf[at]}`));
        expect(pairs.size).toBe(new Set(names).size);
        const sizes = Array.from(
          { length: folds },
          (_, fold) => [...pairs].filter((one) => one.endsWith(`:${fold}`)).length,
        );
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("depends on the seed and not on the order of the encounters", () => {
    const names = Array.from({ length: 50 }, (_, i) => String(i));
    expect(patientFolds(names.toReversed(), 5, 1).toReversed()).toEqual(patientFolds(names, 5, 1));
    expect(patientFolds(names, 5, 2)).not.toEqual(patientFolds(names, 5, 1));
  });
});
