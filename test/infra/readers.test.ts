/** The roles for people and programs: what each may do, who may assume it, and on which stages there are any. */
import { describe, expect, test } from "vitest";
import { latePartition, OUTPUTS } from "../../lib/contract/index.ts";
import { permissionsOf, statementsOf } from "./permissions.ts";
import { oneResource, resourcesOf, templateOf } from "./synthesize.ts";

const ROLE = "AWS::IAM::Role";
const ROLES = ["ReadersAmender", "ReadersCaller", "ReadersDeadLetters", "ReadersResults"];
const FIND_STACK = 'cloudformation:DescribeStacks on {"Ref":"AWS::StackId"}';

describe("the results reader", () => {
  test("reads state, views and the output stream, but no late events, and writes nothing", () => {
    const tables = ["StateTable", "ViewsTable", "ViewsTable/index/byTime"];
    const reads = ["BatchGetItem", "GetItem", "Query"].map((action) => `dynamodb:${action}`);
    const stream = ["DescribeStreamSummary", "GetRecords", "GetShardIterator", "ListShards"];
    expect(permissionsOf("ReadersResults")).toEqual([
      FIND_STACK,
      ...reads.flatMap((action) => tables.map((table) => `${action} on ${table}`)),
      ...stream.map((action) => `kinesis:${action} on PublisherOutputStream`),
      ...reads.flatMap((action) => tables.slice(1).map((table) => `no ${action} on ${table}`)),
    ]);
  });

  test("is refused the partitions of late events by how they begin", () => {
    const [denied] = statementsOf("ReadersResults").filter(({ Effect }) => Effect === "Deny");
    const pattern = denied?.Condition?.["ForAnyValue:StringLike"]?.["dynamodb:LeadingKeys"] as string;
    expect(pattern).toMatch(/^[^*]+\*$/);
    expect(latePartition("windowedMetrics", 0).startsWith(pattern.slice(0, -1))).toBe(true);
  });
});

describe("the dead letters' operator", () => {
  test("takes what failed, puts it back, and reads neither views nor state", () => {
    const queues = [
      "CloserFailedNudges",
      "LateFailed",
      "NotifierUnsent",
      "PublisherUnsent",
      "ServiceUnanswered",
    ];
    const taking = ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage"];
    expect(permissionsOf("ReadersDeadLetters")).toEqual(
      [
        FIND_STACK,
        "kinesis:DescribeStreamSummary on SourceStream",
        "kinesis:GetRecords on SourceStream",
        "kinesis:GetShardIterator on SourceStream",
        "kinesis:ListShards on SourceStream",
        "kinesis:PutRecords on SourceStream",
        "s3:GetObject on SideOutputsOverflow/*",
        "sqs:CancelMessageMoveTask on LateFailed",
        "sqs:ListMessageMoveTasks on LateFailed",
        "sqs:SendMessage on SideOutputsLate",
        "sqs:StartMessageMoveTask on LateFailed",
        ...taking.flatMap((action) =>
          [...queues, "SideOutputsDeadLetters"].map((queue) => `sqs:${action} on ${queue}`),
        ),
      ].sort(),
    );
  });
});

describe("the results' amender", () => {
  test("reads the records that results are made of, and writes panes and views, but no stream or queue", () => {
    const tables = ["StateTable", "ViewsTable", "ViewsTable/index/byTime"];
    expect(permissionsOf("ReadersAmender")).toEqual([
      FIND_STACK,
      ...tables.map((table) => `dynamodb:BatchGetItem on ${table}`),
      "dynamodb:BatchWriteItem on ViewsTable",
      ...tables.map((table) => `dynamodb:GetItem on ${table}`),
      "dynamodb:PutItem on StateTable",
      "dynamodb:PutItem on ViewsTable",
      ...tables.map((table) => `dynamodb:Query on ${table}`),
      "kinesis:DescribeStreamSummary on SourceStream",
      "kinesis:GetRecords on SourceStream",
      "kinesis:GetShardIterator on SourceStream",
      "kinesis:ListShards on SourceStream",
      "s3:GetObject on SideOutputsOverflow/*",
    ]);
  });
});

describe("the service's caller", () => {
  test("asks the service and takes its answers, and reads neither state nor views", () => {
    const taking = ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage"];
    expect(permissionsOf("ReadersCaller")).toEqual([
      FIND_STACK,
      "lambda:InvokeFunction on ServiceFunction",
      ...taking.map((action) => `sqs:${action} on ServiceAnswered`),
    ]);
  });
});

describe.each(["dev", "prod"] as const)("on stage %s", (stage) => {
  const template = templateOf(stage);

  test("roles are named after the stack", () => {
    const names = ROLES.map((id) => oneResource(template, ROLE, id).Properties.RoleName);
    expect(names).toEqual(
      ["results-amender", "service-caller", "dead-letters-operator", "results-reader"].map(
        (name) => `tidewater-${stage}-small-${name}`,
      ),
    );
  });

  test.each(ROLES)("%s is assumed by the own account alone, by users with a second factor", (id) => {
    const { AssumeRolePolicyDocument } = oneResource(template, ROLE, id).Properties;
    const root = {
      "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":iam::", { Ref: "AWS::AccountId" }, ":root"]],
    };
    const shared = { Action: "sts:AssumeRole", Principal: { AWS: root } };
    expect(AssumeRolePolicyDocument).toMatchObject({
      Statement: [
        { ...shared, Effect: "Allow" },
        {
          ...shared,
          Effect: "Deny",
          Condition: {
            StringEquals: { "aws:PrincipalType": "User" },
            BoolIfExists: { "aws:MultiFactorAuthPresent": "false" },
          },
        },
      ],
    });
  });
});

test("stage local has no roles for people and no outputs of theirs", () => {
  const template = templateOf("local");
  const ids = Object.keys(resourcesOf(template)).filter((id) => id.startsWith("Readers"));
  const { resultsReaderArn, deadLettersOperatorArn, resultsAmenderArn, serviceCallerArn } = OUTPUTS;
  const outputs = Object.keys(template.toJSON().Outputs);
  expect(ids).toEqual([]);
  expect(
    outputs.filter((name) =>
      [resultsReaderArn, deadLettersOperatorArn, resultsAmenderArn, serviceCallerArn].includes(name as never),
    ),
  ).toEqual([]);
});
