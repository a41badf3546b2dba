/**
 * The notifier: carries what pages announced from the state table's change stream to the alert topic.
 *
 * Each commit of a page is one record of the stream and holds what that commit announced, so each alert is
 * carried once; when the notifier dies between publishing and its own acknowledgement, once more, under the
 * same alert id.
 */
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { ENVIRONMENT, STATE } from "../../lib/contract/index.ts";
import type { Emission } from "../../lib/engine/index.ts";
import { snsClient } from "../aws/clients.ts";
import { requireEnv } from "../aws/environment.ts";
import { logger } from "../aws/logging.ts";
import { retries } from "../aws/retries.ts";
import { publishAlerts } from "./publish-alerts.ts";

const sns = snsClient();
const topicArn = requireEnv(ENVIRONMENT.alertTopicArn);
const pipeline = requireEnv(ENVIRONMENT.pipeline);

export async function handler(event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  retries.begin(context.getRemainingTimeInMillis());
  let published = 0;
  for (const record of event.Records) {
    const text = record.dynamodb?.NewImage?.[STATE.emissions]?.S;
    if (text === undefined) continue;
    const emissions: readonly Emission[] = JSON.parse(text);
    try {
      await publishAlerts(sns, topicArn, pipeline, emissions);
      published += emissions.length;
    } catch (error) {
      logger.error("alerts_not_published", { error: error instanceof Error ? error.name : typeof error });
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? "" }] };
    }
  }
  logger.info("alerts_published", { count: published, retries: retries.count });
  return { batchItemFailures: [] };
}
