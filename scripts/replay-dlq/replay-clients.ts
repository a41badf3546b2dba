/** The SDK clients of a replay. */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { clientConfig } from "../stage/client-config.ts";
import type { StageTarget } from "../stage/stage-target.ts";

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

const READ_ATTEMPTS_MAX = 8;

export function createReplayClients(target: StageTarget): ReplayClients {
  const config = clientConfig(target);
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
