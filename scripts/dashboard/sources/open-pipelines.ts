/** Opens a stage's deployed pipelines for watching, as their stacks name their parts. */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoStateStore } from "../../../lambdas/aws/dynamo-state-store.ts";
import { WriteMeter } from "../../../lambdas/aws/write-meter.ts";
import { stackName } from "../../../lib/contract/index.ts";
import { pipelines } from "../../../lib/pipelines/index.ts";
import { clientConfig } from "../../stage/client-config.ts";
import { stackOutputs } from "../../stage/deployed-stack.ts";
import type { StageTarget } from "../../stage/stage-target.ts";
import { stageTopology } from "../../stage/stage-topology.ts";
import { UserError } from "../../terminal/user-error.ts";
import { cloudwatchMetrics } from "./cloudwatch-metrics.ts";
import { sampleDeadLetters } from "./dead-letter-sample.ts";
import { LogMetrics } from "./log-metrics.ts";
import { readPanes } from "./read-panes.ts";
import { recentViews } from "./recent-views.ts";
import { sharedFor, sharedViews } from "./shared-reads.ts";
import type { WatchedPipeline } from "./watched-pipeline.ts";

/** The pipeline that answers requests, from a function of its own. */
const SERVED = "commerce";
/** Newest chunks of each shard and partition of a history: some hundred alerts of each type. */
const CHUNKS_MAX = 4;
/** Chunks are shared by many keys: so many hold some minutes of one sensor's readings. */
const DEEP_CHUNKS_MAX = 300;
/** A receive hides messages for a moment: a look into a queue is good for a while. */
const SAMPLE_KEPT_MS = 15_000;

export interface OpenPipelines {
  readonly pipelines: readonly WatchedPipeline[];
  close(): void;
}

type Clients = ReturnType<typeof createClients>;

/**
 * @param wanted all that are deployed unless given.
 * @throws UserError when one that is wanted is not where the target says, or none is.
 */
export async function openDeployed(
  target: StageTarget,
  stage: string,
  wanted?: readonly string[],
): Promise<OpenPipelines> {
  const clients = createClients(target);
  const close = () => {
    for (const client of Object.values(clients)) client.destroy();
  };
  const names = wanted ?? Object.keys(pipelines);
  const outcomes = await Promise.allSettled(names.map((name) => open(target, stage, name, clients)));
  const opened = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const failure = outcomes.find(({ status }) => status === "rejected") as PromiseRejectedResult | undefined;
  if (failure !== undefined && (wanted !== undefined || opened.length === 0)) {
    close();
    throw failure.reason;
  }
  return { pipelines: opened, close };
}

function createClients(target: StageTarget) {
  const config = clientConfig(target);
  return {
    cloudformation: new CloudFormationClient(config),
    dynamo: new DynamoDBClient(config),
    // The queue's address is what the emulator believes of itself; ours is the one that was checked.
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: target.kind === "account" }),
    logs: new CloudWatchLogsClient(config),
    cloudwatch: new CloudWatchClient(config),
  };
}

async function open(
  target: StageTarget,
  stage: string,
  name: string,
  clients: Clients,
): Promise<WatchedPipeline> {
  const topology = pipelines[name];
  if (topology === undefined) {
    throw new UserError(`Cannot watch ${name}: the pipelines are ${Object.keys(pipelines).join(", ")}`);
  }
  const output = await stackOutputs(clients.cloudformation, target, stackName(stage, name));
  const table = (table: string) => ({ client: clients.dynamo, name: table, meter: new WriteMeter() });
  const stateTable = table(output("stateTable"));
  const state = new DynamoStateStore(topology, stateTable);
  const viewTable = table(output("viewTable"));
  const queueUrl = output("deadLetterQueueUrl");
  const logGroups = [output("processorLogGroup"), ...(name === SERVED ? [output("serviceLogGroup")] : [])];
  const sampled = sharedFor(SAMPLE_KEPT_MS);
  return {
    name,
    topology: stageTopology(topology, stage),
    state,
    views: sharedViews(recentViews(viewTable, state, CHUNKS_MAX)),
    deepViews: recentViews(viewTable, state, DEEP_CHUNKS_MAX),
    panes: (operator, range) => readPanes(stateTable, operator, range),
    metrics:
      target.kind === "local"
        ? new LogMetrics(clients.logs, logGroups)
        : cloudwatchMetrics(clients.cloudwatch, name, stage),
    deadLetters: () => sampled("sample", () => sampleDeadLetters(clients.sqs, queueUrl, name)),
    stageOptions: stageOptions(target, stage),
  };
}

function stageOptions(target: StageTarget, stage: string): string {
  return target.kind === "local"
    ? `--stage ${stage} --endpoint ${target.endpoint}`
    : `--stage ${stage} --account ${target.account} --region ${target.region}`;
}
