/**
 * AWS clients for a local cloud, each built when it is first asked for, on one pool of kept-alive HTTP/1.1 connections
 * (the Kinesis client would speak HTTP/2 by itself, which emulators do not).
 * Invariant: region, credentials and endpoint are given here in full; nothing of the user's AWS setup is looked at.
 */
import { Agent } from "node:http";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { LOCAL_CREDENTIALS, LOCAL_REGION } from "./credentials.ts";
import { loopbackEndpoint } from "./endpoint.ts";

const MAX_SOCKETS = 64;

export interface LocalClients {
  readonly kinesis: KinesisClient;
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  readonly logs: CloudWatchLogsClient;
  readonly cloudwatch: CloudWatchClient;
  readonly lambda: LambdaClient;
  readonly cloudformation: CloudFormationClient;
  /** Closes all connections. The clients cannot be used afterwards. */
  close(): void;
}

/** Clients for the local cloud at `endpoint`, which must be on the loopback. */
export function createLocalClients(endpoint: string): LocalClients {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  const config = {
    endpoint: loopbackEndpoint(endpoint),
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    requestHandler: new NodeHttpHandler({ httpAgent: agent }),
  };
  const kinesis = lazy(() => new KinesisClient(config));
  const dynamodb = lazy(() => new DynamoDBClient(config));
  const sqs = lazy(() => new SQSClient(config));
  const sns = lazy(() => new SNSClient(config));
  const s3 = lazy(() => new S3Client({ ...config, forcePathStyle: true }));
  const logs = lazy(() => new CloudWatchLogsClient(config));
  const cloudwatch = lazy(() => new CloudWatchClient(config));
  const lambda = lazy(() => new LambdaClient(config));
  const cloudformation = lazy(() => new CloudFormationClient(config));
  return {
    get kinesis() {
      return kinesis();
    },
    get dynamodb() {
      return dynamodb();
    },
    get sqs() {
      return sqs();
    },
    get sns() {
      return sns();
    },
    get s3() {
      return s3();
    },
    get logs() {
      return logs();
    },
    get cloudwatch() {
      return cloudwatch();
    },
    get lambda() {
      return lambda();
    },
    get cloudformation() {
      return cloudformation();
    },
    close: () => agent.destroy(),
  };
}

function lazy<Value extends object>(build: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= build();
    return value;
  };
}
