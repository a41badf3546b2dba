/**
 * `recommend` as Lambda runs it: answers requests for recommendations from the shop's state. What one container keeps is built
 * once, from the environment.
 */
import { ENVIRONMENT } from "../../lib/contract/index.ts";
import { RECOMMEND, Recommender, ShopReads } from "../../lib/pipelines/commerce/serving/index.ts";
import { commerceTopology } from "../../lib/pipelines/commerce/topology.ts";
import { dynamoClient, kinesisClient } from "../aws/clients.ts";
import { DynamoStateStore } from "../aws/dynamo-state-store.ts";
import { requireEnv } from "../aws/environment.ts";
import { errorNameOf } from "../aws/error-name.ts";
import { log } from "../aws/logging.ts";
import { pipelineMetrics } from "../aws/pipeline-metrics.ts";
import { retries } from "../aws/retries.ts";
import { withoutContent } from "../aws/without-content.ts";
import { WriteMeter } from "../aws/write-meter.ts";
import { afterAnswer } from "./after-answer.ts";
import { DynamoAnswers } from "./dynamo-answers.ts";
import { Outbox, type OutboxReport } from "./outbox.ts";
import { pacedMetrics } from "./paced-metrics.ts";
import { recommendCalls } from "./recommend-calls.ts";

const topology = commerceTopology();
const stage = requireEnv(ENVIRONMENT.stage);
const lines = pipelineMetrics(topology, stage);
const metrics = stage === "local" ? pacedMetrics(lines) : lines;
const client = dynamoClient();
const table = (variable: string) => ({ client, name: requireEnv(variable), meter: new WriteMeter() });

const state = new DynamoStateStore(topology, table(ENVIRONMENT.stateTable));
const answers = new DynamoAnswers(table(ENVIRONMENT.answerTable), RECOMMEND.answerAgeMaxMs);
const stream = { client: kinesisClient(), streamName: requireEnv(ENVIRONMENT.streamName), retries };
const outbox = new Outbox({ answers, stream, onWritten: tellWritten });
const shop = new ShopReads(topology, state, Date.now);
const recommender = new Recommender({
  openShop: (ageMaxMs) => shop.open(ageMaxMs),
  answers,
  keep: (answer) => outbox.keep(answer),
  onCacheFailure: tellUnread,
  nowMs: Date.now,
});
const answerCalls = recommendCalls({
  recommender,
  outbox,
  after: await afterAnswer(process.env["AWS_LAMBDA_RUNTIME_API"]),
  metrics,
});

export const handler = withoutContent((event: unknown, context) => {
  retries.begin(context.getRemainingTimeInMillis());
  return answerCalls(event, context);
});

function tellWritten({ impressions, impressionFailures, answerFailures, error }: OutboxReport): void {
  metrics.add("RecommendImpressions", impressions);
  metrics.add("RecommendImpressionFailures", impressionFailures);
  metrics.add("RecommendCacheFailures", answerFailures);
  metrics.publish();
  const cause = error ?? "UnknownError";
  if (impressionFailures > 0) log("impressions_not_put", { count: impressionFailures, error: cause });
  if (answerFailures > 0) log("answers_not_kept", { count: answerFailures, error: cause });
}

function tellUnread(error: unknown): void {
  metrics.add("RecommendCacheFailures", 1);
  log("answers_not_read", { error: errorNameOf(error) });
}
