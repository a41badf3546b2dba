/** Who may do what: the whole list, so that a permission that is added shows up here. */
import { describe, expect, test } from "vitest";
import { permissionsOf, statementsOf } from "./permissions.ts";
import { resourcesOf, templateOf } from "./synthesize.ts";

const template = templateOf("dev");

/** Tracing and listing streams know no resources. */
const WITHOUT_RESOURCES = ["dynamodb:ListStreams", "xray:PutTelemetryRecords", "xray:PutTraceSegments"];

describe("the processor", () => {
  test("reads the stream, writes state and views, sends what it does not apply, and no more", () => {
    expect(permissionsOf("Processor")).toEqual([
      "dynamodb:BatchGetItem on StateTable",
      "dynamodb:BatchWriteItem on StateTable",
      "dynamodb:GetItem on StateTable",
      "dynamodb:PutItem on StateTable",
      "dynamodb:PutItem on ViewsTable",
      "kinesis:DescribeStream on SourceStream",
      "kinesis:DescribeStreamSummary on SourceStream",
      "kinesis:GetRecords on SourceStream",
      "kinesis:GetShardIterator on SourceStream",
      "kinesis:ListShards on SourceStream",
      "logs:CreateLogStream on ProcessorFunctionLogs",
      "logs:PutLogEvents on ProcessorFunctionLogs",
      "s3:PutObject on SideOutputsOverflow/*",
      "sqs:SendMessage on CloserNudges",
      "sqs:SendMessage on SideOutputsDeadLetters",
      "sqs:SendMessage on SideOutputsLate",
      "xray:PutTelemetryRecords on *",
      "xray:PutTraceSegments on *",
    ]);
  });
});

describe("the closer", () => {
  test("lists and writes state, writes views, beats idle shards, takes nudges, and no more", () => {
    expect(permissionsOf("Closer")).toEqual([
      "dynamodb:BatchGetItem on StateTable",
      "dynamodb:DeleteItem on StateTable",
      "dynamodb:GetItem on StateTable",
      "dynamodb:PutItem on StateTable",
      "dynamodb:PutItem on ViewsTable",
      "dynamodb:Query on StateTable",
      "kinesis:GetRecords on SourceStream",
      "kinesis:GetShardIterator on SourceStream",
      "kinesis:ListShards on SourceStream",
      "kinesis:PutRecord on SourceStream",
      "logs:CreateLogStream on CloserFunctionLogs",
      "logs:PutLogEvents on CloserFunctionLogs",
      "sqs:ChangeMessageVisibility on CloserNudges",
      "sqs:DeleteMessage on CloserNudges",
      "sqs:GetQueueAttributes on CloserNudges",
      "sqs:ReceiveMessage on CloserNudges",
      "xray:PutTelemetryRecords on *",
      "xray:PutTraceSegments on *",
    ]);
  });
});

describe("the notifier", () => {
  test("follows the state table's changes and publishes, and no more", () => {
    expect(permissionsOf("Notifier")).toEqual([
      "dynamodb:DescribeStream on StateTable",
      "dynamodb:GetRecords on StateTable",
      "dynamodb:GetShardIterator on StateTable",
      "dynamodb:ListStreams on *",
      "logs:CreateLogStream on NotifierFunctionLogs",
      "logs:PutLogEvents on NotifierFunctionLogs",
      "sns:Publish on NotifierAlerts",
      "sqs:SendMessage on NotifierUnsent",
      "xray:PutTelemetryRecords on *",
      "xray:PutTraceSegments on *",
    ]);
  });
});

describe("the publisher", () => {
  test("follows the state table's changes, puts rows into the output stream, and no more", () => {
    expect(permissionsOf("Publisher")).toEqual([
      "dynamodb:DescribeStream on StateTable",
      "dynamodb:GetRecords on StateTable",
      "dynamodb:GetShardIterator on StateTable",
      "dynamodb:ListStreams on *",
      "kinesis:PutRecords on PublisherOutputStream",
      "logs:CreateLogStream on PublisherFunctionLogs",
      "logs:PutLogEvents on PublisherFunctionLogs",
      "sqs:SendMessage on PublisherUnsent",
      "xray:PutTelemetryRecords on *",
      "xray:PutTraceSegments on *",
    ]);
  });
});

describe("the late-data handler", () => {
  test("takes late events, puts them into the view table, and no more", () => {
    expect(permissionsOf("Late")).toEqual([
      "dynamodb:PutItem on ViewsTable",
      "logs:CreateLogStream on LateFunctionLogs",
      "logs:PutLogEvents on LateFunctionLogs",
      "sqs:ChangeMessageVisibility on SideOutputsLate",
      "sqs:DeleteMessage on SideOutputsLate",
      "sqs:GetQueueAttributes on SideOutputsLate",
      "sqs:ReceiveMessage on SideOutputsLate",
      "xray:PutTelemetryRecords on *",
      "xray:PutTraceSegments on *",
    ]);
  });
});

describe("the service", () => {
  test("reads state, keeps answers, puts events into the pipeline's stream, and no more", () => {
    expect(permissionsOf("Service")).toEqual([
      "dynamodb:BatchGetItem on ServiceAnswersTable",
      "dynamodb:BatchGetItem on StateTable",
      "dynamodb:BatchWriteItem on ServiceAnswersTable",
      "dynamodb:Query on StateTable",
      "kinesis:PutRecords on SourceStream",
      "logs:CreateLogStream on ServiceFunctionLogs",
      "logs:PutLogEvents on ServiceFunctionLogs",
      "sqs:SendMessage on ServiceAnswered",
      "sqs:SendMessage on ServiceUnanswered",
      "xray:PutTelemetryRecords on *",
      "xray:PutTraceSegments on *",
    ]);
  });
});

describe("what people look at", () => {
  const all = ["Closer", "Late", "Notifier", "Processor", "Publisher", "Service"].flatMap(permissionsOf);

  test.each([
    ["ViewsTable", ["dynamodb:PutItem"]],
    ["PublisherOutputStream", ["kinesis:PutRecords"]],
    ["SideOutputsDeadLetters", ["sqs:SendMessage"]],
    ["SideOutputsOverflow/*", ["s3:PutObject"]],
    ["NotifierUnsent", ["sqs:SendMessage"]],
    ["PublisherUnsent", ["sqs:SendMessage"]],
    ["ServiceAnswered", ["sqs:SendMessage"]],
    ["ServiceUnanswered", ["sqs:SendMessage"]],
  ])("%s is written by functions, and read by none of them", (resource, actions) => {
    const found = all.filter((line) => line.endsWith(` on ${resource}`)).map((line) => line.split(" on ")[0]);
    expect([...new Set(found)]).toEqual(actions);
  });

  test("the output stream is touched by the publisher and the results reader alone", () => {
    const touching = Object.entries(resourcesOf(template, "AWS::IAM::Policy"))
      .filter(([, { Properties }]) => JSON.stringify(Properties).includes("PublisherOutputStream"))
      .map(([id]) => id);
    expect(touching).toEqual([
      expect.stringMatching(/^PublisherFunctionRole/),
      expect.stringMatching(/^ReadersResultsDefaultPolicy/),
    ]);
  });
});

describe("every policy", () => {
  const statements = statementsOf("");

  test("names its actions in full", () => {
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
  });

  test("names its resources, but where the action knows none", () => {
    const everywhere = statements.filter(({ Resource }) => [Resource].flat().includes("*"));
    const actions = new Set(everywhere.flatMap(({ Action }) => Action));
    expect([...actions].sort()).toEqual(WITHOUT_RESOURCES);
  });

  test("lets its role use the pipeline's key, not administer it", () => {
    const actions = new Set(
      statements.flatMap(({ Action }) => Action).filter((name) => name.startsWith("kms:")),
    );
    expect([...actions].sort()).toEqual([
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:GenerateDataKeyWithoutPlaintext",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
    ]);
  });

  test("is its role's own: none is managed by AWS", () => {
    const roles = Object.entries(resourcesOf(template, "AWS::IAM::Role"));
    const managed = roles.filter(([, { Properties }]) => Properties.ManagedPolicyArns !== undefined);
    expect(managed.map(([id]) => id)).toEqual([expect.stringMatching(/^CustomS3AutoDeleteObjects/)]);
  });
});
