/**
 * Alerts that were raised, so that each is raised once. What an alert was raised for is not held against its subject in the
 * next window again: there it takes as much anew.
 */
import { addSliding, type SlidingLog } from "../../../engine/aggregate/sliding.ts";
import { hash53 } from "../../../engine/state/fingerprint.ts";
import type { Finding } from "./finding.ts";
import { alertIdOf, subjectOf, windowStartOf } from "./fraud-alert.ts";
import type { FraudEvent } from "./fraud-event.ts";

/** Alerts that are remembered; one raised again after as many others has the same id. */
export const RAISED_MAX = 32;

export interface Raised {
  /** What is remembered with the new alerts; the very log that was there where none is new. */
  readonly raised: SlidingLog;
  /** Of each finding, whether an alert is to be raised for it. */
  readonly isNew: readonly boolean[];
}

export function raise(
  before: SlidingLog,
  findings: readonly Finding[],
  event: Pick<FraudEvent, "user_id" | "user_session">,
): Raised {
  let raised = before;
  const isNew = findings.map((finding) => {
    const next = withAlertOf(raised, finding, event);
    raised = next ?? raised;
    return next !== undefined;
  });
  return { raised, isNew };
}

/** @returns undefined where the finding is worth no alert. */
function withAlertOf(
  raised: SlidingLog,
  finding: Finding,
  event: Pick<FraudEvent, "user_id" | "user_session">,
): SlidingLog | undefined {
  const isRaised = (id: number) => raised.some((other) => other[1] === id);
  const startMs = windowStartOf(finding);
  const subject = subjectOf(finding, event);
  const id = hash53(alertIdOf(finding, subject, startMs));
  if (isRaised(id)) return undefined;
  const beforeMs = startMs - finding.windowMs;
  if (!finding.isFresh && isRaised(hash53(alertIdOf(finding, subject, beforeMs)))) return undefined;
  return addSliding(raised, [startMs, id], { keptMs: Infinity, eventsMax: RAISED_MAX });
}
