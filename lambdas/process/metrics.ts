/**
 * The processor's metrics, as EMF lines through Powertools. Latencies carry one value a record, so that
 * percentiles weigh records and not batches; Powertools starts a new EMF object at every hundredth value.
 */
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { METRIC_NAMESPACE, METRICS, type MetricName, PIPELINE_DIMENSION } from "../../lib/contract/index.ts";
import type { BatchReport } from "../../lib/engine/index.ts";
import type { KinesisRecord } from "./decode-record.ts";
import type { Worker } from "./worker.ts";

const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: "processor" });

/** A batch that was given back, to come again. */
export function emitFailure(pipeline: string): void {
  begin(pipeline);
  add("CommitFailures", 1);
  metrics.publishStoredMetrics();
}

/** @param processingMs from the batch's pick-up until all of its effects were durable. */
export function emitBatchMetrics(
  { topology, meter }: Worker,
  { counts, progress, conflicts }: BatchReport,
  records: readonly KinesisRecord[],
  processingMs: number,
): void {
  begin(topology.name);
  const nowMs = Date.now();
  add("BatchSize", records.length);
  add("RecordsIn", counts.events);
  add("Applied", counts.applied + counts.replaysApplied);
  add("Late", counts.late);
  add("ExpiredLate", counts.expiredLate + counts.replaysExpired);
  add("DeadLettered", counts.deadLettered + counts.replaysDeadLettered);
  add("Duplicates", counts.duplicates + counts.replaysDuplicate);
  add("CommitConflicts", conflicts);
  add("StateWrites", meter.writes);
  add("StateWriteUnits", meter.writeUnits);
  add("PageBytesMax", meter.pageBytesMax);
  if (counts.applied > 0) add("EventTimeLag", Math.max(0, nowMs - progress.watermarkMs));
  for (const { arrivalMs } of records) {
    add("ProcessingLatency", processingMs);
    if (arrivalMs !== null) add("EndToEndLatency", Math.max(0, nowMs - arrivalMs));
  }
  metrics.publishStoredMetrics();
}

function begin(pipeline: string): void {
  metrics.clearDimensions();
  metrics.addDimension(PIPELINE_DIMENSION, pipeline);
}

function add(name: MetricName, value: number): void {
  metrics.addMetric(name, UNITS[METRICS[name]], value);
}

const UNITS = {
  Count: MetricUnit.Count,
  Milliseconds: MetricUnit.Milliseconds,
  Bytes: MetricUnit.Bytes,
} as const;
