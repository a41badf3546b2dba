/**
 * The judge of prices: what prices say against an event that a user's past has already been asked about, and the alerts
 * that are raised for both together.
 */
import { EMPTY_LOG, type SlidingLog } from "../../../engine/aggregate/sliding.ts";
import type { Finding } from "./finding.ts";
import { alertOf, type FraudAlert } from "./fraud-alert.ts";
import { FRAUD_RULES, FRAUD_THRESHOLDS, type FraudThresholds } from "./fraud-thresholds.ts";
import type { PriceLevel } from "./price-history.ts";
import { judgeAmount, judgeTampering } from "./price-rules.ts";
import { raise } from "./raised-alerts.ts";
import type { Suspicion } from "./suspicion.ts";

/** What is known of the prices of an event's item and category before it; null for nothing. */
// A type and not an interface, because only a type can be checked against the engine's `Json`.
export type KnownLevels = {
  readonly item: PriceLevel | null;
  readonly category: PriceLevel | null;
};

export interface Judged {
  /** Alerts for prices that were raised. */
  readonly raised: SlidingLog;
  readonly alerts: readonly FraudAlert[];
}

export const NONE_RAISED: SlidingLog = EMPTY_LOG;
export const UNKNOWN_LEVELS: KnownLevels = { item: null, category: null };

export function judgePrices(
  before: SlidingLog,
  suspicion: Suspicion,
  { item, category }: KnownLevels,
  thresholds: FraudThresholds = FRAUD_THRESHOLDS,
): Judged {
  const { event, eventTimeMs, purchases } = suspicion;
  const place = { eventTimeMs, windowMs: thresholds.alertWindowMs };
  const levels = { user: purchases, item, category };
  const ofPrices = [
    ...judgeAmount(event, levels, thresholds.amount, place),
    ...judgeTampering(event, levels, thresholds.tampering, place),
  ];
  const { raised, isNew } = raise(before, ofPrices, event);
  const found = [
    ...suspicion.findings.map((finding, i) => ({ finding, isNew: suspicion.isNew[i] })),
    ...ofPrices.map((finding, i) => ({ finding, isNew: isNew[i] })),
  ].sort((one, other) => rank(one.finding) - rank(other.finding));
  const all = found.map(({ finding }) => finding);
  const alerts = found
    .filter(({ isNew }) => isNew)
    .map(({ finding }) => alertOf(finding, all, event, suspicion, thresholds));
  return { raised, alerts };
}

function rank({ rule }: Finding): number {
  return FRAUD_RULES.indexOf(rule);
}
