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
import { errorNameOf } from "../aws/error-name.ts";
import { log } from "../aws/logging.ts";
import { retries } from "../aws/retries.ts";
import { withoutContent } from "../aws/without-content.ts";
import { publishAlerts } from "./publish-alerts.ts";

const sns = snsClient();
const topicArn = requireEnv(ENVIRONMENT.alertTopicArn);
const pipeline = requireEnv(ENVIRONMENT.pipeline);

export const handler = withoutContent(publishBatch);

async function publishBatch(event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  retries.begin(context.getRemainingTimeInMillis());
  let published = 0;
  for (const record of event.Records) {
    const text = record.dynamodb?.NewImage?.[STATE.emissions]?.S;
    if (text === undefined) continue;
    try {
      const emissions: readonly Emission[] = JSON.parse(text);
      await publishAlerts(sns, topicArn, pipeline, emissions);
      published += emissions.length;
    } catch (error) {
      log("alerts_not_published", { error: errorNameOf(error) });
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? "" }] };
    }
  }
  log("alerts_published", { count: published, retries: retries.count });
  return { batchItemFailures: [] };
}
