/** The ways in which an encounter can violate its schema. */
import { type Violation, withBoundlessNumber } from "../../traffic/index.ts";
import type { MedicalRecord } from "../medical-record.ts";

export const RECORD_VIOLATIONS: readonly Violation<MedicalRecord>[] = [
  ({ patient_id: _, ...record }) => JSON.stringify(record),
  ({ id: _, ...record }) => JSON.stringify(record),
  (record) => JSON.stringify({ ...record, age: -1 }),
  (record) => JSON.stringify({ ...record, age: "seventy" }),
  (record) => JSON.stringify({ ...record, gender: "unknown" }),
  (record) => JSON.stringify({ ...record, diabetes: 2 }),
  (record) => JSON.stringify({ ...record, note: ["a", "list"] }),
  (record) => JSON.stringify({ ...record, patient_id: { ["__proto__"]: record.patient_id } }),
  (record) => JSON.stringify({ ...record, timestamp: "yesterday" }),
  (record) => JSON.stringify({ ...record, timestamp: record.timestamp + 0.5 }),
  (record) => JSON.stringify([record]),
  (record) => withBoundlessNumber(record, "length_of_stay"),
];
