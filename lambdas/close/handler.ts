/**
 * The closer: completes and retires windows and moves idle shards on. It runs once a minute and when nudged; a
 * batch of nudges is one run.
 */
import type { Context } from "aws-lambda";
import { ENVIRONMENT } from "../../lib/contract/index.ts";
import { type CloserPorts, closeWindows, measureWindows } from "../../lib/engine/index.ts";
import { dynamoClient, kinesisClient } from "../aws/clients.ts";
import { DynamoStateStore } from "../aws/dynamo-state-store.ts";
import { DynamoViewStore } from "../aws/dynamo-view-store.ts";
import { requireEnv } from "../aws/environment.ts";
import { InvocationMeter } from "../aws/invocation-meter.ts";
import { KinesisLog } from "../aws/kinesis-log.ts";
import { pipelineMetrics } from "../aws/pipeline-metrics.ts";
import { retries } from "../aws/retries.ts";
import { withoutContent } from "../aws/without-content.ts";
import { WriteMeter } from "../aws/write-meter.ts";
import { topologyFromEnvironment } from "../process/worker.ts";

const topology = topologyFromEnvironment();
const metrics = pipelineMetrics(topology, requireEnv(ENVIRONMENT.stage));
const invocation = new InvocationMeter();
const meter = new WriteMeter();
const dynamo = dynamoClient();
const ports: CloserPorts = {
  state: new DynamoStateStore(topology, { client: dynamo, name: requireEnv(ENVIRONMENT.stateTable), meter }),
  views: new DynamoViewStore({ client: dynamo, name: requireEnv(ENVIRONMENT.viewTable), meter }),
  stream: new KinesisLog(kinesisClient(), requireEnv(ENVIRONMENT.streamName)),
  now: Date.now,
};

export const handler = withoutContent(runCloser);

/** A run that fails says so: nobody else would count it. */
async function runCloser(_event: unknown, context: Context): Promise<void> {
  try {
    await close(context);
    metrics.add("CloserRuns", 1);
  } catch (error) {
    metrics.add("CloserRuns", 0);
    throw error;
  } finally {
    metrics.publish();
  }
}

async function close(context: Context): Promise<void> {
  retries.begin(context.getRemainingTimeInMillis());
  invocation.begin();
  meter.reset();
  const { panes, retired, waiting } = await closeWindows(topology, ports);
  metrics.add("PanesFired", panes.length);
  metrics.add("WindowsRetired", retired.length);
  metrics.add("StateWrites", meter.writes);
  metrics.add("StateWriteUnits", meter.writeUnits);
  for (const { shardId, watermarkMs } of waiting) {
    metrics.addBy("shard", shardId, "WatermarkLag", Math.max(0, ports.now() - watermarkMs));
  }
  const measurements = await measureWindows(topology, ports.state);
  metrics.add("Retries", retries.count);
  invocation.addTo(metrics);
  metrics.measure(measurements);
}
