/**
 * How SDK clients reach a stage. Towards a local cloud: HTTP/1.1, since emulators drop the Kinesis client's HTTP/2, and
 * made-up keys, never the user's.
 */
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { LOCAL_CREDENTIALS, LOCAL_REGION } from "../local-cloud/credentials.ts";
import type { StageTarget } from "./stage-target.ts";

const CONNECT_TIMEOUT_MS = 3_000;
/** A long poll, or a page of ten megabytes, takes seconds. */
const REQUEST_TIMEOUT_MS = 30_000;

export function clientConfig(target: StageTarget) {
  return target.kind === "local" ? localConfig(target.endpoint) : { region: target.region };
}

function localConfig(endpoint: string) {
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  });
  return { endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS, requestHandler };
}
