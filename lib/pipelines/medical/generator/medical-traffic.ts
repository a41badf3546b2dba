/**
 * What a hospital sends: one record a slot of time, of any patient, with chaos mixed in. Every record says what must
 * become of it, so a run can be checked against what its generator knows.
 *
 * The promises hold as long as a patient's records reach their shard in order: a late or expired record is made only
 * of a patient who was seen a moment ago, whose record has moved the shard's watermark far enough. Where a kind is
 * impossible for the moment (nothing to be late for yet), the record is sent plainly.
 */
import {
  drawKind,
  expiredTime,
  futureTime,
  lateTime,
  malformed,
  OUTCOMES,
  outOfOrderTime,
  type Random,
  RecentRecords,
  type RecordKind,
  type TrafficRecord,
} from "../../traffic/index.ts";
import { MEDICAL_BOUNDS, patientKey } from "../medical-source.ts";
import { type GeneratedEncounter, MedicalRecords, type PopulationOptions } from "./medical-records.ts";
import type { Patient } from "./patients.ts";
import { RECORD_VIOLATIONS } from "./record-violations.ts";
import { SeenPatients } from "./seen-patients.ts";

export interface MedicalTrafficOptions extends PopulationOptions {
  /** The share of records that are chaos, 0 to 1. */
  readonly chaos: number;
  readonly random: Random;
}

const encoder = new TextEncoder();

export class MedicalTraffic {
  readonly #records: MedicalRecords;
  readonly #chaos: number;
  readonly #random: Random;
  readonly #recent = new RecentRecords();
  readonly #seen = new SeenPatients();

  constructor({ chaos, random, ...population }: MedicalTrafficOptions) {
    this.#records = new MedicalRecords(population);
    this.#chaos = chaos;
    this.#random = random;
  }

  /** The record of the slot at `slotMs`, ms since 1970; slots must not go back. */
  next(slotMs: number): TrafficRecord {
    const nowMs = Math.floor(slotMs);
    const kind = drawKind(this.#chaos, this.#random);
    switch (kind) {
      case "on_time":
        return this.#plain(nowMs);
      case "duplicate":
        return this.#recent.duplicate(nowMs, this.#random) ?? this.#plain(nowMs);
      case "malformed":
        return this.#malformed(nowMs);
      case "future":
        return this.#recordOf(this.#anyone(), futureTime(MEDICAL_BOUNDS, nowMs, this.#random), nowMs, kind);
      case "out_of_order":
        return this.#recordOf(
          this.#anyone(),
          outOfOrderTime(MEDICAL_BOUNDS, nowMs, this.#random),
          nowMs,
          kind,
        );
      default:
        return this.#straggler(nowMs, kind) ?? this.#plain(nowMs);
    }
  }

  #anyone(): Patient {
    return this.#records.drawPatient(this.#random);
  }

  #plain(nowMs: number): TrafficRecord {
    const patient = this.#anyone();
    const record = this.#recordOf(patient, nowMs, nowMs, "on_time");
    this.#recent.push(record, nowMs);
    this.#seen.push({ patient, timeMs: nowMs });
    return record;
  }

  #straggler(nowMs: number, kind: "late" | "expired"): TrafficRecord | undefined {
    const seen = this.#seen.draw(this.#random);
    if (seen === undefined) return undefined;
    const timeMs =
      kind === "late"
        ? lateTime(MEDICAL_BOUNDS, seen.timeMs, nowMs, this.#random)
        : expiredTime(MEDICAL_BOUNDS, seen.timeMs, this.#random);
    return timeMs === undefined ? undefined : this.#recordOf(seen.patient, timeMs, nowMs, kind);
  }

  #malformed(nowMs: number): TrafficRecord {
    const generated = this.#records.make(this.#anyone(), nowMs, nowMs, this.#random);
    const { data, reason } = malformed(generated.record, RECORD_VIOLATIONS, this.#random);
    return labelled(generated, data, "malformed", reason);
  }

  #recordOf(patient: Patient, timeMs: number, nowMs: number, kind: RecordKind): TrafficRecord {
    const generated = this.#records.make(patient, timeMs, nowMs, this.#random);
    const data = encoder.encode(JSON.stringify(generated.record));
    return labelled(generated, data, kind, kind === "future" ? "future_timestamp" : null);
  }
}

function labelled(
  { record, form }: GeneratedEncounter,
  data: Uint8Array,
  kind: RecordKind,
  reason: string | null,
): TrafficRecord {
  const partitionKey = patientKey(record);
  return { partitionKey, data, kind, outcome: OUTCOMES[kind], reason, type: form, isAnomaly: false };
}
