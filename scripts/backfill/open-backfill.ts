/**
 * The deployed pipeline that a backfill reads and writes: its stream, its tables and their shadow, as its stack names
 * them. Invariant: in AWS, credentials, stack and stream are of the account and region that were named.
 */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeStreamSummaryCommand, KinesisClient } from "@aws-sdk/client-kinesis";
import { DynamoStateStore } from "../../lambdas/aws/dynamo-state-store.ts";
import { DynamoViewStore } from "../../lambdas/aws/dynamo-view-store.ts";
import { KinesisLog } from "../../lambdas/aws/kinesis-log.ts";
import { WriteMeter } from "../../lambdas/aws/write-meter.ts";
import { stackName } from "../../lib/contract/index.ts";
import type { AnyTopology } from "../../lib/engine/index.ts";
import { systemClock } from "../producer/producer-clock.ts";
import { callerOf, stackOutputs } from "../stage/deployed-stack.ts";
import { mustBeAt } from "../stage/named-place.ts";
import { clientConfig } from "../stage/client-config.ts";
import type { StageTarget } from "../stage/stage-target.ts";
import { KinesisShardPages, type ShardPages } from "./shard-pages.ts";
import { ShadowStore } from "./shadow-store.ts";
import type { LivePorts } from "./shadow-run.ts";

export interface BackfillPlace {
  readonly ports: LivePorts & { readonly views: DynamoViewStore };
  /** From when on the stream has all that arrived, ms since 1970; null when it has everything. */
  readonly oldestMs: number | null;
  /** Every shard, read by arrival within `[fromMs, untilMs]`. */
  openShards(fromMs: number, untilMs: number): Promise<readonly ShardPages[]>;
  /** The caller's ARN, or `local`. */
  readonly who: string;
  /** For people: where this is. */
  readonly name: string;
  close(): void;
}

const MS_PER_HOUR = 3_600_000;
/** Live readers come first: what is throttled is asked for again. */
const READ_ATTEMPTS_MAX = 8;

/** @throws UserError when the pipeline is not there, or not where it may be. */
export async function openBackfill(
  topology: AnyTopology,
  target: StageTarget,
  stage: string,
): Promise<BackfillPlace> {
  const who = await callerOf(target);
  const config = clientConfig(target);
  const cloudformation = new CloudFormationClient(config);
  const dynamo = new DynamoDBClient(config);
  const kinesis = new KinesisClient({ ...config, maxAttempts: READ_ATTEMPTS_MAX });
  const close = () => {
    for (const client of [cloudformation, dynamo, kinesis]) client.destroy();
  };
  try {
    const stack = stackName(stage, topology.name);
    const output = await stackOutputs(cloudformation, target, stack);
    const streamName = output("streamName");
    const table = (name: string) => ({ client: dynamo, name, meter: new WriteMeter() });
    const views = table(output("viewTable"));
    const { maxAheadMs } = topology.source.watermark;
    return {
      ports: {
        state: new DynamoStateStore(topology, table(output("stateTable"))),
        views: new DynamoViewStore(views),
        shadow: new ShadowStore(topology, views, systemClock.now),
      },
      oldestMs: await oldestArrival(kinesis, target, streamName),
      async openShards(fromMs, untilMs) {
        const reading = { client: kinesis, clock: systemClock, streamName, fromMs, untilMs, maxAheadMs };
        const shards = await new KinesisLog(kinesis, streamName).listShards();
        return shards.map((shard) => new KinesisShardPages(shard, reading));
      },
      who,
      name: `${stack} at ${target.kind === "local" ? target.endpoint : `${target.account}/${target.region}`}`,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** A stream that is younger than its retention has lost nothing yet. */
async function oldestArrival(
  kinesis: KinesisClient,
  target: StageTarget,
  streamName: string,
): Promise<number | null> {
  const { StreamDescriptionSummary: stream } = await kinesis.send(
    new DescribeStreamSummaryCommand({ StreamName: streamName }),
  );
  mustBeAt(target, `stream ${streamName}`, stream?.StreamARN);
  const retentionMs = MS_PER_HOUR * (stream?.RetentionPeriodHours ?? Number.POSITIVE_INFINITY);
  const oldestMs = systemClock.now() - retentionMs;
  const createdMs = stream?.StreamCreationTimestamp?.getTime() ?? Number.NEGATIVE_INFINITY;
  return createdMs >= oldestMs ? null : oldestMs;
}
