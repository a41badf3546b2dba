/**
 * The fraud detector: of each event of a user, what is suspicious about it. Pure: `observe` takes the user's state and the
 * event, with what is known of the prices of its item and category, and gives the next state and the alerts.
 *
 * Each event is judged by what came before it, then remembered: a price does not excuse itself.
 */
import { addSliding, type SlidingLog } from "../../../engine/aggregate/sliding.ts";
import { hash53 } from "../../../engine/state/fingerprint.ts";
import type { Finding } from "./finding.ts";
import { alertIdOf, alertOf, type FraudAlert, subjectOf, windowStartOf } from "./fraud-alert.ts";
import { type FraudEvent, shortHash } from "./fraud-event.ts";
import {
  ACT,
  actBounds,
  intentBounds,
  type FraudState,
  initialFraudState,
  RAISED_MAX,
  rememberAct,
  rememberIntent,
  rememberPurchase,
} from "./fraud-state.ts";
import { FRAUD_THRESHOLDS, type FraudThresholds } from "./fraud-thresholds.ts";
import { judgeIntent } from "./intent-rule.ts";
import { type PriceLevel, priceLevelOf } from "./price-history.ts";
import { judgeAmount, judgeTampering, readsPrices } from "./price-rules.ts";
import { requireThresholds } from "./require-thresholds.ts";
import { judgeTiming } from "./timing-rule.ts";
import { judgeVelocity, mayBreak } from "./velocity-rules.ts";

export interface FraudContext {
  readonly eventTimeMs: number;
  /** The event's identity, for the alert's row. */
  readonly identity: string;
  /** What is known of prices before the event; null for nothing, and where `readsPrices` says no. */
  readonly item: PriceLevel | null;
  readonly category: PriceLevel | null;
}

export interface FraudObservation {
  readonly state: FraudState;
  readonly alerts: readonly FraudAlert[];
}

export interface FraudDetector {
  readonly initial: FraudState;
  /** How long after a user's last act their acts may still matter to an event that comes in order. */
  readonly actsKeptMs: number;
  readonly observe: (state: FraudState, event: FraudEvent, context: FraudContext) => FraudObservation;
}

/** @throws RangeError when a threshold is none. */
export function fraudDetector(thresholds: FraudThresholds = FRAUD_THRESHOLDS): FraudDetector {
  requireThresholds(thresholds);
  const boundsOfActs = actBounds(thresholds);
  const boundsOfIntents = intentBounds(thresholds);

  return {
    initial: initialFraudState,
    actsKeptMs: boundsOfActs.keptMs,
    observe(state, event, context) {
      const { eventTimeMs } = context;
      const acts = rememberAct(state.acts, event, eventTimeMs, boundsOfActs);
      const ofActs = judgeActs(acts, event, eventTimeMs, thresholds);
      const findings = readsPrices(event)
        ? [...ofActs, ...judgeEvent(state, event, context, thresholds)]
        : ofActs;
      const remembered = rememberPurchase(
        rememberIntent({ ...state, acts }, event, eventTimeMs, boundsOfIntents),
        event,
      );
      return findings.length === 0
        ? { state: remembered, alerts: NONE }
        : raise(remembered, findings, event, context, thresholds);
    },
  };
}

const NONE: readonly FraudAlert[] = [];

function judgeActs(
  acts: SlidingLog,
  event: FraudEvent,
  eventTimeMs: number,
  { velocity, timing }: FraudThresholds,
): Finding[] {
  const isBusy = mayBreak(acts, eventTimeMs, velocity.session);
  const ofUser = mayBreak(acts, eventTimeMs, velocity.user)
    ? judgeVelocity(acts, "user", eventTimeMs, velocity.user)
    : [];
  if (!isBusy && acts.length <= timing.gaps) return ofUser;
  const session = shortHash(event.user_session);
  const ofSession = acts.filter((act) => act[ACT.session] === session);
  return [
    ...ofUser,
    ...(isBusy ? judgeVelocity(ofSession, "session", eventTimeMs, velocity.session) : []),
    ...judgeTiming(ofSession, timing),
  ];
}

/** What the event itself tells, of those that move money. */
function judgeEvent(
  state: FraudState,
  event: FraudEvent,
  context: FraudContext,
  thresholds: FraudThresholds,
): Finding[] {
  const { eventTimeMs, item, category } = context;
  const { alertWindowMs, disorderMs, intent } = thresholds;
  const place = { eventTimeMs, windowMs: alertWindowMs };
  const user = event.event_type === "purchase" ? priceLevelOf(state.purchases) : null;
  const levels = { user, item, category };
  return [
    ...judgeAmount(event, levels, thresholds.amount, place),
    ...judgeTampering(event, levels, thresholds.tampering, place),
    ...judgeIntent(event, state, { memoryMs: intent.memoryMs, disorderMs }, place),
  ];
}

/**
 * The alerts that were not raised before. What an alert was raised for is not held against its subject in the next window
 * again: there it takes as much anew.
 */
function raise(
  state: FraudState,
  findings: readonly Finding[],
  event: FraudEvent,
  context: FraudContext,
  thresholds: FraudThresholds,
): FraudObservation {
  let { raised } = state;
  const alerts: FraudAlert[] = [];
  const isRaised = (id: number) => raised.some((other) => other[1] === id);
  for (const finding of findings) {
    const startMs = windowStartOf(finding);
    const subject = subjectOf(finding, event);
    const id = hash53(alertIdOf(finding, subject, startMs));
    if (isRaised(id)) continue;
    const beforeMs = startMs - finding.windowMs;
    if (!finding.isFresh && isRaised(hash53(alertIdOf(finding, subject, beforeMs)))) continue;
    raised = addSliding(raised, [startMs, id], { keptMs: Infinity, eventsMax: RAISED_MAX });
    alerts.push(alertOf(finding, findings, event, context, thresholds));
  }
  return { state: { ...state, raised }, alerts };
}
