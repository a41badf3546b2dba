import { afterEach, expect, it, vi } from "vitest";
import { dynamoClient, kinesisClient, snsClient, sqsClient } from "../../../lambdas/aws/clients.ts";
import { FakeEndpoint } from "../fake-endpoint.ts";

let endpoint: FakeEndpoint;

afterEach(async () => {
  vi.unstubAllEnvs();
  await endpoint.stop();
});

it("every client gives up on a request that is never answered, within two seconds", async () => {
  endpoint = await FakeEndpoint.start(() => null);
  vi.stubEnv("AWS_ENDPOINT_URL", endpoint.url);
  vi.stubEnv("AWS_REGION", "us-east-1");
  const startedMs = performance.now();
  const { hostname, port } = new URL(endpoint.url);
  const request = {
    protocol: "http:",
    hostname,
    port: Number(port),
    method: "GET",
    path: "/",
    headers: {},
    query: {},
  };
  const clients = [dynamoClient(), kinesisClient(), snsClient(), sqsClient()];
  const outcomes = await Promise.allSettled(
    clients.map(({ config }) => config.requestHandler.handle(request as never)),
  );
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: "rejected", reason: { name: "TimeoutError" } });
  }
  expect(performance.now() - startedMs).toBeLessThan(2_000);
});
