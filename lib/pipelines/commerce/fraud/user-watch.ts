/**
 * The watch on a user: of each event, what is suspicious about it in the light of the user's past. Pure: `observe` takes
 * the user's state and the event, and gives the next state and the suspicion, if any.
 *
 * Each event is judged by what came before it, then remembered: a price does not excuse itself.
 */
import type { SlidingLog } from "../../../engine/aggregate/sliding.ts";
import type { Finding } from "./finding.ts";
import { type FraudEvent, shortHash } from "./fraud-event.ts";
import {
  ACT,
  actBounds,
  type FraudState,
  initialFraudState,
  intentBounds,
  rememberAct,
  rememberIntent,
  rememberPurchase,
} from "./fraud-state.ts";
import { FRAUD_THRESHOLDS, type FraudThresholds } from "./fraud-thresholds.ts";
import { judgeIntent } from "./intent-rule.ts";
import { priceLevelOf } from "./price-history.ts";
import { readsPrices } from "./price-rules.ts";
import { raise } from "./raised-alerts.ts";
import { requireThresholds } from "./require-thresholds.ts";
import type { Suspicion } from "./suspicion.ts";
import { judgeTiming } from "./timing-rule.ts";
import { judgeVelocity, mayBreak } from "./velocity-rules.ts";

export interface ObservedEvent {
  readonly eventTimeMs: number;
  /** The event's identity, for the alert's row. */
  readonly identity: string;
}

export interface UserObservation {
  readonly state: FraudState;
  readonly suspicion?: Suspicion;
}

export interface UserWatch {
  readonly initial: FraudState;
  /** How long after a user's last act their acts may still matter to an event that comes in order. */
  readonly actsKeptMs: number;
  readonly observe: (state: FraudState, event: FraudEvent, observed: ObservedEvent) => UserObservation;
}

/** @throws RangeError when a threshold is none. */
export function userWatch(thresholds: FraudThresholds = FRAUD_THRESHOLDS): UserWatch {
  requireThresholds(thresholds);
  const boundsOfActs = actBounds(thresholds);
  const boundsOfIntents = intentBounds(thresholds);
  const { alertWindowMs, disorderMs, intent } = thresholds;

  return {
    initial: initialFraudState,
    actsKeptMs: boundsOfActs.keptMs,
    observe(before, event, observed) {
      const { eventTimeMs } = observed;
      const acts = rememberAct(before.acts, event, eventTimeMs, boundsOfActs);
      const place = { eventTimeMs, windowMs: alertWindowMs };
      const findings = judgeActs(acts, event, eventTimeMs, thresholds);
      if (event.event_type === "purchase")
        findings.push(...judgeIntent(event, before, { memoryMs: intent.memoryMs, disorderMs }, place));
      const state = rememberPurchase(
        rememberIntent({ ...before, acts }, event, eventTimeMs, boundsOfIntents),
        event,
      );
      return findings.length === 0 && !readsPrices(event)
        ? { state }
        : suspect(state, findings, event, before, observed);
    },
  };
}

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

/** @param before the event, to tell what the user paid until then. */
function suspect(
  state: FraudState,
  findings: readonly Finding[],
  event: FraudEvent,
  before: FraudState,
  { eventTimeMs, identity }: ObservedEvent,
): UserObservation {
  const { raised, isNew } = raise(state.raised, findings, event);
  if (!isNew.includes(true) && !readsPrices(event)) return { state };
  const { event_type, price, user_id, user_session } = event;
  const purchases = event_type === "purchase" ? priceLevelOf(before.purchases) : null;
  const suspicion = {
    event: { event_type, price, user_id, user_session },
    eventTimeMs,
    identity,
    findings,
    isNew,
    purchases,
  };
  return { state: raised === state.raised ? state : { ...state, raised }, suspicion };
}
