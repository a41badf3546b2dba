/**
 * The stream that the producer sends to, opened with care: a local cloud on the loopback, or an AWS account that was
 * named and is the one that the stream belongs to. Everything else is refused before a record is sent.
 */
import {
  DescribeStreamSummaryCommand,
  KinesisClient,
  type KinesisClientConfig,
} from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { LOCAL_CREDENTIALS, LOCAL_REGION } from "../local-cloud/credentials.ts";
import { endpointFromEnvironment, loopbackEndpoint } from "../local-cloud/endpoint.ts";
import { UserError } from "../terminal/user-error.ts";
import { kinesisSink } from "./kinesis-sink.ts";
import type { RecordSink } from "./record-sink.ts";

export interface TargetOptions {
  readonly stream: string;
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  /** The AWS account that the stream must belong to. */
  readonly account?: string | undefined;
}

export interface KinesisTarget {
  readonly sink: RecordSink;
  /** For people: where the stream is. */
  readonly place: string;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 3000;
/** PutRecords answers within a second; a call that takes longer has lost its answer. */
const REQUEST_TIMEOUT_MS = 10_000;

/** @throws UserError when the stream is not there, or not where it may be. */
export async function openKinesisTarget(options: TargetOptions): Promise<KinesisTarget> {
  const { stream, account } = options;
  const endpoint = options.endpoint ?? endpointFromEnvironment();
  const local = endpoint === undefined ? undefined : onLoopback(endpoint);
  if (local === undefined && account === undefined) throw unnamedAccount(endpoint);
  const client = new KinesisClient(clientConfig(local, endpoint, options.region));
  const place = endpoint ?? `AWS account ${account}`;
  try {
    const owner = await ownerOf(client, stream, place);
    if (account !== undefined && owner !== account) {
      throw new UserError(
        `Cannot send to stream ${stream}: it belongs to account ${owner}, not to ${account}; name the right one with --account, or use other credentials`,
      );
    }
  } catch (error) {
    client.destroy();
    throw error;
  }
  return { sink: kinesisSink(client, stream), place, close: () => client.destroy() };
}

function onLoopback(endpoint: string): string | undefined {
  try {
    return loopbackEndpoint(endpoint);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function unnamedAccount(endpoint: string | undefined): UserError {
  const state = endpoint === undefined ? "no endpoint is given" : `${endpoint} is not this machine`;
  return new UserError(
    `Cannot send to AWS: ${state} and no account is named; add --endpoint http://127.0.0.1:<port> for a local cloud, or --account <id> for an account of yours`,
  );
}

/** A local cloud gets HTTP/1.1, since emulators drop the client's HTTP/2, and made-up keys, never the user's. */
function clientConfig(
  local: string | undefined,
  endpoint: string | undefined,
  region: string | undefined,
): KinesisClientConfig {
  const common: KinesisClientConfig = { maxAttempts: 1, ...(region === undefined ? {} : { region }) };
  if (local !== undefined) {
    const requestHandler = new NodeHttpHandler({
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    });
    const credentials = LOCAL_CREDENTIALS;
    return { region: LOCAL_REGION, ...common, endpoint: local, credentials, requestHandler };
  }
  return { ...common, requestHandler: { requestTimeout: REQUEST_TIMEOUT_MS }, ...(endpoint && { endpoint }) };
}

/** The account in `arn:aws:kinesis:<region>:<account>:stream/<name>`. */
async function ownerOf(client: KinesisClient, stream: string, place: string): Promise<string> {
  const account = 4;
  try {
    const answer = await client.send(new DescribeStreamSummaryCommand({ StreamName: stream }));
    return answer.StreamDescriptionSummary?.StreamARN?.split(":")[account] ?? "unknown";
  } catch (error) {
    throw unreachable(error, stream, place);
  }
}

function unreachable(error: unknown, stream: string, place: string): UserError {
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  if (name === "ResourceNotFoundException") {
    return new UserError(
      `Cannot send to stream ${stream}: there is none at ${place}; deploy it first, or name another with --stream`,
      { cause: error },
    );
  }
  const state = [code ?? name, message].filter((part) => part !== undefined && part !== "").join(": ");
  return new UserError(
    `Cannot reach stream ${stream} at ${place}: ${state}; check --endpoint, --region and the credentials`,
    { cause: error },
  );
}
