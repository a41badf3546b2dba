/**
 * The closer: completes and retires windows and moves idle shards on. It runs once a minute and when nudged; a
 * batch of nudges is one run.
 */
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { ENVIRONMENT, METRIC_NAMESPACE, PIPELINE_DIMENSION } from "../../lib/contract/index.ts";
import { type CloserPorts, closeWindows } from "../../lib/engine/index.ts";
import { dynamoClient, kinesisClient } from "../aws/clients.ts";
import { DynamoStateStore } from "../aws/dynamo-state-store.ts";
import { DynamoViewStore } from "../aws/dynamo-view-store.ts";
import { requireEnv } from "../aws/environment.ts";
import { KinesisLog } from "../aws/kinesis-log.ts";
import { WriteMeter } from "../aws/write-meter.ts";
import { topologyFromEnvironment } from "../process/worker.ts";

const topology = topologyFromEnvironment();
const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: "closer" });
const meter = new WriteMeter();
const dynamo = dynamoClient();
const ports: CloserPorts = {
  state: new DynamoStateStore(topology, { client: dynamo, name: requireEnv(ENVIRONMENT.stateTable), meter }),
  views: new DynamoViewStore({ client: dynamo, name: requireEnv(ENVIRONMENT.viewTable), meter }),
  stream: new KinesisLog(kinesisClient(), requireEnv(ENVIRONMENT.streamName)),
  now: Date.now,
};

export async function handler(): Promise<void> {
  meter.reset();
  const { panes, retired } = await closeWindows(topology, ports);
  metrics.clearDimensions();
  metrics.addDimension(PIPELINE_DIMENSION, topology.name);
  metrics.addMetric("PanesFired", MetricUnit.Count, panes.length);
  metrics.addMetric("WindowsRetired", MetricUnit.Count, retired.length);
  metrics.addMetric("StateWrites", MetricUnit.Count, meter.writes);
  metrics.addMetric("StateWriteUnits", MetricUnit.Count, meter.writeUnits);
  metrics.publishStoredMetrics();
}
