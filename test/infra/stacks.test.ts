/** The stacks: what follows from a topology, what differs by stage, and what the app refuses. */
import { execFileSync } from "node:child_process";
import { Template } from "aws-cdk-lib/assertions";
import { afterEach, describe, expect, test, vi } from "vitest";
import { OUTPUTS, STAGES, stackName } from "../../lib/contract/index.ts";
import { PipelineStack, readAppOptions, stageConfig } from "../../lib/infra/index.ts";
import { pipelines } from "../../lib/pipelines/index.ts";
import { smallTopology } from "../support/small-topology.ts";
import { newApp, resourcesOf, smallStack, templateOf } from "./synthesize.ts";

const whole = smallTopology();
const { alerts: _alerts, ...calm } = whole.operators;
const withoutAlerts = Template.fromStack(smallStack("dev", { topology: { ...whole, operators: calm } }));

afterEach(() => void vi.stubEnv("CDK_VALIDATION", "false"));

describe("PipelineStack", () => {
  test("is named as the contract says", () => {
    expect(smallStack("dev").stackName).toBe(stackName("dev", "small"));
  });

  test("has every output of the contract", () => {
    const outputs = Object.keys(templateOf("dev").toJSON().Outputs);
    expect(outputs.sort()).toEqual(Object.values(OUTPUTS).sort());
  });

  test("notifies of alerts only where the topology detects something", () => {
    withoutAlerts.resourceCountIs("AWS::SNS::Topic", 0);
    templateOf("dev").resourceCountIs("AWS::SNS::Topic", 1);
  });

  test("streams the state table's changes only where somebody follows them", () => {
    const tables = Object.values(resourcesOf(withoutAlerts, "AWS::DynamoDB::Table"));
    expect(tables.filter(({ Properties }) => Properties.StreamSpecification !== undefined)).toEqual([]);
  });

  test("leaves out the outputs of what it does not have", () => {
    const outputs = Object.keys(withoutAlerts.toJSON().Outputs);
    expect(outputs).not.toContain(OUTPUTS.alertTopicArn);
    expect(outputs).not.toContain(OUTPUTS.notifierName);
  });

  test("is tagged with what it is for", () => {
    const tags = { product: "tidewater", stage: "dev", pipeline: "small" };
    expect(smallStack("dev").tags.tagValues()).toEqual(tags);
  });

  test.each(STAGES)(
    "synthesizes every pipeline for stage %s without an account, as valid templates",
    (stage) => {
      vi.stubEnv("CDK_VALIDATION", "true");
      const app = newApp();
      for (const topology of Object.values(pipelines)) {
        new PipelineStack(app, { config: stageConfig(stage), topology });
      }
      const names = app.synth().stacks.map((stack) => stack.stackName);
      expect(names).toEqual(Object.keys(pipelines).map((name) => stackName(stage, name)));
    },
  );

  test("comes out the same twice, down to the hashes of its bundles", () => {
    expect(Template.fromStack(smallStack("dev")).toJSON()).toEqual(templateOf("dev").toJSON());
  });
});

describe("stages", () => {
  const STATEFUL = ["AWS::Kinesis::Stream", "AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key"];

  test.each([
    ["dev", "Delete"],
    ["prod", "Retain"],
  ] as const)("%s: what keeps data is deleted with the stack, or retained: %s", (stage, policy) => {
    const stateful = Object.values(resourcesOf(templateOf(stage))).filter(({ Type }) =>
      STATEFUL.includes(Type),
    );
    expect([...new Set(stateful.map(({ DeletionPolicy }) => DeletionPolicy))]).toEqual([policy]);
  });

  test("prod protects its tables and itself from deletion", () => {
    const tables = Object.values(resourcesOf(templateOf("prod"), "AWS::DynamoDB::Table"));
    expect(tables.every(({ Properties }) => Properties.DeletionProtectionEnabled === true)).toBe(true);
    expect(smallStack("prod").terminationProtection).toBe(true);
  });

  test("dev and prod have the same resources, but for emptying the bucket", () => {
    const typesOf = (stage: "dev" | "prod") => {
      const resources = Object.entries(resourcesOf(templateOf(stage)));
      const common = resources.filter(([id]) => !id.includes("AutoDeleteObjects"));
      return common.map(([, { Type }]) => Type).sort();
    };
    expect(typesOf("prod")).toEqual(typesOf("dev"));
  });

  test("local has no key, no tracing and nothing to empty its bucket", () => {
    const local = JSON.stringify(templateOf("local").toJSON());
    expect(local).not.toMatch(/AWS::KMS::Key|"Active"|AutoDeleteObjects/);
  });
});

describe("readAppOptions()", () => {
  const read = (context: Readonly<Record<string, unknown>>) =>
    readAppOptions((name) => context[name], ["a", "b"]);

  test("takes stage dev and every pipeline where nothing is asked for", () => {
    expect(read({})).toEqual({ stage: "dev", pipelines: ["a", "b"], env: {}, parallelizationFactor: 1 });
  });

  test("takes what is asked for, each pipeline once", () => {
    const asked = read({ stage: "prod", pipelines: "b, b", account: "123456789012", region: "eu-west-1" });
    expect(asked).toMatchObject({
      stage: "prod",
      pipelines: ["b"],
      env: { account: "123456789012", region: "eu-west-1" },
    });
  });

  test.each([
    [{ stage: "live" }, "Cannot build stage 'live': the stages are local, dev, prod"],
    [{ pipelines: "a,c" }, "Cannot build pipeline 'c': the pipelines are a, b"],
    [{ pipelines: "" }, "Cannot build pipeline '': the pipelines are a, b"],
    [
      { parallelizationFactor: "x" },
      "Cannot set parallelizationFactor to 'x': expected a whole number from 1",
    ],
  ])("refuses %j in a sentence", (context, message) => {
    expect(() => read(context)).toThrow(message);
  });

  test("is what bin/app.ts says, without a stack trace", () => {
    const context = { CDK_CONTEXT_JSON: JSON.stringify({ stage: "live" }) };
    const run = () =>
      execFileSync(process.execPath, ["bin/app.ts"], { env: { ...process.env, ...context }, stdio: "pipe" });
    expect(run).toThrow(
      expect.objectContaining({
        status: 1,
        stderr: Buffer.from("Cannot build stage 'live': the stages are local, dev, prod\n"),
      }),
    );
  });
});
