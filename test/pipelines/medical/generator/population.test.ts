/**
 * The generator's tables are those of the development data (where present): how they are derived, and that nobody has
 * changed them by hand. A model trained anew has other thirds of scores; the tables are then derived anew from here.
 */
import { expect, test } from "vitest";
import tables from "../../../../lib/pipelines/medical/generator/population.json" with { type: "json" };
import type { MedicalRecord } from "../../../../lib/pipelines/medical/medical-record.ts";
import { readmissionModel } from "../../../../lib/pipelines/medical/model/readmission-v1.ts";
import { labelsPathOf, readLabelledEncounters } from "../../../../scripts/evaluate/labelled-encounters.ts";
import { ENCOUNTERS, ENCOUNTERS_PRESENT } from "../records.ts";

const VISITS_MAX = 12;
const MEDICATIONS_MAX = 60;
const CODES = 100;

type Row = readonly [value: string | number, ...counts: number[]];
type Value = string | number | null | undefined;

/** The first year of the table's ages: those under 30 in one, decades, and 90 for the rest. */
function ageFrom(age: number): number {
  if (age < 30) return 18;
  return age > 90 ? 90 : Math.floor(age / 10) * 10;
}

const FIELDS: Readonly<Record<string, (record: MedicalRecord) => Value>> = {
  ageFrom: ({ age = 0 }) => ageFrom(age),
  // Two encounters of the third gender are too few for a table.
  gender: ({ gender }) => (gender === "Other" ? undefined : gender),
  medicationCount: ({ medication_count = 0 }) => Math.min(medication_count, MEDICATIONS_MAX),
  lengthOfStayDays: ({ length_of_stay }) => length_of_stay,
  dischargeDestination: ({ discharge_destination }) => discharge_destination,
  inpatientVisits: ({ inpatient_visits = 0 }) => Math.min(inpatient_visits, VISITS_MAX),
  emergencyVisits: ({ emergency_visits = 0 }) => Math.min(emergency_visits, VISITS_MAX),
  outpatientVisits: ({ outpatient_visits = 0 }) => Math.min(outpatient_visits, VISITS_MAX),
  labProcedures: ({ lab_procedures }) => lab_procedures,
  procedures: ({ procedures }) => procedures,
  diagnosisCount: ({ diagnosis_count }) => diagnosis_count,
  a1c: ({ a1c }) => a1c ?? "",
  insulin: ({ insulin }) => insulin ?? "",
  primaryDiagnosis: ({ diagnoses }) => diagnoses?.[0],
  secondDiagnosis: ({ diagnoses }) => diagnoses?.[1],
  thirdDiagnosis: ({ diagnoses }) => diagnoses?.[2],
};

function tableOf(records: readonly MedicalRecord[], groups: readonly number[], name: string): readonly Row[] {
  const counts = new Map<string | number, number[]>();
  for (const [at, record] of records.entries()) {
    const value = FIELDS[name]?.(record);
    if (value === undefined || value === null) continue;
    const row = counts.get(value) ?? [0, 0, 0];
    row[groups[at]!]! += 1;
    counts.set(value, row);
  }
  const rows = [...counts].map(([value, row]): Row => [value, ...row]);
  const sumOf = ([, ...row]: Row) => row.reduce((sum, count) => sum + count, 0);
  const byValue = (one: Row, other: Row) => (one[0] < other[0] ? -1 : 1);
  if (!name.endsWith("Diagnosis")) return rows.sort(byValue);
  return rows.sort((one, other) => sumOf(other) - sumOf(one) || byValue(one, other)).slice(0, CODES);
}

test.skipIf(!ENCOUNTERS_PRESENT)("the population's tables are those of the development data", async () => {
  const { encounters, dataSha256 } = await readLabelledEncounters(ENCOUNTERS, labelsPathOf(ENCOUNTERS));
  const records = encounters.map(({ record }) => record);
  const scores = records.map((record) => readmissionModel.judge(record, null).score);
  const sorted = scores.toSorted((one, other) => one - other);
  const thirds = [1 / 3, 2 / 3].map((share) => sorted[Math.round(share * sorted.length)]!);
  const groups = scores.map((score) => thirds.filter((third) => score >= third).length);
  expect(tables).toMatchObject({ encounters: records.length, dataSha256 });
  const derived = Object.fromEntries(
    Object.keys(FIELDS).map((name) => [name, tableOf(records, groups, name)]),
  );
  const { source: _source, groups: _groups, encounters: _count, dataSha256: _sha, ...kept } = tables;
  expect(kept).toEqual(derived);
});
