/**
 * The IoT pipeline: sensor readings to windowed metrics by type and location, the latest reading and seven days
 * of history by sensor, and alerts.
 */
import {
  boundedOutOfOrderness,
  days,
  detect,
  type EventTimeMs,
  hash53,
  hours,
  kinesis,
  latest,
  millis,
  minutes,
  partsOf,
  quantiles,
  type Stats,
  seconds,
  stats,
  type Topology,
  topology,
  tumbling,
  type Window,
  windowed,
} from "../../engine/index.ts";
import { isoTimeOf } from "../iso-time.ts";
import type { Tuning } from "../pipeline.ts";
import { settingsOf } from "../settings.ts";
import { adaptiveRule, judgeReading } from "./anomaly-rules.ts";
import { readingTime, SensorReading } from "./sensor-reading.ts";

/** Sensors share history chunks in 8 groups: a chunk is one write for 128 readings and holds few sensors. */
const HISTORY_GROUPS = 8;
const HISTORY_CHUNK_READINGS = 128;
const ALERT_CHUNK_ENTRIES = 32;

/** Latest readings and alerts share one item a shard, so that a batch rewrites one item for both. */
const sharedPage = () => "sensors";

export function historyGroup(sensorId: string): string {
  return `group-${hash53(sensorId) % HISTORY_GROUPS}`;
}

export function iotTopology(tuning: Tuning = {}): Topology<SensorReading> {
  settingsOf("iot", tuning.settings, []);
  return topology<SensorReading>({
    name: "iot",
    source: kinesis("sensor-data", {
      schema: SensorReading,
      key: (reading) => reading.sensor_id,
      eventTime: readingTime,
      watermark: boundedOutOfOrderness(tuning.outOfOrdernessMs ?? seconds(5), {
        idleAfter: seconds(30),
        maxAhead: minutes(1),
      }),
    }),
    guarantee: "exactly-once",
    slo: { processingLatency: { p99: millis(30) } },
    operators: {
      windowedMetrics: windowed({
        window: tumbling(minutes(1)),
        allowedLateness: tuning.allowedLatenessMs ?? minutes(1),
        key: (reading: SensorReading) => [reading.sensor_type, reading.location],
        aggregate: {
          value: stats((reading: SensorReading) => reading.value),
          percentiles: quantiles((reading: SensorReading) => reading.value, [0.5, 0.95, 0.99], 0.02),
        },
        row: windowedMetricsRow,
      }),
      sensorMetrics: latest({
        key: (reading: SensorReading) => reading.sensor_id,
        page: sharedPage,
        stored: sensorMetricsValues,
        row: sensorMetricsRow,
        history: {
          partition: historyGroup,
          entry: (reading) => [reading.sensor_id, readingTime(reading), reading.value, reading.status],
          chunkEntries: HISTORY_CHUNK_READINGS,
          bucketMs: hours(1),
          retentionMs: days(7),
        },
      }),
      anomalyAlerts: detect({
        key: (reading: SensorReading) => reading.sensor_id,
        page: sharedPage,
        judge: judgeReading,
        adaptive: adaptiveRule,
        chunkEntries: ALERT_CHUNK_ENTRIES,
        bucketMs: hours(1),
        retentionMs: days(7),
      }),
    },
  });
}

interface WindowedResults {
  readonly value: Stats;
  readonly percentiles: readonly number[] | null;
}

function windowedMetricsRow(
  key: string,
  { startMs, endMs }: Window,
  { value, percentiles }: WindowedResults,
) {
  const [sensorType = "", location = ""] = partsOf(key);
  const [p50 = null, p95 = null, p99 = null] = percentiles ?? [];
  return {
    sensor_type: sensorType,
    location,
    window_start: new Date(startMs).toISOString(),
    window_end: new Date(endMs).toISOString(),
    count: value.count,
    sum: value.sum,
    min: value.min,
    max: value.max,
    avg: value.mean,
    stddev: value.variance === null ? null : Math.sqrt(value.variance),
    p50,
    p95,
    p99,
  };
}

type SensorMetricsValues = readonly [
  sensorType: string,
  location: string,
  value: number,
  status: string,
  unit: string | null,
  model: string | null,
  batteryLevel: number | null,
];

function sensorMetricsValues(reading: SensorReading): SensorMetricsValues {
  const { sensor_type, location, value, status, metadata } = reading;
  const { unit = null, sensor_model = null, battery_level = null } = metadata ?? {};
  return [sensor_type, location, value, status, unit, sensor_model, battery_level];
}

function sensorMetricsRow(sensorId: string, eventTimeMs: EventTimeMs, stored: SensorMetricsValues) {
  const [sensorType, location, value, status, unit, model, batteryLevel] = stored;
  return {
    sensor_id: sensorId,
    sensor_type: sensorType,
    location,
    value,
    unit,
    status,
    sensor_model: model,
    battery_level: batteryLevel,
    timestamp: isoTimeOf(eventTimeMs),
  };
}
