/** The functions: how they run, what they are told by their environment, and what happens to their logs. */
import { describe, expect, test } from "vitest";
import { ENVIRONMENT } from "../../lib/contract/index.ts";
import { oneResource, resourcesOf, templateOf } from "./synthesize.ts";

const FUNCTION = "AWS::Lambda::Function";
const template = templateOf("dev");
const OURS = [
  "ProcessorFunction",
  "CloserFunction",
  "NotifierFunction",
  "PublisherFunction",
  "LateFunction",
  "ServiceFunction",
] as const;

function variablesOf(id: string, stage: "dev" | "local" = "dev"): Readonly<Record<string, unknown>> {
  const { Environment } = oneResource(templateOf(stage), FUNCTION, id).Properties;
  return (Environment as { Variables: Record<string, unknown> }).Variables;
}

describe.each(OURS)("%s", (id) => {
  const properties = oneResource(template, FUNCTION, id).Properties;

  test("runs on Node 24 on arm64", () => {
    expect(properties).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
    });
  });

  test("logs JSON to a group of its own, which forgets", () => {
    const group = oneResource(template, "AWS::Logs::LogGroup", id.replace("Function", "FunctionLogs"));
    expect(properties.LoggingConfig).toMatchObject({ LogFormat: "JSON", LogGroup: expect.anything() });
    expect(group.Properties).toMatchObject({ RetentionInDays: 14, KmsKeyId: expect.anything() });
  });

  test("is traced", () => {
    expect(properties.TracingConfig).toEqual({ Mode: "Active" });
  });

  test("reserves no concurrency of the account", () => {
    expect(properties.ReservedConcurrentExecutions).toBeUndefined();
  });

  test("maps stack traces back to the sources", () => {
    expect(variablesOf(id).NODE_OPTIONS).toBe("--enable-source-maps");
  });
});

describe("the processor", () => {
  test("has one whole processor", () => {
    expect(oneResource(template, FUNCTION, "ProcessorFunction").Properties).toMatchObject({
      MemorySize: 1769,
      Timeout: 30,
    });
  });
});

describe("the environment", () => {
  const common = ["NODE_OPTIONS", "POWERTOOLS_SERVICE_NAME", ENVIRONMENT.pipeline, ENVIRONMENT.stage];
  const tables = [ENVIRONMENT.stateTable, ENVIRONMENT.viewTable, ENVIRONMENT.streamName];
  const {
    deadLetterQueueUrl,
    lateQueueUrl,
    closerQueueUrl,
    overflowBucket,
    alertTopicArn,
    outputStreamName,
  } = ENVIRONMENT;

  test.each([
    ["ProcessorFunction", [...tables, deadLetterQueueUrl, lateQueueUrl, closerQueueUrl, overflowBucket]],
    ["CloserFunction", tables],
    ["NotifierFunction", [alertTopicArn]],
    ["PublisherFunction", [outputStreamName]],
    ["LateFunction", [ENVIRONMENT.viewTable]],
    ["ServiceFunction", [ENVIRONMENT.stateTable, ENVIRONMENT.streamName, ENVIRONMENT.answerTable]],
  ])("of %s is what its handler reads", (id, own) => {
    expect(Object.keys(variablesOf(id)).sort()).toEqual([...common, ...own].sort());
  });

  test("names the pipeline and the stage", () => {
    expect(variablesOf("ProcessorFunction")).toMatchObject({ PIPELINE: "small", STAGE: "dev" });
  });

  test("lets the topology choose what is deduplicated, but for local runs, which duplicate on purpose", () => {
    expect(variablesOf("ProcessorFunction")[ENVIRONMENT.dedupe]).toBeUndefined();
    expect(variablesOf("ProcessorFunction", "local")[ENVIRONMENT.dedupe]).toBe("id");
  });
});

test("functions other than ours only empty the bucket when the stack goes", () => {
  const others = Object.keys(resourcesOf(template, FUNCTION)).filter((id) =>
    OURS.every((ours) => !id.startsWith(ours)),
  );
  expect(others).toEqual([expect.stringMatching(/^CustomS3AutoDeleteObjects/)]);
});
