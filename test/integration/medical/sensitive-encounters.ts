/**
 * Hand-made encounters that are full of patient data, with a word of its own for every place where a text can stand: each
 * is taken, late, a copy or refused in one of the ways that there are. No word occurs anywhere by chance.
 */
import type { Outcome } from "../../../lib/pipelines/traffic/index.ts";
import { recordWith } from "../../pipelines/medical/records.ts";

export interface Outgoing {
  readonly partitionKey: string;
  readonly data: Buffer;
  readonly outcome: Outcome;
  /** Why it is dead-lettered; null for what is not. */
  readonly reason: string | null;
}

const PATIENT = "Vexillary-Quimby";
const NOTED_NAME = "Brzęczyszczykiewicz";
const NOTED_NUMBER = "MRN-7731554620";

/** What is in no row: rows tell of a note and of codes by place and name alone. */
export const UNTOLD_WORDS = [
  NOTED_NAME,
  NOTED_NUMBER,
  "dx-Zzyzx",
  "a1c-Zzyzx",
  "insulin-Zzyzx",
  "extra-Zzyzx",
];

/** What rows must tell. */
export const TOLD_WORDS = [PATIENT, "enc-Zzyzx"];

export const SENSITIVE_WORDS = [...UNTOLD_WORDS, ...TOLD_WORDS, "wrong-Zzyzx", "Zzyzx"];

const NOTE = `${NOTED_NAME}, ${NOTED_NUMBER}, 81 year old woman with diabetes. Denies hypertension. BP 142/88.`;

const FULL = {
  ...recordWith(),
  id: "enc-Zzyzx",
  patient_id: PATIENT,
  note: NOTE,
  diagnoses: ["428", "dx-Zzyzx"],
  a1c: "a1c-Zzyzx",
  insulin: "insulin-Zzyzx",
  "extra-Zzyzx": "extra-Zzyzx",
};

const WRONG = "wrong-Zzyzx";

/** A field each, that holds a text where it may not, or a text that may not be. */
const WRONG_FIELDS: readonly Readonly<Record<string, unknown>>[] = [
  { id: { [WRONG]: WRONG } },
  { id: WRONG.repeat(30) },
  { patient_id: WRONG.repeat(30) },
  { patient_id: [WRONG] },
  { timestamp: WRONG },
  { age: WRONG },
  { gender: WRONG },
  { diabetes: WRONG },
  { systolic_bp: WRONG },
  { length_of_stay: { [WRONG]: 1 } },
  { discharge_destination: WRONG },
  { diagnoses: WRONG },
  { diagnoses: ["428", { [WRONG]: WRONG }] },
  { a1c: WRONG.repeat(10) },
  { insulin: [WRONG] },
  { note: [WRONG] },
  // Too large for a message: its body goes to the bucket.
  { note: [WRONG.repeat(25_000)] },
];

/**
 * @param timeMs the time of those that are on time.
 * @param expiredMs a time that no window takes any more, once the first of these has been seen.
 */
export function sensitiveEncounters(timeMs: number, expiredMs: number): readonly Outgoing[] {
  const full = { ...FULL, timestamp: timeMs };
  const text = JSON.stringify(full);
  const bytes = Buffer.concat([Buffer.from(text), Buffer.of(0xff)]);
  const replay = { $replay: { v: 1, origin: WRONG, attempt: 1 }, data: WRONG };
  return [
    sent(text, "applied"),
    sent(text, "duplicates"),
    sent(JSON.stringify({ ...full, id: "enc-Zzyzx-again", timestamp: timeMs + 1 }), "applied"),
    sent(JSON.stringify({ ...full, id: "enc-Zzyzx-late", timestamp: expiredMs }), "expiredLate"),
    ...WRONG_FIELDS.map((wrong) => refused(JSON.stringify({ ...full, ...wrong }), "schema_violation")),
    refused(JSON.stringify(replay), "schema_violation"),
    refused(JSON.stringify({ ...full, timestamp: Date.UTC(2099, 0, 1) }), "future_timestamp"),
    refused(text.slice(0, text.indexOf(NOTED_NUMBER) + 6), "malformed_json"),
    refused(WRONG, "malformed_json"),
    refused(bytes, "malformed_utf8"),
  ];
}

function sent(data: string, outcome: Outcome): Outgoing {
  return { partitionKey: PATIENT, data: Buffer.from(data), outcome, reason: null };
}

function refused(data: string | Buffer, reason: string): Outgoing {
  return { partitionKey: PATIENT, data: Buffer.from(data), outcome: "deadLettered", reason };
}

/** The word as it stands in plain text, in JSON that escapes, and in base64 of a text around it. */
export function formsOf(word: string): readonly string[] {
  const escaped = word.replace(/[^ -~]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return [...new Set([word, escaped, ...[0, 1, 2].map((before) => base64Behind(word, before))])];
}

/** The characters of base64 that the word alone decides, when it begins at that byte of three. */
function base64Behind(word: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(word)]);
  const text = bytes.toString("base64").replace(/=+$/, "");
  const first = Math.ceil((before * 8) / 6);
  return text.slice(first, bytes.length % 3 === 0 ? text.length : -1);
}
