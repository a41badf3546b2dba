/**
 * The processor's metrics. Latencies carry one value a record, so that percentiles weigh records and not batches.
 */
import type { BatchReport, Measurement } from "../../lib/engine/index.ts";
import type { PipelineMetrics } from "../aws/pipeline-metrics.ts";
import { retries } from "../aws/retries.ts";
import type { WriteMeter } from "../aws/write-meter.ts";
import type { KinesisRecord } from "./decode-record.ts";

/** A batch that was given back, to come again; what it wrote and measured until then counts all the same. */
export function emitFailure(
  metrics: PipelineMetrics,
  meter: WriteMeter,
  measured: readonly Measurement[],
): void {
  metrics.add("CommitFailures", 1);
  addWrites(metrics, meter);
  publishWith(metrics, measured);
}

/** @param processingMs from the batch's pick-up until all of its effects were durable. */
export function emitBatchMetrics(
  metrics: PipelineMetrics,
  meter: WriteMeter,
  { counts, progress, conflicts }: BatchReport,
  records: readonly KinesisRecord[],
  processingMs: number,
  measured: readonly Measurement[],
): void {
  const nowMs = Date.now();
  metrics.add("BatchSize", records.length);
  metrics.add("RecordsIn", counts.events);
  metrics.add("Applied", counts.applied + counts.replaysApplied);
  metrics.add("Late", counts.late);
  metrics.add("ExpiredLate", counts.expiredLate + counts.replaysExpired);
  metrics.add("DeadLettered", counts.deadLettered + counts.replaysDeadLettered);
  metrics.add("Duplicates", counts.duplicates + counts.replaysDuplicate);
  metrics.add("CommitConflicts", conflicts);
  addWrites(metrics, meter);
  if (counts.applied > 0) metrics.add("EventTimeLag", Math.max(0, nowMs - progress.watermarkMs));
  for (const { arrivalMs } of records) {
    metrics.add("ProcessingLatency", processingMs);
    if (arrivalMs !== null) metrics.add("EndToEndLatency", Math.max(0, nowMs - arrivalMs));
  }
  publishWith(metrics, measured);
}

/** A measurement that has no metric is an error of the pipeline's code; it costs none of the others. */
function publishWith(metrics: PipelineMetrics, measured: readonly Measurement[]): void {
  try {
    metrics.measure(measured);
  } finally {
    metrics.publish();
  }
}

function addWrites(metrics: PipelineMetrics, { writes, writeUnits, pageBytesMax }: WriteMeter): void {
  metrics.add("StateWrites", writes);
  metrics.add("StateWriteUnits", writeUnits);
  metrics.add("PageBytesMax", pageBytesMax);
  metrics.add("Retries", retries.count);
}
