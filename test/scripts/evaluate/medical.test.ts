import { beforeAll, describe, expect, it } from "vitest";
import { readmissionModel } from "../../../lib/pipelines/medical/model/readmission-v1.ts";
import { labelsPathOf, readLabelledEncounters } from "../../../scripts/evaluate/labelled-encounters.ts";
import { judgeReadmissions, type RiskReport } from "../../../scripts/evaluate/medical.ts";
import { formatRiskReport } from "../../../scripts/evaluate/risk-report.ts";
import { ENCOUNTERS, ENCOUNTERS_PRESENT } from "../../pipelines/medical/records.ts";

describe.skipIf(!ENCOUNTERS_PRESENT)("evaluate -- medical on the development data (where present)", () => {
  let report: RiskReport;
  beforeAll(async () => {
    report = judgeReadmissions(await readLabelledEncounters(ENCOUNTERS, labelsPathOf(ENCOUNTERS)));
  });

  it("judges patients that the model was not trained on, and finds what its file states", () => {
    const { validation } = readmissionModel.file.metrics;
    expect(report.judged).toBe("patients that the model was not trained on");
    for (const part of ["alone", "withHistory"] as const) {
      expect(report[part].encounters).toBe(validation[part].encounters);
      expect(report[part].auc).toBeCloseTo(validation[part].auc, 4);
      expect(report[part].ece).toBeCloseTo(validation[part].ece, 4);
    }
  });

  it("holds: AUC at least 0.66, accuracy over 0.85, calibration error under 0.02", () => {
    expect(report.alone.auc).toBeGreaterThanOrEqual(0.66);
    expect(report.alone.accuracy).toBeGreaterThan(0.85);
    expect(report.alone.ece).toBeLessThan(0.02);
    expect(report.holds).toBe(true);
    expect(report.alone.auc).toBeGreaterThan(report.rules.auc + 0.1);
  });

  it("finds every level in use, and each worse than the one before", () => {
    const rates = report.levels.map(({ readmittedShare }) => readmittedShare);
    expect(report.levels.every(({ share }) => share > 0.05)).toBe(true);
    expect(rates).toEqual(rates.toSorted((one, other) => one - other));
  });

  it("prints figures, levels and verdict", () => {
    const text = formatRiskReport(report);
    expect(text).toMatch(/records alone +14012 +0\.67/);
    expect(text).toMatch(/^ {2}high +\d+\.\d % +\d+\.\d %$/m);
    expect(text).toContain("HOLDS: records alone; required: AUC at least 0.66");
    expect(formatRiskReport({ ...report, holds: false })).toContain("DOES NOT HOLD");
  });
});
