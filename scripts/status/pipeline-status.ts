/**
 * The health of a pipeline as a value, made of what was fetched: alarms, latencies against their objectives, how far each
 * shard is behind, what waits in the dead-letter queue, how much came late, drift, and whether records are unaccounted for.
 * Invariant: null stands for what the cloud does not know or does not tell; it is never shown as a zero.
 */
import { type Severity, SEVERITIES, shortAlarmName, stackName } from "../../lib/contract/index.ts";
import { type AnyTopology, BEGINNING_OF_TIME, type ShardProgress } from "../../lib/engine/index.ts";
import type { Series, SeriesByName } from "./metric-series.ts";

export interface AlarmState {
  /** The whole name, with stack and severity. */
  readonly name: string;
  readonly state: "ALARM" | "OK" | "INSUFFICIENT_DATA";
  readonly sinceMs: number | null;
}

export interface Fetched {
  readonly stage: string;
  readonly topology: AnyTopology;
  readonly nowMs: number;
  readonly minutes: number;
  readonly alarms: readonly AlarmState[];
  readonly series: SeriesByName;
  /** Null where the caller may not read the state table. */
  readonly shards: readonly Pick<ShardProgress, "shardId" | "watermarkMs" | "activeAtMs">[] | null;
  readonly deadLetters: { readonly waiting: number; readonly held: number };
  /** How long the stream has what a dead letter may point to. */
  readonly timeToReplayMs: number;
}

export interface ShownAlarm {
  readonly name: string;
  readonly severity: Severity;
  readonly forMs: number | null;
}

export interface Minutes {
  readonly last: number | null;
  readonly worst: number | null;
}

export interface Objective {
  readonly percentile: "p95" | "p99";
  readonly objectiveMs: number;
  readonly minutesMissed: number;
  readonly minutes: number;
}

export interface ShardLag {
  readonly shardId: string;
  /** Now minus the watermark; null before the first event. */
  readonly lagMs: number | null;
  /** Since when nothing of a producer has come, where that is longer than the pipeline calls idle. */
  readonly idleMs: number | null;
}

export interface Records {
  /** Put into the stream, or, where the cloud does not count them, delivered in batches that succeeded. */
  readonly received: number | null;
  readonly isCountedByStream: boolean;
  readonly applied: number;
  readonly expired: number;
  readonly deadLettered: number;
  readonly duplicates: number;
  readonly heartbeats: number;
  /** In flight at the ends of the time looked at, or lost. */
  readonly unaccounted: number | null;
}

export interface PipelineStatus {
  readonly pipeline: string;
  readonly at: string;
  readonly minutes: number;
  readonly alarms: {
    readonly on: readonly ShownAlarm[];
    readonly ok: number;
    readonly withoutData: number;
  };
  readonly processingLatencyMs: Readonly<Record<"p50" | "p95" | "p99", Minutes>>;
  readonly endToEndLatencyMs: Readonly<Record<"p50" | "p95" | "p99", Minutes>>;
  readonly objectives: readonly Objective[];
  readonly shards: readonly ShardLag[] | null;
  readonly deadLetters: Fetched["deadLetters"] & {
    readonly oldestMs: number | null;
    readonly hoursLeft: number | null;
  };
  readonly lateRatePercent: number | null;
  readonly measured: readonly {
    readonly metric: string;
    readonly worst: number | null;
    readonly above: number;
  }[];
  readonly records: Records;
}

const MS_PER_HOUR = 3_600_000;

export function pipelineStatus(fetched: Fetched): PipelineStatus {
  const { topology, nowMs, minutes, series } = fetched;
  const latency = (metric: string) => ({
    p50: minutesOf(series(`${metric}.p50`)),
    p95: minutesOf(series(`${metric}.p95`)),
    p99: minutesOf(series(`${metric}.p99`)),
  });
  return {
    pipeline: topology.name,
    at: new Date(nowMs).toISOString(),
    minutes,
    alarms: alarmsOf(fetched),
    processingLatencyMs: latency("ProcessingLatency"),
    endToEndLatencyMs: latency("EndToEndLatency"),
    objectives: objectivesOf(fetched),
    shards: lagsOf(fetched),
    deadLetters: deadLettersOf(fetched),
    lateRatePercent: weightedMean(series("late_data_rate.Average"), series("late_data_rate.SampleCount")),
    measured: Object.entries(topology.telemetry?.metrics ?? {}).flatMap(([metric, { alarm }]) =>
      alarm === undefined
        ? []
        : [{ metric, worst: minutesOf(series(`${metric}.${alarm.statistic}`)).worst, above: alarm.above }],
    ),
    records: recordsOf(series),
  };
}

/** True when somebody is to look within a quarter of an hour. */
export function isCritical({ alarms }: PipelineStatus): boolean {
  return alarms.on.some(({ severity }) => severity === "critical");
}

/** Alarms that are on, the most urgent first, and how many are not. */
function alarmsOf({ stage, topology, alarms, nowMs }: Fetched): PipelineStatus["alarms"] {
  const stack = stackName(stage, topology.name);
  const on = SEVERITIES.flatMap((severity) =>
    alarms
      .filter(({ name, state }) => state === "ALARM" && name.startsWith(`${stack}-${severity}-`))
      .map(({ name, sinceMs }) => ({
        name: shortAlarmName(stage, topology.name, name) ?? name,
        severity,
        forMs: sinceMs === null ? null : Math.max(0, nowMs - sinceMs),
      })),
  );
  const count = (wanted: AlarmState["state"]) => alarms.filter(({ state }) => state === wanted).length;
  return { on, ok: count("OK"), withoutData: count("INSUFFICIENT_DATA") };
}

function objectivesOf({ topology, series }: Fetched): readonly Objective[] {
  return (["p95", "p99"] as const).flatMap((percentile) => {
    const objectiveMs = topology.slo.processingLatency[percentile];
    if (objectiveMs === undefined) return [];
    const measured = series(`ProcessingLatency.${percentile}`);
    const minutesMissed = measured.filter((valueMs) => valueMs > objectiveMs).length;
    return [{ percentile, objectiveMs, minutesMissed, minutes: measured.length }];
  });
}

function lagsOf({ shards, topology, nowMs }: Fetched): readonly ShardLag[] | null {
  const { idleAfterMs } = topology.source.watermark;
  if (shards === null) return null;
  return shards.map(({ shardId, watermarkMs, activeAtMs }) => {
    const quietMs = nowMs - activeAtMs;
    return {
      shardId,
      lagMs: watermarkMs === BEGINNING_OF_TIME ? null : Math.max(0, nowMs - watermarkMs),
      idleMs: quietMs > idleAfterMs ? quietMs : null,
    };
  });
}

/** The oldest message may be one that holds positions alone: what those point to, the stream keeps for a while. */
function deadLettersOf({ deadLetters, series, timeToReplayMs }: Fetched): PipelineStatus["deadLetters"] {
  const { last } = minutesOf(series("ApproximateAgeOfOldestMessage.Maximum"));
  const isEmpty = deadLetters.waiting + deadLetters.held === 0;
  if (last === null || isEmpty) return { ...deadLetters, oldestMs: null, hoursLeft: null };
  const oldestMs = last * 1000;
  return { ...deadLetters, oldestMs, hoursLeft: (timeToReplayMs - oldestMs) / MS_PER_HOUR };
}

function recordsOf(series: SeriesByName): Records {
  const put = series("IncomingRecords.Sum");
  const delivered = series("BatchSize.Sum");
  const isCountedByStream = put.length > 0;
  const counted = isCountedByStream ? put : delivered;
  const received = counted.length === 0 ? null : total(counted);
  const parts = {
    applied: total(series("Applied.Sum")),
    expired: total(series("ExpiredLate.Sum")),
    deadLettered: total(series("DeadLettered.Sum")),
    duplicates: total(series("Duplicates.Sum")),
    heartbeats: total(series("Heartbeats.Sum")),
  };
  const known = total(Object.values(parts));
  return { received, isCountedByStream, ...parts, unaccounted: received === null ? null : received - known };
}

function minutesOf(series: Series): Minutes {
  return { last: series.at(-1) ?? null, worst: series.length === 0 ? null : Math.max(...series) };
}

/** The mean over all samples of all minutes; both series have the same minutes. */
function weightedMean(means: Series, counts: Series): number | null {
  const samples = total(counts);
  if (samples === 0) return null;
  return total(means.map((mean, i) => mean * (counts[i] ?? 0))) / samples;
}

function total(values: Series): number {
  return values.reduce((sum, value) => sum + value, 0);
}
