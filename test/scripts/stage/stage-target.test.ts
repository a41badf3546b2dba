/** Where a replay may work, and what is refused before anything is touched. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { callerIdentity } from "../../../scripts/stage/caller-identity.ts";
import { mustBeAt, mustBeCaller } from "../../../scripts/stage/named-place.ts";
import { stageTarget, type TargetOptions } from "../../../scripts/stage/stage-target.ts";
import { FakeEndpoint } from "../../lambdas/fake-endpoint.ts";

const ACCOUNT = "123456789012";
const REGION = "eu-west-1";
const LOCAL = { AWS_ENDPOINT_URL: "http://127.0.0.1:4566" };

function target(options: Partial<TargetOptions>, environment: NodeJS.ProcessEnv = {}) {
  return stageTarget({ stage: "local", ...options }, environment);
}

describe("stageTarget()", () => {
  test("takes stage local to the loopback, by option or environment", () => {
    const endpoint = "http://localhost:4567";
    expect(target({}, LOCAL)).toEqual({ kind: "local", endpoint: LOCAL.AWS_ENDPOINT_URL });
    expect(target({ endpoint }, LOCAL)).toEqual({ kind: "local", endpoint });
  });

  test("takes every other stage to the named account and region", () => {
    const named = { account: ACCOUNT, region: REGION };
    expect(target({ stage: "prod", ...named })).toEqual({ kind: "account", ...named });
  });

  const named = { account: ACCOUNT, region: REGION };
  test.each<[string, Partial<TargetOptions>, NodeJS.ProcessEnv, RegExp]>([
    ["an unknown stage", { stage: "live" }, {}, /the stages are local, dev, prod$/],
    ["stage local without an endpoint", {}, {}, /no endpoint is given; add --endpoint/],
    ["stage local off the loopback", { endpoint: "https://example.com" }, {}, /not this machine/],
    ["stage local in an account", { account: ACCOUNT }, LOCAL, /leave --account and --region out$/],
    ["no account", { stage: "dev", region: REGION }, {}, /no account is named/],
    ["no region", { stage: "dev", account: ACCOUNT }, {}, /no region is named/],
    [
      "an endpoint for stage prod",
      { stage: "prod", ...named },
      LOCAL,
      /AWS_ENDPOINT_URL leads away from AWS/,
    ],
    [
      "one service's endpoint for stage prod",
      { stage: "prod", ...named },
      { AWS_ENDPOINT_URL_SQS: "http://127.0.0.1:1" },
      /AWS_ENDPOINT_URL_SQS leads away from AWS/,
    ],
    [
      "an endpoint by option for stage prod",
      { stage: "prod", ...named, endpoint: "http://127.0.0.1:1" },
      {},
      /--endpoint leads away from AWS/,
    ],
  ])("refuses %s", (_, options, environment, message) => {
    expect(() => target(options, environment)).toThrow(message);
  });
});

describe("what was found is held to what was named", () => {
  const target = { kind: "account" as const, account: ACCOUNT, region: REGION };
  const arn = (region: string, account: string) => `arn:aws:kinesis:${region}:${account}:stream/s`;

  test("credentials are of the account", () => {
    mustBeCaller(target, { account: ACCOUNT, arn: "arn" });
    expect(() => mustBeCaller(target, { account: "999999999999", arn: "arn" })).toThrow(
      "Cannot work in account 123456789012: the credentials are of account 999999999999",
    );
  });

  test("a resource is of the account and region", () => {
    mustBeAt(target, "stream s", arn(REGION, ACCOUNT));
    mustBeAt({ kind: "local", endpoint: "http://127.0.0.1:1" }, "stream s", undefined);
    for (const wrong of [arn("us-east-1", ACCOUNT), arn(REGION, "999999999999"), undefined]) {
      expect(() => mustBeAt(target, "stream s", wrong)).toThrow(/^Cannot work in 123456789012\/eu-west-1: /);
    }
  });
});

describe("callerIdentity()", () => {
  beforeEach(() => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  });
  afterEach(() => vi.unstubAllEnvs());

  async function answered(status: number, body: string) {
    const endpoint = await FakeEndpoint.start(() => ({ status, body }));
    try {
      const identity = callerIdentity(REGION, endpoint.url);
      return { identity: await identity, requests: endpoint.requests };
    } finally {
      await endpoint.stop();
    }
  }

  test("asks STS whose the credentials are", async () => {
    const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/operator/jo`;
    const { identity, requests } = await answered(
      200,
      `<GetCallerIdentityResult><Arn>${arn}</Arn><Account>${ACCOUNT}</Account></GetCallerIdentityResult>`,
    );
    expect(identity).toEqual({ account: ACCOUNT, arn });
    expect(requests.map(({ method, body }) => [method, body])).toEqual([
      ["POST", "Action=GetCallerIdentity&Version=2011-06-15"],
    ]);
  });

  test("tells what STS refuses, by its code", async () => {
    await expect(answered(403, "<Error><Code>ExpiredToken</Code></Error>")).rejects.toThrow(
      "Cannot tell whose credentials these are: ExpiredToken",
    );
  });
});
