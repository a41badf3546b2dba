/** The stacks: what follows from a topology, what differs by stage, and what the app refuses. */
import { execFileSync } from "node:child_process";
import { Template } from "aws-cdk-lib/assertions";
import { afterEach, describe, expect, test, vi } from "vitest";
import { OUTPUTS, STAGES, stackName } from "../../lib/contract/index.ts";
import { PipelineStack, readAppOptions, stageConfig } from "../../lib/infra/index.ts";
import { pipelines } from "../../lib/pipelines/index.ts";
import { toStream } from "../../lib/engine/index.ts";
import { announcingTopology, type ResultRow } from "../support/announcing-topology.ts";
import { smallTopology } from "../support/small-topology.ts";
import { newApp, resourcesOf, smallStack, templateOf } from "./synthesize.ts";

const { alerts: _alerts, ...calm } = smallTopology().operators;
const silent = Template.fromStack(smallStack("dev", { topology: { ...smallTopology(), operators: calm } }));
const alerting = Template.fromStack(smallStack("dev", { topology: smallTopology() }));
const { alerts: _others, ...rows } = announcingTopology().operators;
const publishing = Template.fromStack(
  smallStack("dev", { topology: { ...announcingTopology({ metrics: {} }), operators: rows } }),
);

/** Names of the functions that follow the state table's changes. */
function followersOf(template: Template): readonly string[] {
  const functions = Object.keys(resourcesOf(template, "AWS::Lambda::Function"));
  return functions.map((id) => /^(?:Notifier|Publisher)/.exec(id)?.[0] ?? "").filter((name) => name !== "");
}

afterEach(() => void vi.stubEnv("CDK_VALIDATION", "false"));

describe("PipelineStack", () => {
  test("is named as the contract says", () => {
    expect(smallStack("dev").stackName).toBe(stackName("dev", "small"));
  });

  test("has every output of the contract", () => {
    const outputs = Object.keys(templateOf("dev").toJSON().Outputs);
    expect(outputs.sort()).toEqual(Object.values(OUTPUTS).sort());
  });

  test.each([
    ["a topology that announces nothing", silent, [], 3, 1],
    ["one that makes alerts", alerting, ["Notifier"], 4, 1],
    ["one that announces rows", publishing, ["Publisher"], 3, 2],
    ["one that does both", templateOf("dev"), ["Notifier", "Publisher"], 4, 2],
  ])("has the carriers of %s, and no others", (_, template, followers, topics, streams) => {
    expect(followersOf(template)).toEqual(followers);
    template.resourceCountIs("AWS::SNS::Topic", topics);
    template.resourceCountIs("AWS::Kinesis::Stream", streams);
  });

  test("streams the state table's changes only where somebody follows them", () => {
    const isStreamed = (template: Template) =>
      Object.values(resourcesOf(template, "AWS::DynamoDB::Table")).some(
        ({ Properties }) => Properties.StreamSpecification !== undefined,
      );
    expect([silent, alerting, publishing].map(isStreamed)).toEqual([false, true, true]);
  });

  test("leaves out the outputs of what it does not have", () => {
    const { alertTopicArn, notifierName, outputStreamName, publisherName } = OUTPUTS;
    const { serviceName, serviceLogGroup, answerQueueUrl, serviceCallerArn } = OUTPUTS;
    const missing = Object.values(OUTPUTS).filter((name) => !(name in silent.toJSON().Outputs));
    expect(missing.sort()).toEqual(
      [
        ...[alertTopicArn, notifierName, outputStreamName, publisherName],
        ...[serviceName, serviceLogGroup, answerQueueUrl, serviceCallerArn],
      ].sort(),
    );
  });

  test("refuses a service that no handler is there for", () => {
    const { service, ...small } = announcingTopology();
    if (service === undefined) throw new Error("the small topology has a service");
    const topology = { ...small, service: { ...service, name: "foretell" } };
    expect(() => smallStack("dev", { topology })).toThrow(
      "Cannot build pipeline small: there is no handler for its service 'foretell'",
    );
  });

  test("refuses a topology with two output streams", () => {
    const other = announcingTopology({ channel: toStream("others", ({ id }: ResultRow) => id) });
    const { results } = announcingTopology().operators;
    const both = { ...other, operators: { ...other.operators, more: results } };
    expect(() => smallStack("dev", { topology: both as typeof other })).toThrow(
      "Cannot build pipeline small: its operators announce on streams others, small-results, and a pipeline has one output stream; name the same in each",
    );
  });

  test("refuses a topology that announces on the stream that it reads", () => {
    const circle = announcingTopology({ channel: toStream("small-events", ({ id }: ResultRow) => id) });
    expect(() => smallStack("dev", { topology: circle })).toThrow(
      "Cannot build pipeline small: it would announce rows on small-events, the stream that it reads",
    );
  });

  test.each(["ProcessingLatency", "pipeline", "_aws"])(
    "refuses a topology whose telemetry redefines %s",
    (name) => {
      const topology = announcingTopology({
        metrics: { Fine: { unit: "Count" }, [name]: { unit: "Count" } },
      });
      expect(() => smallStack("dev", { topology })).toThrow(
        `Cannot build pipeline small: its telemetry names a metric ${name}, which the functions of every pipeline emit already; call it otherwise`,
      );
    },
  );

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
  /** The answers of a service: losing them loses nothing. */
  const isCache = (id: string) => id.startsWith("ServiceAnswersTable");
  const STATEFUL = ["AWS::Kinesis::Stream", "AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key"];

  test.each([
    ["dev", "Delete"],
    ["prod", "Retain"],
  ] as const)("%s: what keeps data is deleted with the stack, or retained: %s", (stage, policy) => {
    const stateful = Object.entries(resourcesOf(templateOf(stage)))
      .filter(([id, { Type }]) => STATEFUL.includes(Type) && !isCache(id))
      .map(([, resource]) => resource);
    expect([...new Set(stateful.map(({ DeletionPolicy }) => DeletionPolicy))]).toEqual([policy]);
  });

  test("prod protects its tables and itself from deletion", () => {
    const tables = Object.entries(resourcesOf(templateOf("prod"), "AWS::DynamoDB::Table"));
    const unprotected = tables.filter(([, { Properties }]) => Properties.DeletionProtectionEnabled !== true);
    expect(unprotected.filter(([id]) => !isCache(id))).toEqual([]);
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

  test("hands a pipeline's settings to its functions", () => {
    const settings = JSON.stringify({ fraud: { alertWindowMs: 60_000 } });
    const template = Template.fromStack(smallStack("dev", { config: { ...stageConfig("dev"), settings } }));
    const functions = Object.entries(resourcesOf(template, "AWS::Lambda::Function"));
    const processor = functions.find(([id]) => id.startsWith("Processor"))?.[1];
    expect(processor?.Properties.Environment).toMatchObject({ Variables: { SETTINGS: settings } });
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
    expect(read({})).toEqual({
      stage: "dev",
      pipelines: ["a", "b"],
      env: {},
      parallelizationFactor: 1,
      settings: {},
    });
  });

  test("takes what is asked for, each pipeline once", () => {
    const asked = read({ stage: "prod", pipelines: "b, b", account: "123456789012", region: "eu-west-1" });
    expect(asked).toMatchObject({
      stage: "prod",
      pipelines: ["b"],
      env: { account: "123456789012", region: "eu-west-1" },
    });
  });

  test("takes a pipeline's settings, as a text or as cdk.json has them", () => {
    const settings = { a: { fraud: { alertWindowMs: 60_000 } } };
    expect(read({ settings }).settings).toEqual(settings);
    expect(read({ settings: JSON.stringify(settings) }).settings).toEqual(settings);
  });

  test("takes the runbook's address", () => {
    expect(read({ runbookUrl: "https://wiki.example/runbook" }).runbookUrl).toBe(
      "https://wiki.example/runbook",
    );
  });

  test.each([
    [{ stage: "live" }, "Cannot build stage 'live': the stages are local, dev, prod"],
    [{ pipelines: "a,c" }, "Cannot build pipeline 'c': the pipelines are a, b"],
    [{ pipelines: "" }, "Cannot build pipeline '': the pipelines are a, b"],
    [
      { parallelizationFactor: "x" },
      "Cannot set parallelizationFactor to 'x': expected a whole number from 1",
    ],
    [{ settings: { c: {} } }, "Cannot set 'c': the pipelines are a, b"],
    [{ settings: "{" }, "Cannot use the settings: expected a JSON object of pipelines and their settings"],
  ])("refuses %j in a sentence", (context, message) => {
    expect(() => read(context)).toThrow(message);
  });

  test.each([
    [{ stage: "live" }, "Cannot build stage 'live': the stages are local, dev, prod\n"],
    [
      { pipelines: "commerce", settings: { commerce: { fraud: { alertWindow: 1 } } } },
      "Cannot use threshold alertWindow: there is none of that name; there are velocity, timing, amount, tampering, intent, alertWindowMs, disorderMs, weights, severity\n",
    ],
    [
      { pipelines: "iot", settings: { iot: { fraud: {} } } },
      "Cannot use setting fraud of iot: it has none\n",
    ],
  ])("is what bin/app.ts says of %j, without a stack trace", (asked, told) => {
    const context = { CDK_CONTEXT_JSON: JSON.stringify(asked) };
    const run = () =>
      execFileSync(process.execPath, ["bin/app.ts"], { env: { ...process.env, ...context }, stdio: "pipe" });
    expect(run).toThrow(
      expect.objectContaining({
        status: 1,
        stderr: Buffer.from(told),
      }),
    );
  });
});
