/**
 * The SDK clients of a replay. Towards a local cloud: HTTP/1.1, since emulators drop the Kinesis client's HTTP/2, and
 * made-up keys, never the user's.
 */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { LOCAL_CREDENTIALS, LOCAL_REGION } from "../local-cloud/credentials.ts";
import type { ReplayTarget } from "./replay-target.ts";

export interface ReplayClients {
  readonly cloudformation: CloudFormationClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  /** For reading: what is throttled, since live readers come first, is asked for again. */
  readonly reader: KinesisClient;
  /** For putting: without retries of its own, which would send accepted entries again. */
  readonly writer: KinesisClient;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 3_000;
/** A long poll, or a page of ten megabytes, takes seconds. */
const REQUEST_TIMEOUT_MS = 30_000;
const READ_ATTEMPTS_MAX = 8;

export function createReplayClients(target: ReplayTarget): ReplayClients {
  const config = target.kind === "local" ? localConfig(target.endpoint) : { region: target.region };
  const isLocal = target.kind === "local";
  const clients = {
    cloudformation: new CloudFormationClient(config),
    // The queue's address is what the emulator believes of itself; ours is the one that was checked.
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: !isLocal }),
    s3: new S3Client({ ...config, forcePathStyle: isLocal }),
    reader: new KinesisClient({ ...config, maxAttempts: READ_ATTEMPTS_MAX }),
    writer: new KinesisClient({ ...config, maxAttempts: 1 }),
  };
  const close = () => {
    for (const client of Object.values(clients)) client.destroy();
  };
  return { ...clients, close };
}

export function localConfig(endpoint: string) {
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  });
  return { endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS, requestHandler };
}
