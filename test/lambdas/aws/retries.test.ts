/** Retries of an SDK client, against an endpoint that fails as it is told. */
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { fullJitterMs, Retries, retryStrategy } from "../../../lambdas/aws/retries.ts";
import { FakeEndpoint } from "../fake-endpoint.ts";

let endpoint: FakeEndpoint;
afterEach(() => endpoint?.stop());

/** A client of an endpoint that fails so often before it answers. */
async function failing(failures: number, retries: Retries, timeoutMs = 10): Promise<() => Promise<unknown>> {
  let left = failures;
  endpoint = await FakeEndpoint.start(() => {
    left -= 1;
    return left >= 0 ? { status: 500, body: "{}" } : { body: "{}" };
  });
  const client = new DynamoDBClient({
    ...endpoint.config,
    requestHandler: new NodeHttpHandler(),
    retryStrategy: retryStrategy(timeoutMs, retries),
  });
  return () => client.send(new GetItemCommand({ TableName: "t", Key: { pk: { S: "a" } } }));
}

describe("a call that fails for a passing reason", () => {
  it("is tried again three times, and each is counted", async () => {
    const retries = new Retries();
    const call = await failing(3, retries);
    await call();
    expect([retries.count, endpoint.requests.length]).toEqual([3, 4]);
  });

  it("fails for good after the third", async () => {
    const retries = new Retries();
    const call = await failing(4, retries);
    await expect(call()).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    expect([retries.count, endpoint.requests.length]).toEqual([3, 4]);
  });

  it("is not tried again when that could not end within the invocation", async () => {
    const retries = new Retries();
    retries.begin(10_000);
    const call = await failing(1, retries, 9_600);
    await expect(call()).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    expect([retries.count, endpoint.requests.length]).toEqual([0, 1]);
  });
});

it("retries are counted anew for each invocation", () => {
  const retries = new Retries();
  expect(retries.mayWait(1, 1)).toBe(true);
  retries.begin(10_000);
  expect(retries.count).toBe(0);
});

it("fullJitterMs() spreads over the whole of an exponentially growing, capped wait", () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 60 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (retry, at) => {
        const wait = fullJitterMs(retry, 25, 1_000, () => at);
        expect(wait).toBe(at * Math.min(1_000, 25 * 2 ** retry));
      },
    ),
  );
});
