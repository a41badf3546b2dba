/**
 * The deployed pipeline that a replay works on: its queue, stream and bucket, as its stack names them.
 * Invariant: in AWS, credentials, stack and stream are of the account and region that were named, or nothing is opened.
 */
import { DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { stackName } from "../../lib/contract/index.ts";
import { kinesisSink } from "../producer/kinesis-sink.ts";
import { systemClock } from "../producer/producer-clock.ts";
import { KinesisStreamRanges } from "./kinesis-stream-ranges.ts";
import { mustBeAt } from "../stage/named-place.ts";
import { s3OverflowBodies } from "./overflow-bodies.ts";
import { createReplayClients, type ReplayClients } from "./replay-clients.ts";
import type { StageTarget } from "../stage/stage-target.ts";
import type { ReplayPorts } from "./run-replay.ts";
import { callerOf, stackOutputs } from "../stage/deployed-stack.ts";
import { SqsDeadLetterQueue } from "./sqs-dead-letter-queue.ts";

export interface ReplayPlace {
  readonly ports: ReplayPorts;
  /** The caller's ARN, or `local`. */
  readonly who: string;
  /** For people: where this is. */
  readonly name: string;
  /** Messages in the queue, roughly. */
  readonly visible: number;
  /** Messages that somebody holds, roughly: another run, or one that was killed. */
  readonly inFlight: number;
  close(): void;
}

const HOUR_MS = 3_600_000;

/** @throws UserError when the pipeline is not there, or not where it may be. */
export async function openPlace(target: StageTarget, stage: string, pipeline: string): Promise<ReplayPlace> {
  const who = await callerOf(target);
  const clients = createReplayClients(target);
  try {
    const stack = stackName(stage, pipeline);
    const output = await stackOutputs(clients.cloudformation, target, stack);
    const ranges = await openStream(clients, target, output("streamName"));
    const queueUrl = output("deadLetterQueueUrl");
    const { visible, inFlight } = await queueFigures(clients, queueUrl);
    const ports: ReplayPorts = {
      queue: new SqsDeadLetterQueue(clients.sqs, queueUrl),
      ranges,
      bodies: s3OverflowBodies(clients.s3, output("overflowBucket")),
      sink: kinesisSink(clients.writer, ranges.streamName),
      clock: systemClock,
      random: Math.random,
    };
    const where = target.kind === "local" ? target.endpoint : `${target.account}/${target.region}`;
    return { ports, who, name: `${stack} at ${where}`, visible, inFlight, close: clients.close };
  } catch (error) {
    clients.close();
    throw error;
  }
}

async function openStream(
  { reader }: ReplayClients,
  target: StageTarget,
  name: string,
): Promise<KinesisStreamRanges> {
  const { StreamDescriptionSummary: stream } = await reader.send(
    new DescribeStreamSummaryCommand({ StreamName: name }),
  );
  mustBeAt(target, `stream ${name}`, stream?.StreamARN);
  const retentionMs = HOUR_MS * (stream?.RetentionPeriodHours ?? Number.POSITIVE_INFINITY);
  return new KinesisStreamRanges(reader, systemClock, name, retentionMs);
}

async function queueFigures({ sqs }: ReplayClients, QueueUrl: string) {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return {
    visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}
