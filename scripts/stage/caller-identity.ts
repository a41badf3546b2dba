/**
 * Whose credentials these are, as STS says: asked before anything else of an account, and written into the audit.
 * The request is signed by the SDK's own signer; no client of the service is needed for one question.
 */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { UserError } from "../terminal/user-error.ts";

export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
}

const SERVICE = "sts";
const BODY = "Action=GetCallerIdentity&Version=2011-06-15";
const ANSWER_WITHIN_MS = 10_000;

/**
 * @param endpoint the region's own, unless it is given.
 * @throws UserError when there are no credentials, or they are not accepted.
 */
export async function callerIdentity(
  region: string,
  endpoint = stsEndpoint(region),
): Promise<CallerIdentity> {
  // A client of its own: a signer fixes its service on the client that it comes from.
  const client = new CloudFormationClient({ region });
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      body: BODY,
      headers: await signedHeaders(client, region, new URL(endpoint)),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const text = await response.text();
    const account = /<Account>(\d{12})<\/Account>/.exec(text)?.[1];
    const arn = /<Arn>([^<]+)<\/Arn>/.exec(text)?.[1];
    if (!response.ok || account === undefined || arn === undefined) {
      throw new Error(/<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? `HTTP ${response.status}`);
    }
    return { account, arn };
  } catch (error) {
    const state = error instanceof Error ? error.message : "unknown error";
    throw new UserError(
      `Cannot tell whose credentials these are: ${state}; check the credentials and --region`,
      { cause: error },
    );
  } finally {
    client.destroy();
  }
}

async function signedHeaders(client: CloudFormationClient, region: string, url: URL) {
  const signer = await client.config.signer({
    name: "sigv4",
    signingName: SERVICE,
    signingRegion: region,
    properties: {},
  });
  const { headers } = await signer.sign({
    protocol: url.protocol,
    method: "POST",
    hostname: url.hostname,
    path: "/",
    query: {},
    headers: { host: url.host, "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: BODY,
  });
  const { host: _, ...others } = headers;
  return others;
}

function stsEndpoint(region: string): string {
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://${SERVICE}.${region}.${suffix}/`;
}
