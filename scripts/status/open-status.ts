/**
 * A deployed pipeline whose health is looked at: its alarms and metrics in CloudWatch, its queue and its state table.
 * Nothing is written, no message is received and no record read.
 */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient, paginateDescribeAlarms, paginateGetMetricData } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoStateStore } from "../../lambdas/aws/dynamo-state-store.ts";
import { WriteMeter } from "../../lambdas/aws/write-meter.ts";
import { HOURS_TO_REPLAY, stackName } from "../../lib/contract/index.ts";
import type { AnyTopology, StateStore } from "../../lib/engine/index.ts";
import { clientConfig } from "../stage/client-config.ts";
import { stackOutputs } from "../stage/deployed-stack.ts";
import type { StageTarget } from "../stage/stage-target.ts";
import { metricQueries, type SeriesByName, seriesOf } from "./metric-series.ts";
import type { AlarmState, Fetched } from "./pipeline-status.ts";

export interface StatusClients {
  readonly cloudformation: CloudFormationClient;
  readonly cloudwatch: CloudWatchClient;
  readonly dynamo: DynamoDBClient;
  readonly sqs: SQSClient;
  close(): void;
}

export type Look = (minutes: number) => Promise<Fetched>;

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;

/** Who may see metrics and alarms need not be one for whom the pipeline's key decrypts. */
const NOT_PERMITTED = new Set(["AccessDeniedException", "KMSAccessDeniedException", "AccessDenied"]);

export function createStatusClients(target: StageTarget): StatusClients {
  const config = clientConfig(target);
  const clients = {
    cloudformation: new CloudFormationClient(config),
    cloudwatch: new CloudWatchClient(config),
    dynamo: new DynamoDBClient(config),
    // The queue's address is what the emulator believes of itself; ours is the one that was checked.
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: target.kind !== "local" }),
  };
  const close = () => {
    for (const client of Object.values(clients)) client.destroy();
  };
  return { ...clients, close };
}

/** @throws UserError when the pipeline is not there, or not where it may be. */
export async function openStatus(
  clients: StatusClients,
  target: StageTarget,
  stage: string,
  topology: AnyTopology,
): Promise<Look> {
  const stack = stackName(stage, topology.name);
  const output = await stackOutputs(clients.cloudformation, target, stack);
  const queueUrl = output("deadLetterQueueUrl");
  const queries = metricQueries({
    stage,
    pipeline: topology.name,
    telemetry: topology.telemetry,
    streamName: output("streamName"),
    deadLetterQueueName: queueUrl.split("/").at(-1) ?? "",
  });
  const state = new DynamoStateStore(topology, {
    client: clients.dynamo,
    name: output("stateTable"),
    meter: new WriteMeter(),
  });
  return async (minutes) => {
    const nowMs = Date.now();
    const [alarms, series, shards, deadLetters] = await Promise.all([
      alarmsOf(clients, `${stack}-`),
      fetchSeries(clients, queries, nowMs, minutes),
      progressOf(state),
      waitingIn(clients, queueUrl),
    ]);
    const timeToReplayMs = HOURS_TO_REPLAY * MS_PER_HOUR;
    return { stage, topology, nowMs, minutes, alarms, series, shards, deadLetters, timeToReplayMs };
  };
}

async function alarmsOf({ cloudwatch }: StatusClients, prefix: string): Promise<readonly AlarmState[]> {
  const found: AlarmState[] = [];
  const request = {
    AlarmNamePrefix: prefix,
    AlarmTypes: ["MetricAlarm" as const, "CompositeAlarm" as const],
  };
  const pages = paginateDescribeAlarms({ client: cloudwatch }, request);
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
    for (const alarm of [...MetricAlarms, ...CompositeAlarms]) {
      const { AlarmName: name = "", StateValue: state = "INSUFFICIENT_DATA", StateUpdatedTimestamp } = alarm;
      found.push({ name, state, sinceMs: StateUpdatedTimestamp?.getTime() ?? null });
    }
  }
  return found;
}

/** The minute that runs is looked at as well: it is what somebody who has just mended something waits for. */
async function fetchSeries(
  { cloudwatch }: StatusClients,
  queries: ReturnType<typeof metricQueries>,
  nowMs: number,
  minutes: number,
): Promise<SeriesByName> {
  const endMs = (Math.floor(nowMs / MS_PER_MINUTE) + 1) * MS_PER_MINUTE;
  const request = {
    MetricDataQueries: queries.map(({ query }) => query),
    StartTime: new Date(endMs - minutes * MS_PER_MINUTE),
    EndTime: new Date(endMs),
  };
  const results = [];
  for await (const { MetricDataResults = [] } of paginateGetMetricData({ client: cloudwatch }, request)) {
    results.push(...MetricDataResults);
  }
  return seriesOf(queries, results);
}

async function progressOf(state: StateStore): Promise<Fetched["shards"]> {
  try {
    return await state.listProgress();
  } catch (error) {
    if (error instanceof Error && NOT_PERMITTED.has(error.name)) return null;
    throw error;
  }
}

async function waitingIn({ sqs }: StatusClients, QueueUrl: string): Promise<Fetched["deadLetters"]> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return {
    waiting: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    held: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}
