/**
 * The records that a hospital's patients make: encounters with an id and a time, a share of them with a note beside the
 * structured fields or instead of them. What no note tells (diagnoses, visits, procedures) stays structured.
 *
 * Notes are drawn from randomness of their own, so that a run with notes has the encounters of one without.
 */
import { type Random, seededRandom } from "../../traffic/index.ts";
import type { MedicalRecord } from "../medical-record.ts";
import type { NoteValues } from "../notes/index.ts";
import { driftedEncounter, driftedPatient } from "./drifted.ts";
import { type Encounter, encounterOf } from "./encounter.ts";
import { drawPatient, type Patient, patientsOf } from "./patients.ts";
import { type Fact, writeNote } from "./write-note.ts";

export interface PopulationOptions {
  readonly patients: number;
  /** The share of records with a note, 0 to 1. */
  readonly noteShare: number;
  readonly isDrifted: boolean;
  readonly seed: number;
}

export const DEFAULT_NOTE_SHARE = 0.1;

export type RecordForm = "structured" | "note_beside" | "note_instead";

export interface GeneratedEncounter {
  readonly record: MedicalRecord;
  readonly form: RecordForm;
  /** What the note tells; empty without one. */
  readonly told: Partial<NoteValues>;
}

/** Of the records with a note, how many have no structured fields that it tells. */
const INSTEAD_SHARE = 0.5;
/** With how much chance a note beside the fields tells each fact. */
const TOLD_BESIDE_SHARE = 0.6;
/** With how much chance a note instead of the fields tells each vital sign. */
const VITALS_TOLD_SHARE = 0.7;
const VITALS: readonly Fact[] = ["blood_pressure", "cholesterol", "bmi"];

export class MedicalRecords {
  readonly #patients: readonly Patient[];
  readonly #options: PopulationOptions;
  readonly #noteRandom: Random;
  #made = 0;
  #runName: string | undefined;

  constructor(options: PopulationOptions) {
    const patients = patientsOf(options);
    this.#patients = options.isDrifted ? patients.map(driftedPatient) : patients;
    this.#options = options;
    this.#noteRandom = seededRandom(~options.seed ^ 1);
  }

  drawPatient(random: Random): Patient {
    return drawPatient(this.#patients, random);
  }

  /** @param slotMs the first one names the run, so that another run of the same seed has other ids. */
  make(patient: Patient, timeMs: number, slotMs: number, random: Random): GeneratedEncounter {
    this.#runName ??= `${Math.floor(slotMs).toString(36)}-${this.#options.seed.toString(36)}`;
    this.#made += 1;
    const common = { id: `enc-${this.#runName}-${this.#made}`, timestamp: Math.floor(timeMs) };
    const plain = encounterOf(patient, random);
    const encounter = this.#options.isDrifted ? driftedEncounter(plain, random) : plain;
    const notes = this.#noteRandom;
    if (notes() >= this.#options.noteShare) {
      return { record: { ...common, ...encounter }, form: "structured", told: {} };
    }
    return notes() < INSTEAD_SHARE ? this.#instead(common, encounter) : this.#beside(common, encounter);
  }

  #beside(common: Common, encounter: Encounter): GeneratedEncounter {
    const random = this.#noteRandom;
    const { note, told } = writeNote(encounter, () => random() < TOLD_BESIDE_SHARE, random);
    return { record: { ...common, ...encounter, ...told, note }, form: "note_beside", told };
  }

  /** The note tells all that the model needs; of the vitals some. */
  #instead(common: Common, encounter: Encounter): GeneratedEncounter {
    const random = this.#noteRandom;
    const isTold = (fact: Fact) => !VITALS.includes(fact) || random() < VITALS_TOLD_SHARE;
    const { note, told } = writeNote(encounter, isTold, random);
    return { record: { ...common, ...untold(encounter), note }, form: "note_instead", told };
  }
}

type Common = Pick<MedicalRecord, "id" | "timestamp">;

/** The fields that no note tells. */
function untold(encounter: Encounter) {
  const {
    age: _age,
    gender: _gender,
    systolic_bp: _systolic,
    diastolic_bp: _diastolic,
    cholesterol: _cholesterol,
    bmi: _bmi,
    diabetes: _diabetes,
    hypertension: _hypertension,
    medication_count: _medications,
    length_of_stay: _stay,
    discharge_destination: _destination,
    ...rest
  } = encounter;
  return rest;
}
