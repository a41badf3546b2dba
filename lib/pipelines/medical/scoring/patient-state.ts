/**
 * What the stream keeps of a patient: how many encounters it has seen, and of the latest by event time (of equal ones
 * the last in the log) what the next assessment and the view `patient-risk` need. An older encounter that comes late
 * counts as a visit and never replaces the latest.
 */
import type { EventTimeMs } from "../../../engine/index.ts";
import type { PatientHistory } from "../features/patient-history.ts";
import type { MedicalRecord } from "../medical-record.ts";
import type { Assessment } from "../model/assess.ts";
import type { Level } from "../model/risk-model.ts";
import { identifierText } from "./identifier-text.ts";

/** Without names, since a page holds one for each of its patients. */
export type PatientState = readonly [
  visits: number,
  lastVisitMs: EventTimeMs,
  lastScore: number,
  lastLevel: Level,
  lastModelVersion: string,
  lastEncounterId: string,
];

const DAY_MS = 86_400_000;

/**
 * What is known of the patient when an encounter of this event time is assessed. Of one that is older than the latest
 * the visits are known and the visit before it is not: nothing that came later stands in for it.
 */
export function historyOf(state: PatientState | null, eventTimeMs: EventTimeMs): PatientHistory | null {
  if (state === null) return null;
  const [previousVisits, lastVisitMs, lastScore] = state;
  if (eventTimeMs < lastVisitMs) return { previousVisits, daysSinceLastVisit: null, lastScore: null };
  return { previousVisits, daysSinceLastVisit: (eventTimeMs - lastVisitMs) / DAY_MS, lastScore };
}

/** The state once the encounter has been assessed. */
export function nextState(
  state: PatientState | null,
  record: Pick<MedicalRecord, "id">,
  { score, level, model_version }: Assessment,
  eventTimeMs: EventTimeMs,
): PatientState {
  const visits = (state?.[0] ?? 0) + 1;
  if (state !== null && eventTimeMs < state[1]) {
    const [, ...latest] = state;
    return [visits, ...latest];
  }
  return [visits, eventTimeMs, score, level, model_version, identifierText(record.id)];
}
