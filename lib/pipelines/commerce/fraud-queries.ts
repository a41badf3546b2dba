/**
 * The questions that are asked of `fraud-alerts`, typed. Ranges are half-open in event time; answers are as of the last
 * commit, merged over all shards, each alert once.
 */
import { type AnyTopology, readJournal, type TimeRange, type ViewStores } from "../../engine/index.ts";
import type { FraudAlertRow } from "./fraud/index.ts";
import { FRAUD_PARTITION } from "./fraud-operators.ts";

/** All alerts, in order of the event that raised each. */
export async function fraudAlertsDuring(
  topology: AnyTopology,
  stores: ViewStores,
  { fromMs, toMs }: TimeRange,
): Promise<readonly FraudAlertRow[]> {
  const entries = await readJournal(topology, "fraudAlerts", stores, FRAUD_PARTITION, { fromMs, toMs });
  const alerts = new Map((entries as unknown as FraudAlertRow[]).map((alert) => [alert.id, alert]));
  return [...alerts.values()]
    .filter(({ timestamp }) => Date.parse(timestamp) >= fromMs && Date.parse(timestamp) < toMs)
    .sort(byTime);
}

/** Alerts about a user or one of their sessions. */
export async function fraudAlertsOf(
  topology: AnyTopology,
  stores: ViewStores,
  userId: string,
  range: TimeRange,
): Promise<readonly FraudAlertRow[]> {
  return (await fraudAlertsDuring(topology, stores, range)).filter(({ user_id }) => user_id === userId);
}

function byTime(one: FraudAlertRow, other: FraudAlertRow): number {
  return Date.parse(one.timestamp) - Date.parse(other.timestamp) || (one.id < other.id ? -1 : 1);
}
