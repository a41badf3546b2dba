/**
 * The population that the model was trained on, as tables: for each field its values and how often they come, in three
 * groups of encounters, the thirds of the model's scores. Fields are drawn one by one within a group. Drawn so from
 * all encounters together, very high and very low scores would be too rare, since what raises a risk comes together:
 * the score's drift is 0.15 with one group, 0.03 with two and 0.015 with three.
 *
 * Medications go up to 60, and destinations include Other: cut off, they would be the drift.
 * Diagnoses are the hundred most frequent at each position.
 */
import { type Random, uniformInteger } from "../../traffic/index.ts";
import type { StructuredRecord } from "../medical-record.ts";
import tables from "./population.json" with { type: "json" };

export const GROUPS = 3;

/** A value and its count in each group. */
type Row<Value> = readonly [value: Value, ...counts: number[]];

interface Table<Value> {
  readonly draw: (group: number, random: Random) => Value;
}

function tableOf<Value extends string | number>(
  rows: readonly (readonly (string | number)[])[],
): Table<Value> {
  const typed = rows as unknown as readonly Row<Value>[];
  const upTo = Array.from({ length: GROUPS }, (_, group) => {
    let sum = 0;
    return typed.map((row) => (sum += row[1 + group] as number));
  });
  return {
    draw(group, random) {
      const sums = upTo[group] as number[];
      const place = random() * (sums.at(-1) as number);
      const at = sums.findIndex((sum) => place < sum);
      return (typed[at] as Row<Value>)[0];
    },
  };
}

export const POPULATION = {
  gender: tableOf<"Male" | "Female">(tables.gender),
  medicationCount: tableOf<number>(tables.medicationCount),
  lengthOfStayDays: tableOf<number>(tables.lengthOfStayDays),
  dischargeDestination: tableOf<StructuredRecord["discharge_destination"]>(tables.dischargeDestination),
  inpatientVisits: tableOf<number>(tables.inpatientVisits),
  emergencyVisits: tableOf<number>(tables.emergencyVisits),
  outpatientVisits: tableOf<number>(tables.outpatientVisits),
  labProcedures: tableOf<number>(tables.labProcedures),
  procedures: tableOf<number>(tables.procedures),
  diagnosisCount: tableOf<number>(tables.diagnosisCount),
  /** Empty for one that was not measured. */
  a1c: tableOf<string>(tables.a1c),
  insulin: tableOf<string>(tables.insulin),
  diagnoses: [
    tableOf<string>(tables.primaryDiagnosis),
    tableOf<string>(tables.secondDiagnosis),
    tableOf<string>(tables.thirdDiagnosis),
  ],
} as const;

const ageFrom = tableOf<number>(tables.ageFrom);

/** The youngest and the oldest that are generated. */
const AGE_MIN_YEARS = 18;
export const AGE_MAX_YEARS = 90;

/** The table has the first years of its ages: 18, 30, 40, … 90; uniform in between. */
export function drawAge(group: number, random: Random): number {
  const from = ageFrom.draw(group, random);
  const to = from === AGE_MIN_YEARS ? 29 : Math.min(from + 9, AGE_MAX_YEARS);
  return uniformInteger(random, from, to);
}
