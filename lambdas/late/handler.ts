/**
 * The late-data handler: classifies expired events, stores each for amendment and counts it, from the late queue to the
 * view table.
 *
 * A message whose event is stored already, because it was delivered before, is acknowledged and counted no more. One
 * that cannot be read or stored is given back alone with those of its write; the queue hands it to the failure queue
 * after a few attempts. Metrics are of newly stored events, and lose some when the function dies; counts do not.
 */
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { ENVIRONMENT, type PlainMetricName } from "../../lib/contract/index.ts";
import { countClasses, LATE_CLASSES, type LateClass, type LateEvent } from "../../lib/engine/index.ts";
import { dynamoClient } from "../aws/clients.ts";
import { DynamoLateStore } from "../aws/dynamo-late-store.ts";
import { requireEnv } from "../aws/environment.ts";
import { InvocationMeter } from "../aws/invocation-meter.ts";
import { log } from "../aws/logging.ts";
import { pipelineMetrics } from "../aws/pipeline-metrics.ts";
import { retries } from "../aws/retries.ts";
import { WriteMeter } from "../aws/write-meter.ts";
import { topologyFromEnvironment } from "../process/worker.ts";
import { withoutContent } from "../aws/without-content.ts";
import { type StoreFailure, storeMessages } from "./store-messages.ts";

const METRIC_OF: Readonly<Record<LateClass, PlainMetricName>> = {
  just_late: "JustLate",
  very_late: "VeryLate",
  stale: "Stale",
  clock_skew: "ClockSkew",
};

const topology = topologyFromEnvironment();
const metrics = pipelineMetrics(topology, requireEnv(ENVIRONMENT.stage));
const invocation = new InvocationMeter();
const store = new DynamoLateStore({
  client: dynamoClient(),
  name: requireEnv(ENVIRONMENT.viewTable),
  meter: new WriteMeter(),
});

export const handler = withoutContent(storeBatch);

async function storeBatch(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  retries.begin(context.getRemainingTimeInMillis());
  invocation.begin();
  const messages = event.Records.map(({ messageId, body }) => ({ id: messageId, body }));
  const { stored, failures } = await storeMessages(topology, store, messages);
  for (const [{ error, field }, count] of kindsOf(failures)) {
    log("late_events_not_stored", { error, field, count });
  }
  if (stored.length > 0) report(stored);
  return { batchItemFailures: failures.map(({ id }) => ({ itemIdentifier: id })) };
}

function report(stored: readonly LateEvent[]): void {
  const counts = countClasses(stored);
  for (const name of LATE_CLASSES) metrics.add(METRIC_OF[name], counts[name]);
  metrics.add("Retries", retries.count);
  invocation.addTo(metrics);
  metrics.publish();
  log("late_events_stored", counts);
}

/** One of each kind of failure, and how many of it there are. */
function kindsOf(failures: readonly StoreFailure[]): readonly (readonly [StoreFailure, number])[] {
  const groups = Map.groupBy(failures, ({ error, field }) => `${error} ${field}`);
  return [...groups.values()].map((group) => [group[0] as StoreFailure, group.length]);
}
