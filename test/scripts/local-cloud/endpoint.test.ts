/**
 * The local cloud never leaves this machine: which endpoints are taken, which are refused, and in what words.
 */
import { expect, test } from "vitest";
import { childEnvironment } from "../../../scripts/local-cloud/child-environment.ts";
import { endpointFromEnvironment, loopbackEndpoint } from "../../../scripts/local-cloud/endpoint.ts";
import { UserError } from "../../../scripts/terminal/user-error.ts";

test.each([
  ["http://127.0.0.1:4566", "http://127.0.0.1:4566"],
  ["http://127.255.3.9:1/", "http://127.255.3.9:1"],
  ["http://127.1:4566", "http://127.0.0.1:4566"],
  ["http://[::1]:4566/", "http://[::1]:4566"],
  ["https://LOCALHOST:4566", "https://localhost:4566"],
])("takes %s", (value, endpoint) => {
  expect(loopbackEndpoint(value)).toBe(endpoint);
});

test.each([
  "https://kinesis.us-east-1.amazonaws.com",
  "http://127.0.0.1@example.com",
  "http://127.0.0.1.example.com",
  "http://localhost.localstack.cloud:4566",
  "http://localhost.:4566",
  "http://0.0.0.0:4566",
  "http://128.0.0.1:4566",
  "http://[::ffff:10.0.0.1]:4566",
  "ftp://127.0.0.1",
  "127.0.0.1:4566",
  "",
])("refuses %j", (value) => {
  expect(() => loopbackEndpoint(value)).toThrow(UserError);
});

test("a refusal names where the endpoint was given", () => {
  const given = "http://example.com:4566";
  expect(() => loopbackEndpoint(given)).toThrow(/^Cannot use --endpoint: example.com is not this machine/);
  expect(() => endpointFromEnvironment({ AWS_ENDPOINT_URL: given })).toThrow(
    /^Cannot use AWS_ENDPOINT_URL: example.com is not this machine/,
  );
});

test("the environment's endpoint is looked at only where it is set", () => {
  expect(endpointFromEnvironment({})).toBeUndefined();
  expect(endpointFromEnvironment({ AWS_ENDPOINT_URL: " " })).toBeUndefined();
  expect(endpointFromEnvironment({ AWS_ENDPOINT_URL: "http://localhost:4566/" })).toBe(
    "http://localhost:4566",
  );
});

test("a child's environment holds nothing that leads to a real account, a proxy or another Node", () => {
  const child = childEnvironment(
    { AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
    {
      HOME: "/home/someone",
      PATH: "/usr/bin",
      AWS_PROFILE: "production",
      AWS_SESSION_TOKEN: "secret",
      AWS_ENDPOINT_URL_KINESIS: "https://kinesis.us-east-1.amazonaws.com",
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
      CDK_DEFAULT_ACCOUNT: "123456789012",
      HTTPS_PROXY: "http://proxy:3128",
      no_proxy: "*",
      NODE_OPTIONS: "--inspect",
    },
  );
  expect(child).toEqual({
    HOME: "/home/someone",
    PATH: expect.stringMatching(/node_modules\/\.bin:\/usr\/bin$/),
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  });
});
