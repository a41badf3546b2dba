/** Where a deployment may go, and what is refused before anything is touched. */
import { describe, expect, test } from "vitest";
import { deployTarget, type TargetOptions } from "../../../scripts/deploy/deploy-target.ts";
import { cdkArguments } from "../../../scripts/deploy/deploy-to-account.ts";

const ACCOUNT = "123456789012";
const LOCAL = { AWS_ENDPOINT_URL: "http://127.0.0.1:4566" };

function target(options: Partial<TargetOptions>, environment: NodeJS.ProcessEnv = {}) {
  return deployTarget({ stage: "dev", isInteractive: true, ...options }, environment);
}

describe("deployTarget()", () => {
  test("takes stage local to the loopback", () => {
    expect(target({ stage: "local" }, LOCAL)).toEqual({ kind: "local", endpoint: LOCAL.AWS_ENDPOINT_URL });
  });

  test("takes every other stage to the named account, asking before permissions are widened", () => {
    expect(target({ account: ACCOUNT })).toMatchObject({
      kind: "account",
      account: ACCOUNT,
      isApprovalNeeded: true,
    });
  });

  test("asks nobody where --yes says so", () => {
    expect(target({ account: ACCOUNT, yes: true, isInteractive: false })).toMatchObject({
      isApprovalNeeded: false,
    });
  });

  test.each<[string, Partial<TargetOptions>, NodeJS.ProcessEnv, RegExp]>([
    ["an unknown stage", { stage: "live" }, {}, /the stages are local, dev, prod$/],
    ["stage local without an endpoint", { stage: "local" }, {}, /AWS_ENDPOINT_URL is not set/],
    [
      "stage local off the loopback",
      { stage: "local" },
      { AWS_ENDPOINT_URL: "https://example.com" },
      /not this machine/,
    ],
    ["stage local with an account", { stage: "local", account: ACCOUNT }, LOCAL, /leave --account out$/],
    ["no account", {}, {}, /no account is named; add --account <id>/],
    ["what is no account", { account: "prod" }, {}, /expected twelve digits$/],
    ["an endpoint for stage dev", { account: ACCOUNT }, LOCAL, /unset it, or use --stage local$/],
    ["nobody to ask", { account: ACCOUNT, isInteractive: false }, {}, /add --yes/],
  ])("refuses %s", (_, options, environment, message) => {
    expect(() => target(options, environment)).toThrow(message);
  });
});

describe("cdkArguments()", () => {
  test("bind the stacks to the account, so that the CDK refuses credentials of another", () => {
    const kind = "account" as const;
    const to = { kind, stage: "dev", account: ACCOUNT, region: "eu-west-1", isApprovalNeeded: true };
    expect(cdkArguments(to, ["a", "b"]).join(" ")).toBe(
      `deploy --all -c stage=dev -c pipelines=a,b -c account=${ACCOUNT} -c region=eu-west-1 --require-approval broadening --no-notices`,
    );
  });
});
