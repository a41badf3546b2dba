/**
 * The stream of encounters, `medical-records`: its key, its event time and its identities, and how disordered and late
 * it may be. Registered by a topology as its source, and read by the generator, so that both mean the same bounds.
 */
import { boundedOutOfOrderness, hours, kinesis, minutes, type Source, seconds } from "../../engine/index.ts";
import type { Tuning } from "../pipeline.ts";
import type { LatenessBounds } from "../traffic/index.ts";
import { MedicalRecord } from "./medical-record.ts";

export const MEDICAL_STREAM = "medical-records";

/** Windows are tumbling, of one size, and allow one lateness. */
export const MEDICAL_BOUNDS = {
  outOfOrdernessMs: seconds(5),
  windowSizeMs: hours(1),
  allowedLatenessMs: minutes(5),
  maxAheadMs: minutes(1),
} as const satisfies LatenessBounds;

/** A number and its decimal text are one patient. */
export function patientKey({ patient_id }: Pick<MedicalRecord, "patient_id">): string {
  return String(patient_id);
}

export function medicalSource(tuning: Tuning = {}): Source<MedicalRecord> {
  return kinesis<MedicalRecord>(MEDICAL_STREAM, {
    schema: MedicalRecord,
    id: ({ id }) => String(id),
    key: patientKey,
    eventTime: ({ timestamp }) => timestamp,
    watermark: boundedOutOfOrderness(tuning.outOfOrdernessMs ?? MEDICAL_BOUNDS.outOfOrdernessMs, {
      idleAfter: seconds(30),
      maxAhead: MEDICAL_BOUNDS.maxAheadMs,
    }),
  });
}
