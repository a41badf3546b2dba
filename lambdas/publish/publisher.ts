/**
 * The publisher: carries the rows that pages announced for other programs from the state table's change stream to the
 * pipeline's output stream.
 *
 * Each row is carried once; when the publisher dies between the stream and its own acknowledgement, once more, under the
 * same id. No write spans two streams, so a consumer deduplicates by the id.
 */
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { type AnyTopology, channelsOf } from "../../lib/engine/index.ts";
import { announcementsOf } from "../aws/announcements.ts";
import { InvocationMeter } from "../aws/invocation-meter.ts";
import { log } from "../aws/logging.ts";
import { type PipelineMetrics, pipelineMetrics } from "../aws/pipeline-metrics.ts";
import { type PublishReport, publishAnnouncements } from "./publish-announcements.ts";
import type { OutputTarget } from "./put-in-order.ts";

export interface PublisherOptions {
  readonly topology: AnyTopology;
  readonly target: OutputTarget;
  readonly stage: string;
  /** The emulator takes a reported failure for success: there it is thrown instead, and the batch comes again. */
  readonly isLocal: boolean;
}

export type Publisher = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

export function publisher({ topology, target, stage, isLocal }: PublisherOptions): Publisher {
  const channels = channelsOf(topology.operators, "stream");
  const metrics = pipelineMetrics(topology, stage);
  const invocation = new InvocationMeter();
  return async (event, context) => {
    target.retries.begin(context.getRemainingTimeInMillis());
    invocation.begin();
    const { announcements, unreadable } = announcementsOf(event, channels);
    if (announcements.length === 0 && unreadable === null) return { batchItemFailures: [] };
    const report = await publishAnnouncements(target, channels, announcements);
    invocation.addTo(metrics);
    tell(metrics, report, target.retries.count);
    if (unreadable !== null) log("rows_not_published", { count: 0, error: unreadable.error });
    const failure = report.failure ?? unreadable;
    if (failure === null) return { batchItemFailures: [] };
    if (isLocal) throw new Error(`Cannot publish rows: ${failure.error}`);
    return { batchItemFailures: [{ itemIdentifier: failure.position }] };
  };
}

function tell(metrics: PipelineMetrics, report: PublishReport, retries: number): void {
  const { published, failure, unpublishable } = report;
  metrics.add("Published", published);
  metrics.add("PublishFailures", (failure?.rows ?? 0) + unpublishable.length);
  metrics.add("Retries", retries);
  metrics.publish();
  for (const { position, fault } of unpublishable) log("row_unpublishable", { position, fault });
  if (failure !== null) log("rows_not_published", { error: failure.error, count: failure.rows });
  log("rows_published", { count: published, retries });
}
