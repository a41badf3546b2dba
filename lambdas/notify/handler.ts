/**
 * The notifier: carries the alerts that pages announced from the state table's change stream to the alert topic.
 *
 * Each commit of a page is one record of the stream and holds what that commit announced, so each alert is
 * carried once; when the notifier dies between publishing and its own acknowledgement, once more, under the
 * same alert id.
 */
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { ENVIRONMENT } from "../../lib/contract/index.ts";
import { channelsOf } from "../../lib/engine/index.ts";
import { announcementsOf } from "../aws/announcements.ts";
import { snsClient } from "../aws/clients.ts";
import { requireEnv } from "../aws/environment.ts";
import { errorNameOf } from "../aws/error-name.ts";
import { InvocationMeter } from "../aws/invocation-meter.ts";
import { log } from "../aws/logging.ts";
import { pipelineMetrics } from "../aws/pipeline-metrics.ts";
import { retries } from "../aws/retries.ts";
import { withoutContent } from "../aws/without-content.ts";
import { topologyFromEnvironment } from "../process/worker.ts";
import { publishAlerts } from "./publish-alerts.ts";

const topology = topologyFromEnvironment();
const channels = channelsOf(topology.operators, "alerts");
const metrics = pipelineMetrics(topology, requireEnv(ENVIRONMENT.stage));
const invocation = new InvocationMeter();
const sns = snsClient();
const topicArn = requireEnv(ENVIRONMENT.alertTopicArn);

export const handler = withoutContent(publishBatch);

async function publishBatch(event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  retries.begin(context.getRemainingTimeInMillis());
  invocation.begin();
  let published = 0;
  const { announcements, unreadable } = announcementsOf(event, channels);
  for (const { position, emissions } of announcements) {
    try {
      await publishAlerts(sns, topicArn, topology.name, emissions);
      published += emissions.length;
    } catch (error) {
      tell(published, emissions.length);
      return givenBack(position, errorNameOf(error));
    }
  }
  tell(published, unreadable === null ? 0 : 1);
  log("alerts_published", { count: published, retries: retries.count });
  return unreadable === null ? { batchItemFailures: [] } : givenBack(unreadable.position, unreadable.error);
}

/** @param failures alerts that the topic did not take; what cannot be read counts as one. */
function tell(published: number, failures: number): void {
  metrics.add("AlertsPublished", published);
  metrics.add("AlertFailures", failures);
  metrics.add("Retries", retries.count);
  invocation.addTo(metrics);
  metrics.publish();
}

function givenBack(position: string, error: string): DynamoDBBatchResponse {
  log("alerts_not_published", { error });
  return { batchItemFailures: [{ itemIdentifier: position }] };
}
