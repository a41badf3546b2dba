/** The environment variables of a deployed function, with a scripted endpoint in place of AWS; vitest takes them back. */
import { vi } from "vitest";
import { ENVIRONMENT } from "../../lib/contract/index.ts";
import type { FakeEndpoint } from "./fake-endpoint.ts";

export interface HandlerEnvironment {
  readonly pipeline: string;
  readonly stage: string;
  /** Further variables, or others in place of those below. */
  readonly more?: Readonly<Record<string, string>>;
}

/** Those of all functions together: none minds another's. Undone by `vi.unstubAllEnvs()`. */
export function stubHandlerEnvironment(
  endpoint: FakeEndpoint,
  { pipeline, stage, more = {} }: HandlerEnvironment,
): void {
  const environment: Readonly<Record<string, string>> = {
    [ENVIRONMENT.pipeline]: pipeline,
    [ENVIRONMENT.stage]: stage,
    [ENVIRONMENT.stateTable]: "state",
    [ENVIRONMENT.viewTable]: "views",
    [ENVIRONMENT.streamName]: "records",
    [ENVIRONMENT.answerTable]: "answers",
    [ENVIRONMENT.outputStreamName]: "rows",
    [ENVIRONMENT.deadLetterQueueUrl]: `${endpoint.url}/0/dead`,
    [ENVIRONMENT.lateQueueUrl]: `${endpoint.url}/0/late`,
    [ENVIRONMENT.closerQueueUrl]: `${endpoint.url}/0/nudges`,
    [ENVIRONMENT.overflowBucket]: "overflow",
    [ENVIRONMENT.alertTopicArn]: "arn:aws:sns:us-east-1:000000000000:alerts",
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    ...more,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}
