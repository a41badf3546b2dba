/**
 * The questions that are asked of the IoT views, typed. Ranges are half-open in event time; answers are as of the
 * last commit, merged over all shards.
 */
import {
  type AnyTopology,
  type Json,
  type KeyParts,
  readJournal,
  readLatest,
  readWindowed,
  type TimeRange,
  type ViewStores,
  writeKey,
} from "../../engine/index.ts";
import { ALERT_TYPES, type AlertType } from "./anomaly-rules.ts";
import { historyGroup } from "./topology.ts";

type Fields = { readonly [field: string]: Json };

export interface Reading {
  readonly sensorId: string;
  readonly eventTimeMs: number;
  readonly value: number;
  readonly status: string;
}

/** Windowed metrics of one sensor type at one location. */
export async function metricsOf(
  topology: AnyTopology,
  stores: ViewStores,
  sensorType: string,
  location: string,
  range: TimeRange,
): Promise<readonly Fields[]> {
  const key: KeyParts = [sensorType, location];
  const rows = await readWindowed(topology, "windowedMetrics", stores, range, writeKey(key));
  return rows.map(({ row }) => row);
}

/** Windowed metrics of all types and locations. */
export async function metricsDuring(
  topology: AnyTopology,
  stores: ViewStores,
  range: TimeRange,
): Promise<readonly Fields[]> {
  return (await readWindowed(topology, "windowedMetrics", stores, range)).map(({ row }) => row);
}

/** The latest reading of every sensor, by sensor id. */
export function latestReadings(
  topology: AnyTopology,
  { state }: Pick<ViewStores, "state">,
): Promise<ReadonlyMap<string, Fields>> {
  return readLatest(topology, "sensorMetrics", state);
}

/** One sensor's readings, in order of event time. */
export async function readingsOf(
  topology: AnyTopology,
  stores: ViewStores,
  sensorId: string,
  range: TimeRange,
): Promise<readonly Reading[]> {
  const entries = await readJournal(topology, "sensorMetrics", stores, historyGroup(sensorId), range);
  return entries
    .map((entry) => entry as readonly [string, number, number, string])
    .filter(([id, timeMs]) => id === sensorId && timeMs >= range.fromMs && timeMs < range.toMs)
    .map(([id, eventTimeMs, value, status]) => ({ sensorId: id, eventTimeMs, value, status }))
    .sort((one, other) => one.eventTimeMs - other.eventTimeMs);
}

/** Alerts of one type, in order of event time. */
export async function alertsOf(
  topology: AnyTopology,
  stores: ViewStores,
  type: AlertType,
  range: TimeRange,
): Promise<readonly Fields[]> {
  const entries = await readJournal(topology, "anomalyAlerts", stores, type, range);
  return entries
    .map((entry) => entry as Fields)
    .filter((alert) => isDuring(alert, range))
    .sort(byTimestamp);
}

/** Alerts of all types, in order of event time. */
export async function alertsDuring(
  topology: AnyTopology,
  stores: ViewStores,
  range: TimeRange,
): Promise<readonly Fields[]> {
  const byType = await Promise.all(ALERT_TYPES.map((type) => alertsOf(topology, stores, type, range)));
  return byType.flat().sort(byTimestamp);
}

function isDuring({ timestamp }: Fields, { fromMs, toMs }: TimeRange): boolean {
  const timeMs = Date.parse(String(timestamp));
  return timeMs >= fromMs && timeMs < toMs;
}

/** Timestamps are ISO 8601 in UTC with milliseconds: their texts sort like their times. */
function byTimestamp(one: Fields, other: Fields): number {
  return String(one.timestamp) < String(other.timestamp) ? -1 : 1;
}
