/** A stack of just what a replay needs, under the name and with the outputs of a deployed pipeline. */
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { DeleteObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { OUTPUTS, stackName } from "../../../lib/contract/index.ts";
import type { ReplayClients } from "../../../scripts/replay-dlq/replay-clients.ts";

export interface ReplayStack {
  readonly name: string;
  readonly queueUrl: string;
  readonly streamName: string;
  readonly streamArn: string;
  readonly bucket: string;
}

const WAIT = { maxWaitTime: 30, minDelay: 1, maxDelay: 1 };

const TEMPLATE = {
  Resources: {
    Letters: { Type: "AWS::SQS::Queue", Properties: { QueueName: "tidewater-local-dlq-iot" } },
    Stream: { Type: "AWS::Kinesis::Stream", Properties: { Name: "tidewater-local-iot", ShardCount: 2 } },
    Overflow: { Type: "AWS::S3::Bucket", Properties: { BucketName: "tidewater-local-overflow-iot" } },
  },
  Outputs: {
    [OUTPUTS.deadLetterQueueUrl]: { Value: { Ref: "Letters" } },
    [OUTPUTS.streamName]: { Value: { Ref: "Stream" } },
    [OUTPUTS.overflowBucket]: { Value: { Ref: "Overflow" } },
    StreamArn: { Value: { "Fn::GetAtt": ["Stream", "Arn"] } },
  },
};

export async function createReplayStack({ cloudformation: client }: ReplayClients): Promise<ReplayStack> {
  const StackName = stackName("local", "iot");
  await client.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(TEMPLATE) }));
  await waitUntilStackCreateComplete({ client, ...WAIT }, { StackName });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  const output = (name: string) =>
    Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? "";
  return {
    name: StackName,
    queueUrl: output(OUTPUTS.deadLetterQueueUrl),
    streamName: output(OUTPUTS.streamName),
    streamArn: output("StreamArn"),
    bucket: output(OUTPUTS.overflowBucket),
  };
}

export async function deleteReplayStack(clients: ReplayClients, stack: ReplayStack): Promise<void> {
  const Bucket = stack.bucket;
  const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket }));
  for (const { Key } of Contents) await clients.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  const client = clients.cloudformation;
  await client.send(new DeleteStackCommand({ StackName: stack.name }));
  await waitUntilStackDeleteComplete({ client, ...WAIT }, { StackName: stack.name });
}
