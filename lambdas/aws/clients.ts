/**
 * SDK clients, built once a container. How they try again is said in retries.ts.
 *
 * Kinesis speaks HTTP/2 by default; towards a local endpoint, which drops it under load, HTTP/1.1 is used.
 */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { retryStrategy } from "./retries.ts";

/** DynamoDB answers in milliseconds; after this its node is not going to (its own time-out is 5 s). */
export const REQUEST_TIMEOUT_MS = 1_500;
const CONNECTION_TIMEOUT_MS = 1_000;
/** An overflow body of a megabyte takes its time. */
const UPLOAD_TIMEOUT_MS = 5_000;

function http(requestTimeout: number): NodeHttpHandler {
  // Without the last option a request that takes too long is only warned about, and waited for without an end.
  const timeouts = { requestTimeout, connectionTimeout: CONNECTION_TIMEOUT_MS, throwOnRequestTimeout: true };
  return new NodeHttpHandler(timeouts);
}

function shared(requestTimeout = REQUEST_TIMEOUT_MS) {
  return {
    retryStrategy: retryStrategy(requestTimeout),
    requestHandler: http(requestTimeout),
    // The SDK puts a command's middleware together anew for each call unless told that nobody changes it: a fifth of
    // the CPU of a small write.
    cacheMiddleware: true,
  };
}

export const dynamoClient = () => new DynamoDBClient(shared());
export const sqsClient = () => new SQSClient(shared());
export const snsClient = () => new SNSClient(shared());
export const s3Client = () => new S3Client({ ...shared(UPLOAD_TIMEOUT_MS), forcePathStyle: isLocal() });
export const kinesisClient = () =>
  new KinesisClient({
    ...shared(),
    requestHandler: isLocal()
      ? http(REQUEST_TIMEOUT_MS)
      : { requestTimeout: REQUEST_TIMEOUT_MS, disableConcurrentStreams: true },
  });

function isLocal(): boolean {
  return process.env.AWS_ENDPOINT_URL !== undefined;
}
