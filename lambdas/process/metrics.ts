/**
 * The processor's metrics. Latencies and rates carry one value a record, so that percentiles and averages weigh records
 * and not batches.
 */
import type { BatchReport, Measurement, RejectionReason } from "../../lib/engine/index.ts";
import type { InvocationMeter } from "../aws/invocation-meter.ts";
import type { PipelineMetrics } from "../aws/pipeline-metrics.ts";
import { retries } from "../aws/retries.ts";
import type { WriteMeter } from "../aws/write-meter.ts";
import type { BusyShare } from "./busy-share.ts";
import type { CommitClock } from "./commit-clock.ts";
import type { CountedPages } from "./counted-pages.ts";
import type { KinesisRecord } from "./decode-record.ts";

/** What was counted and timed while a batch was processed. */
export interface BatchMeters {
  readonly writes: WriteMeter;
  readonly commits: CommitClock;
  readonly pages: CountedPages;
  readonly busy: BusyShare;
  readonly invocation: InvocationMeter;
}

/** From the batch's pick-up until all of its effects were durable, or it was given back. */
export interface BatchSpan {
  readonly shardId: string;
  readonly beginMs: number;
  readonly endMs: number;
}

const PERCENT = 100;

/** A batch that was given back, to come again; what it wrote and measured until then counts all the same. */
export function emitFailure(
  metrics: PipelineMetrics,
  meters: BatchMeters,
  span: BatchSpan,
  measured: readonly Measurement[],
): void {
  metrics.add("CommitFailures", 1);
  metrics.add("Availability", 0);
  addMeters(metrics, meters, span);
  publishWith(metrics, measured);
}

export function emitBatchMetrics(
  metrics: PipelineMetrics,
  meters: BatchMeters,
  span: BatchSpan,
  report: BatchReport,
  records: readonly KinesisRecord[],
  measured: readonly Measurement[],
): void {
  const { conflicts, progress, shardId } = report;
  const nowMs = Date.now();
  const processingMs = span.endMs - span.beginMs;
  metrics.add("BatchSize", records.length);
  metrics.add("CommitConflicts", conflicts);
  metrics.add("CommitFailures", 0);
  metrics.add("TimersLost", report.timersLost);
  metrics.add("Availability", PERCENT);
  metrics.add("OpenWindows", meters.pages.openWindows(shardId, progress.watermarkMs));
  if (meters.commits.durationMs !== undefined) metrics.add("CommitDuration", meters.commits.durationMs);
  addVerdicts(metrics, report);
  if (report.counts.applied > 0) {
    const lagMs = Math.max(0, nowMs - progress.watermarkMs);
    metrics.add("EventTimeLag", lagMs);
    metrics.addBy("shard", shardId, "WatermarkLag", lagMs);
  }
  addMeters(metrics, meters, span);
  const rates = ratesOf(report);
  // Record by record, so that a line is full of all of these at once: a hundred values each. A batch may have judged more
  // records than it was given: those that an attempt before it had begun.
  const count = Math.max(records.length, ...rates.map(({ of }) => of));
  for (let i = 0; i < count; i++) {
    const record = records[i];
    if (record !== undefined) metrics.add("ProcessingLatency", processingMs);
    const arrivalMs = record?.arrivalMs ?? null;
    if (arrivalMs !== null) metrics.add("EndToEndLatency", Math.max(0, nowMs - arrivalMs));
    for (const { name, hits, of } of rates) if (i < of) metrics.add(name, i < hits ? PERCENT : 0);
  }
  publishWith(metrics, measured);
}

interface Rate {
  readonly name: "late_data_rate" | "DeadLetterRate";
  readonly hits: number;
  readonly of: number;
}

/** Rates have one value a record, so that the average over any number of batches is the rate. */
function ratesOf({ counts }: BatchReport): readonly Rate[] {
  const expired = counts.expiredLate + counts.replaysExpired;
  const deadLettered = counts.deadLettered + counts.replaysDeadLettered;
  const judged = counts.applied + counts.replaysApplied + expired;
  const duplicates = counts.duplicates + counts.replaysDuplicate;
  return [
    { name: "late_data_rate", hits: counts.late + expired, of: judged },
    { name: "DeadLetterRate", hits: deadLettered, of: judged + deadLettered + duplicates },
  ];
}

function addVerdicts(metrics: PipelineMetrics, { counts, rejections }: BatchReport): void {
  const expired = counts.expiredLate + counts.replaysExpired;
  const deadLettered = counts.deadLettered + counts.replaysDeadLettered;
  metrics.add("RecordsIn", counts.events);
  metrics.add("Applied", counts.applied + counts.replaysApplied);
  metrics.add("Late", counts.late);
  metrics.add("ExpiredLate", expired);
  metrics.add("DeadLettered", deadLettered);
  metrics.add("Duplicates", counts.duplicates + counts.replaysDuplicate);
  metrics.add("Heartbeats", counts.heartbeats);
  for (const [reason, group] of Map.groupBy(rejections, ({ reason }) => reason)) {
    metrics.addBy("reason", reason, "dlq_messages_total", group.length);
    if (isInvalid(reason)) metrics.addBy("reason", reason, "validation_errors_total", group.length);
  }
}

/** An operator that throws has taken a valid record for one that it cannot process. */
function isInvalid(reason: RejectionReason): boolean {
  return reason !== "operator_error";
}

function addMeters(metrics: PipelineMetrics, meters: BatchMeters, span: BatchSpan): void {
  const { writes, writeUnits, pageBytesMax } = meters.writes;
  metrics.add("StateWrites", writes);
  metrics.add("StateWriteUnits", writeUnits);
  metrics.add("PageBytesMax", pageBytesMax);
  metrics.add("PageCacheHits", meters.pages.hits);
  metrics.add("PageCacheMisses", meters.pages.misses);
  metrics.add("Retries", retries.count);
  meters.invocation.addTo(metrics);
  const share = meters.busy.count(span.shardId, span.beginMs, span.endMs);
  if (share !== undefined) metrics.addBy("shard", span.shardId, "Utilisation", share);
}

/** A measurement that has no metric is an error of the pipeline's code; it costs none of the others. */
function publishWith(metrics: PipelineMetrics, measured: readonly Measurement[]): void {
  try {
    metrics.measure(measured);
  } finally {
    metrics.publish();
  }
}
