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
  if (report.timersLost > 0) metrics.add("TimersLost", report.timersLost);
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
  for (const { arrivalMs } of records) {
    metrics.add("ProcessingLatency", processingMs);
    if (arrivalMs !== null) metrics.add("EndToEndLatency", Math.max(0, nowMs - arrivalMs));
  }
  publishWith(metrics, measured);
}

function addVerdicts(metrics: PipelineMetrics, { counts, rejections }: BatchReport): void {
  const expired = counts.expiredLate + counts.replaysExpired;
  const deadLettered = counts.deadLettered + counts.replaysDeadLettered;
  const applied = counts.applied + counts.replaysApplied;
  const duplicates = counts.duplicates + counts.replaysDuplicate;
  metrics.add("RecordsIn", counts.events);
  metrics.add("Applied", applied);
  metrics.add("Late", counts.late);
  metrics.add("ExpiredLate", expired);
  metrics.add("DeadLettered", deadLettered);
  metrics.add("Duplicates", duplicates);
  metrics.add("Heartbeats", counts.heartbeats);
  addRate(metrics, "late_data_rate", counts.late + expired, applied + expired);
  addRate(metrics, "DeadLetterRate", deadLettered, applied + expired + deadLettered + duplicates);
  for (const [reason, group] of Map.groupBy(rejections, ({ reason }) => reason)) {
    metrics.addBy("reason", reason, "dlq_messages_total", group.length);
    if (isInvalid(reason)) metrics.addBy("reason", reason, "validation_errors_total", group.length);
  }
}

/** An operator that throws has taken a valid record for one that it cannot process. */
function isInvalid(reason: RejectionReason): boolean {
  return reason !== "operator_error";
}

/** One value a record, so that the average over any number of batches is the rate. */
function addRate(
  metrics: PipelineMetrics,
  name: "late_data_rate" | "DeadLetterRate",
  hits: number,
  of: number,
): void {
  for (let i = 0; i < of; i++) metrics.add(name, i < hits ? PERCENT : 0);
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
