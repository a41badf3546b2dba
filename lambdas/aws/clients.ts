/**
 * SDK clients, built once a container. Retries are the SDK's own: exponential backoff with full jitter, bounded.
 *
 * Kinesis speaks HTTP/2 by default; towards a local endpoint, which drops it under load, HTTP/1.1 is used.
 */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/** Three retries, as the order asks for, after the first attempt. */
const ATTEMPTS_MAX = 4;
/** DynamoDB answers in milliseconds; after this its node is not going to (its own time-out is 5 s). */
const REQUEST_TIMEOUT_MS = 1_500;
const CONNECTION_TIMEOUT_MS = 1_000;
/** An overflow body of a megabyte takes its time. */
const UPLOAD_TIMEOUT_MS = 5_000;

const SHARED = { maxAttempts: ATTEMPTS_MAX, retryMode: "standard" } as const;

function http(requestTimeout = REQUEST_TIMEOUT_MS): NodeHttpHandler {
  // Without the last option a request that takes too long is only warned about, and waited for without an end.
  const timeouts = { requestTimeout, connectionTimeout: CONNECTION_TIMEOUT_MS, throwOnRequestTimeout: true };
  return new NodeHttpHandler(timeouts);
}

export const dynamoClient = () => new DynamoDBClient({ ...SHARED, requestHandler: http() });
export const sqsClient = () => new SQSClient({ ...SHARED, requestHandler: http() });
export const snsClient = () => new SNSClient({ ...SHARED, requestHandler: http() });
export const s3Client = () =>
  new S3Client({ ...SHARED, forcePathStyle: isLocal(), requestHandler: http(UPLOAD_TIMEOUT_MS) });
export const kinesisClient = () =>
  new KinesisClient({
    ...SHARED,
    requestHandler: isLocal()
      ? http()
      : { requestTimeout: REQUEST_TIMEOUT_MS, disableConcurrentStreams: true },
  });

function isLocal(): boolean {
  return process.env.AWS_ENDPOINT_URL !== undefined;
}
