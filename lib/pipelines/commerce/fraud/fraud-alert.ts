/**
 * From findings to alerts: one alert for each subject, rule and window, under an id made of just these, so that a copy of
 * an alert has the id of the first.
 *
 * A rule at its threshold is worth its weight w, and one n times over it 1 - (1 - w)^n; rules add up as independent
 * witnesses do, 1 - product(1 - worth). So a score is in `(0, 1)`, and rises with each rule and each excess.
 */
import { alignDown } from "../../../engine/time/align.ts";
import type { EventTimeMs } from "../../../engine/time/event-time.ts";
import { fingerprint } from "../../../engine/state/fingerprint.ts";
import { type Finding, shortNumber, type SubjectKind } from "./finding.ts";
import type { FraudEvent } from "./fraud-event.ts";
import type { FraudRule, FraudThresholds } from "./fraud-thresholds.ts";

export type FraudSeverity = "info" | "warning" | "critical";

export type FraudReason = {
  readonly rule: FraudRule;
  readonly subject_kind: SubjectKind;
  readonly value: number;
  readonly threshold: number;
  readonly text: string;
};

/** A row of the view `fraud-alerts`. */
export type FraudAlertRow = {
  readonly id: string;
  readonly rule: FraudRule;
  readonly subject_kind: SubjectKind;
  readonly subject: string;
  readonly user_id: string;
  readonly severity: FraudSeverity;
  readonly score: number;
  /** What all rules found in the event that raised the alert, this rule first. */
  readonly reasons: readonly FraudReason[];
  readonly window_start: string;
  readonly window_end: string;
  /** Of the event that raised it, and its identity. */
  readonly timestamp: string;
  readonly event_id: string;
};

export interface FraudAlert {
  readonly id: string;
  readonly row: FraudAlertRow;
}

/** A score above this is this: no sum of suspicions is certainty. */
const SCORE_MAX = 0.9999;

/** The most that a date can express; windows at the ends of time reach over it. */
const DATE_LIMIT_MS = 8.64e15;

/** @param startMs the start of the alert's window. */
export function alertIdOf({ rule, subjectKind }: Finding, subject: string, startMs: number): string {
  return `${rule}-${fingerprint(JSON.stringify([subjectKind, subject]))}-${startMs}`;
}

/** The start of the alert's window: aligned, so that it does not depend on what came before. */
export function windowStartOf({ eventTimeMs, windowMs }: Finding): number {
  return alignDown(eventTimeMs as EventTimeMs, windowMs);
}

export function subjectOf(
  { subjectKind }: Finding,
  event: Pick<FraudEvent, "user_id" | "user_session">,
): string {
  return String(subjectKind === "user" ? event.user_id : event.user_session);
}

function scoreOf(findings: readonly Finding[], weights: FraudThresholds["weights"]): number {
  // A rule that finds both the user and the session is one witness.
  const excesses = new Map<FraudRule, number>();
  for (const { rule, excess } of findings) excesses.set(rule, Math.max(excess, excesses.get(rule) ?? 0));
  let innocent = 1;
  for (const [rule, excess] of excesses) innocent *= (1 - weights[rule]) ** excess;
  return Math.min(SCORE_MAX, shortNumber(1 - innocent));
}

export function alertOf(
  finding: Finding,
  all: readonly Finding[],
  event: Pick<FraudEvent, "user_id" | "user_session">,
  observed: { readonly eventTimeMs: number; readonly identity: string },
  { weights, severity }: FraudThresholds,
): FraudAlert {
  const subject = subjectOf(finding, event);
  const startMs = windowStartOf(finding);
  const id = alertIdOf(finding, subject, startMs);
  const score = scoreOf(all, weights);
  const row: FraudAlertRow = {
    id,
    rule: finding.rule,
    subject_kind: finding.subjectKind,
    subject,
    user_id: String(event.user_id),
    severity: score >= severity.critical ? "critical" : score >= severity.warning ? "warning" : "info",
    score,
    reasons: [finding, ...all.filter((other) => other !== finding)].map(reasonOf),
    window_start: isoTime(startMs),
    window_end: isoTime(startMs + finding.windowMs),
    timestamp: isoTime(observed.eventTimeMs),
    event_id: observed.identity,
  };
  return { id, row };
}

function reasonOf({ rule, subjectKind, value, threshold, text }: Finding): FraudReason {
  return { rule, subject_kind: subjectKind, value, threshold, text };
}

function isoTime(timeMs: number): string {
  return new Date(Math.max(-DATE_LIMIT_MS, Math.min(DATE_LIMIT_MS, timeMs))).toISOString();
}
