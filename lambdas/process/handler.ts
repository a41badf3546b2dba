/**
 * The processor: one batch of one shard's records, from Kinesis to durable effects.
 *
 * A passing fault is reported at the first record of the batch: everything in it comes again, and what was done
 * already is skipped. On the local stage it is thrown instead, because the emulator takes a reported failure
 * for success.
 */
import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from "aws-lambda";
import { ENVIRONMENT } from "../../lib/contract/index.ts";
import { type BatchReport, type Measurement, processBatch } from "../../lib/engine/index.ts";
import { errorNameOf } from "../aws/error-name.ts";
import { log, logDropped } from "../aws/logging.ts";
import { requireEnv } from "../aws/environment.ts";
import { pipelineMetrics } from "../aws/pipeline-metrics.ts";
import { retries } from "../aws/retries.ts";
import { withoutContent } from "../aws/without-content.ts";
import { decodeRecord } from "./decode-record.ts";
import { type BatchSpan, emitBatchMetrics, emitFailure } from "./metrics.ts";
import { resetMeters, workerFromEnvironment } from "./worker.ts";

/** As many as a batch of a few records has writes in parallel. */
const CONNECTIONS = 8;
const WARM_UP_ROUNDS = 3;

const worker = workerFromEnvironment();
const stage = requireEnv(ENVIRONMENT.stage);
const metrics = pipelineMetrics(worker.topology, stage);
const { maxAheadMs } = worker.topology.source.watermark;
const isLocal = stage === "local";

// The first calls to the table pay for handshakes and for the compilation of the client; while the container starts nobody
// waits for it.
for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
  await Promise.allSettled(Array.from({ length: CONNECTIONS }, () => worker.ports.state.readFloor()));
}

export const handler = withoutContent(processRecords);

async function processRecords(
  event: KinesisStreamEvent,
  context: Context,
): Promise<KinesisStreamBatchResponse> {
  retries.begin(context.getRemainingTimeInMillis());
  resetMeters(worker.meters);
  const pickedUpMs = performance.now();
  const records = event.Records.map((record) => decodeRecord(record, maxAheadMs));
  const [first] = records;
  if (first === undefined) return { batchItemFailures: [] };
  const span = (): BatchSpan => ({ shardId: first.shardId, beginMs: pickedUpMs, endMs: performance.now() });
  let report: BatchReport;
  try {
    report = await processBatch(worker.topology, worker.ports, worker.memory, first.shardId, records);
  } catch (error) {
    emitFailure(metrics, worker.meters, span(), measured());
    log("batch_failed", {
      shardId: first.shardId,
      from: first.rawSequenceNumber,
      error: errorNameOf(error),
    });
    if (isLocal) throw error;
    return { batchItemFailures: [{ itemIdentifier: first.rawSequenceNumber }] };
  }
  emitBatchMetrics(metrics, worker.meters, span(), report, records, measured());
  logDropped(report, records);
  return { batchItemFailures: [] };
}

/** What the pipeline has measured of itself since the last batch. */
function measured(): readonly Measurement[] {
  return worker.topology.telemetry?.drain() ?? [];
}
